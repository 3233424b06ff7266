namespace EdgeSeq.Targets.Sensor.Learning;

/// <summary>
/// Brings readings of any unit to mean 0 and variance 1: running means over all readings so far, later over the last few
/// thousand, so that it follows a sensor that ages.
/// </summary>
internal sealed class Scaler
{
    private const double Memory = 4000, LeastVariance = 1e-12, Bound = 8;

    private readonly double[] _mean = new double[SensorModel.Channels], _variance = new double[SensorModel.Channels];
    private long _count;

    /// <summary>Learns from one reading.</summary>
    /// <param name="reading">Finite numbers.</param>
    public void Add(ReadOnlySpan<float> reading)
    {
        double share = 1 / Math.Min(++_count, Memory);
        for (int i = 0; i < _mean.Length; i++)
        {
            double distance = reading[i] - _mean[i];
            _mean[i] += share * distance;
            _variance[i] += share * (distance * (reading[i] - _mean[i]) - _variance[i]);
        }
    }

    /// <summary>Scales a reading, to at most 8 standard deviations.</summary>
    /// <param name="reading">Finite numbers.</param>
    /// <param name="scaled">Receives as many.</param>
    public void Scale(ReadOnlySpan<float> reading, Span<float> scaled)
    {
        for (int i = 0; i < _mean.Length; i++)
        {
            scaled[i] = (float)Math.Clamp((reading[i] - _mean[i]) / Deviation(i), -Bound, Bound);
        }
    }

    /// <summary>What a scaled number would read.</summary>
    /// <param name="channel">0 or 1.</param>
    /// <param name="scaled">The scaled number.</param>
    public double Unscale(int channel, float scaled) => _mean[channel] + scaled * Deviation(channel);

    private double Deviation(int channel) => Math.Sqrt(Math.Max(_variance[channel], LeastVariance));
}
