namespace EdgeSeq.Targets.Sensor.Input;

/// <summary>
/// A made-up machine: two oscillations and what comes of them, with noise. Half-way its rhythm changes for good (the drift), and
/// now and then a reading is wrong (the anomalies): a spike, or a sensor that hangs for a few readings. The same seed gives the same
/// readings on every machine: sines are turned on by exact rotations, not computed.
/// </summary>
internal sealed class SignalGenerator : IReadings
{
    /// <summary>The first anomaly comes after this many readings, and then one each.</summary>
    public const int AnomalyDistance = 1777;

    private const double Noise = 0.05, SpikeHeight = 2.5;
    private const int HangLength = 6;

    private readonly long _length;
    private readonly RandomGenerator _random;
    private readonly float[] _last = new float[2];
    private Rotation _slow = new(0.13), _fast = new(0.41);
    private double _echo;

    /// <summary>A generator before its first reading.</summary>
    /// <param name="length">Readings.</param>
    /// <param name="seed">Of the noise.</param>
    public SignalGenerator(long length, ulong seed = 1)
    {
        _length = length;
        _random = new RandomGenerator(seed);
    }

    /// <summary>Readings given so far.</summary>
    public long Count { get; private set; }

    /// <summary>The reading, counted from 1, after which the signal is another.</summary>
    public long Drift => _length / 2;

    /// <summary>Whether the last reading was wrong.</summary>
    public bool IsAnomaly { get; private set; }

    /// <inheritdoc/>
    public bool Next(Span<float> reading)
    {
        if (Count == _length)
        {
            return false;
        }

        Count++;
        if (Count == Drift + 1)
        {
            (_slow, _fast) = (_slow.WithSpeed(0.21), _fast.WithSpeed(0.29));
        }

        _slow = _slow.Next();
        _fast = _fast.Next();
        double beat = Count > Drift ? -_slow.Sine * _fast.Sine : _slow.Sine + 0.5 * _fast.Sine;
        _echo += 0.3 * (beat - _echo);
        reading[0] = (float)(20 + 5 * (beat + Noise * _random.NextNormal()));
        reading[1] = (float)(1 + 0.2 * (_echo * _echo - 0.5 * _slow.Cosine + Noise * _random.NextNormal()));
        Spoil(reading);
        reading.CopyTo(_last);
        return true;
    }

    private void Spoil(Span<float> reading)
    {
        long number = Count / AnomalyDistance, place = Count % AnomalyDistance;
        bool hangs = number % 2 == 0;
        IsAnomaly = number > 0 && place < (hangs ? HangLength : 1);
        if (IsAnomaly && hangs)
        {
            // It reads what no such machine would: all at its lowest, again and again.
            (reading[0], reading[1]) = place == 0 ? (10, 0.7f) : (_last[0], _last[1]);
        }
        else if (IsAnomaly)
        {
            reading[0] += (float)(5 * SpikeHeight);
        }
    }

    /// <summary>A point on the unit circle and a turn; the turn is rational in its parameter, so nothing is rounded by a library.</summary>
    private readonly record struct Rotation(double Sine, double Cosine, double TurnSine, double TurnCosine)
    {
        /// <summary>At angle 0.</summary>
        /// <param name="halfTangent">Tangent of half the angle of one turn.</param>
        public Rotation(double halfTangent)
            : this(0, 1, 2 * halfTangent / (1 + halfTangent * halfTangent), (1 - halfTangent * halfTangent) / (1 + halfTangent * halfTangent))
        {
        }

        public Rotation WithSpeed(double halfTangent) => new Rotation(halfTangent) with { Sine = Sine, Cosine = Cosine };

        public Rotation Next() => this with { Sine = Sine * TurnCosine + Cosine * TurnSine, Cosine = Cosine * TurnCosine - Sine * TurnSine };
    }
}
