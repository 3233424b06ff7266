namespace EdgeSeq.Training.Fitting;

/// <summary>The mean of the last hundred values or so: exponentially weighted, and unbiased from the first value on.</summary>
internal struct RecentMean
{
    private const double Memory = 0.98;

    private double _sum;
    private double _weight;

    /// <summary>The mean; not a number before the first value.</summary>
    public readonly double Value => _sum / _weight;

    /// <summary>Adds a value; one that is not finite is passed over.</summary>
    public void Add(double value)
    {
        if (double.IsFinite(value))
        {
            _sum = Memory * _sum + (1 - Memory) * value;
            _weight = Memory * _weight + (1 - Memory);
        }
    }
}
