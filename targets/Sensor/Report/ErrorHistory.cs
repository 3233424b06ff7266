namespace EdgeSeq.Targets.Sensor.Report;

/// <summary>
/// The forecast errors of a run of any length in fixed memory: root mean squares over equal stretches of readings, which double
/// in length whenever the room is full.
/// </summary>
internal sealed class ErrorHistory
{
    private const int Capacity = 400, MaxMarks = 64;

    private readonly double[] _meanSquares = new double[Capacity];
    private readonly Mark[] _marks = new Mark[MaxMarks];
    private double _sum;
    private int _summed;

    /// <summary>Readings of one stretch.</summary>
    public int Stretch { get; private set; } = 16;

    /// <summary>Complete stretches.</summary>
    public int Count { get; private set; }

    /// <summary>What was marked; the first 64 only.</summary>
    public ReadOnlySpan<Mark> Marks => _marks.AsSpan(..MarkCount);

    private int MarkCount { get; set; }

    /// <summary>The root mean square error of a stretch.</summary>
    /// <param name="stretch">0 to <see cref="Count"/> - 1.</param>
    public double this[int stretch] => Math.Sqrt(_meanSquares[stretch]);

    /// <summary>Adds the error of the next reading.</summary>
    public void Add(double error)
    {
        _sum += error * error;
        if (++_summed < Stretch)
        {
            return;
        }

        _meanSquares[Count++] = _sum / _summed;
        (_sum, _summed) = (0, 0);
        if (Count < Capacity)
        {
            return;
        }

        for (int i = 0; i < Capacity / 2; i++)
        {
            _meanSquares[i] = (_meanSquares[2 * i] + _meanSquares[2 * i + 1]) / 2;
        }

        Count = Capacity / 2;
        Stretch *= 2;
    }

    /// <summary>Marks a reading.</summary>
    /// <param name="reading">Counted from 1.</param>
    /// <param name="isDrift">Whether it is a drift, not an anomaly.</param>
    public void AddMark(long reading, bool isDrift)
    {
        if (MarkCount < MaxMarks)
        {
            _marks[MarkCount++] = new(reading, isDrift);
        }
    }

    /// <summary>A reading to show.</summary>
    /// <param name="Reading">Counted from 1.</param>
    /// <param name="IsDrift">Whether it is a drift, not an anomaly.</param>
    internal readonly record struct Mark(long Reading, bool IsDrift);
}
