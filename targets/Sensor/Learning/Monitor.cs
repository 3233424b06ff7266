namespace EdgeSeq.Targets.Sensor.Learning;

/// <summary>Watches one sensor: forecasts, scores, tells anomalies from drift, and learns. After construction it allocates nothing.</summary>
internal sealed class Monitor : IDisposable
{
    /// <summary>Readings before anything is judged.</summary>
    public const int WarmUp = 1000;

    /// <summary>Readings after a drift that are only learned.</summary>
    public const int Settling = 500;

    /// <summary>More unusual readings in a row than this are no anomaly but a drift.</summary>
    public const int LongestAnomaly = 8;

    private readonly Forecaster _forecaster = new();
    private readonly Scaler _scaler = new();
    private readonly AnomalyScore _score = new();
    private readonly float[] _scaled = new float[SensorModel.Channels], _nothing = new float[SensorModel.Channels];
    private readonly double[] _expected = new double[SensorModel.Channels];
    private long _judgedFrom = WarmUp;
    private int _unusual;

    public Monitor() => _nothing.AsSpan().Fill(float.NaN);

    /// <summary>Readings so far.</summary>
    public long Count { get; private set; }

    /// <summary>Error of the forecast of the last reading: root mean square over the channels, in standard deviations of the signal.</summary>
    public double Error { get; private set; }

    /// <summary>That error in terms of its recent size.</summary>
    public double Score { get; private set; }

    /// <summary>What the last reading was forecast to be.</summary>
    /// <param name="channel">0 or 1.</param>
    public double Expected(int channel) => _expected[channel];

    /// <summary>Takes one reading.</summary>
    /// <param name="reading">Finite numbers.</param>
    /// <returns>What it is taken for.</returns>
    public Verdict Read(ReadOnlySpan<float> reading)
    {
        Count++;
        ReadOnlySpan<float> forecast = _forecaster.Forecast;
        _scaler.Scale(reading, _scaled);
        double squares = 0;
        for (int i = 0; i < _scaled.Length; i++)
        {
            double error = _scaled[i] - forecast[i];
            squares += error * error;
            _expected[i] = _scaler.Unscale(i, forecast[i]);
        }

        Error = Math.Sqrt(squares / _scaled.Length);
        Score = _score.Next(Error);
        _unusual = Count > _judgedFrom && Score > AnomalyScore.Threshold ? _unusual + 1 : 0;
        if (_unusual is > 0 and <= LongestAnomaly)
        {
            _forecaster.Read(forecast, _nothing);
            return Verdict.Anomaly;
        }

        _scaler.Add(reading);
        _forecaster.Read(_scaled, _scaled);
        if (_unusual == 0)
        {
            return Verdict.Usual;
        }

        _judgedFrom = Count + Settling;
        return Verdict.Drift;
    }

    public void Dispose() => _forecaster.Dispose();
}
