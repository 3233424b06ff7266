namespace EdgeSeq.Targets.Sensor.Learning;

/// <summary>How unusual a forecast error is: how many times its recent root mean square.</summary>
internal sealed class AnomalyScore
{
    /// <summary>Scores from here on are unusual.</summary>
    public const double Threshold = 4;

    /// <summary>The least error that is taken for one, in standard deviations of the signal.</summary>
    private const double Floor = 0.02;

    // An unusual error counts as three usual ones, so that one glitch does not blind the score, and lasting ones are learned.
    private const double Memory = 200, MostWeight = 3;

    private double _meanSquare = 1;
    private long _count;

    /// <summary>The score of an error, which is then remembered.</summary>
    /// <param name="error">Root mean square over the channels, in standard deviations of the signal.</param>
    public double Next(double error)
    {
        double usual = Math.Sqrt(_meanSquare), remembered = Math.Min(error, MostWeight * usual);
        _meanSquare += (Math.Max(remembered * remembered, Floor * Floor) - _meanSquare) / Math.Min(++_count, Memory);
        return error / usual;
    }
}
