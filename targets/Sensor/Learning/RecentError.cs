namespace EdgeSeq.Targets.Sensor.Learning;

/// <summary>Root mean square of the last so many errors.</summary>
/// <param name="length">How many, at least 1.</param>
internal sealed class RecentError(int length)
{
    private readonly double[] _squares = new double[length];
    private long _count;

    /// <summary>The root mean square; 0 before the first error.</summary>
    public double Value
    {
        get
        {
            double sum = 0;
            foreach (double square in _squares)
            {
                sum += square;
            }

            return Math.Sqrt(sum / Math.Clamp(_count, 1, _squares.Length));
        }
    }

    /// <summary>Adds an error, and forgets the oldest.</summary>
    public void Add(double error) => _squares[_count++ % _squares.Length] = error * error;
}
