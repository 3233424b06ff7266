namespace EdgeSeq.Training;

/// <summary>Losses over rising learning rates: the range test of L. N. Smith, "Cyclical Learning Rates for Training Neural Networks" (2017).</summary>
/// <remarks>Immutable: thread-safe.</remarks>
public sealed class RateCurve
{
    /// <summary>Slopes are taken over so many points: a single batch is noise.</summary>
    private const int Span = 5;

    internal RateCurve(IReadOnlyList<RatePoint> points, bool hasDiverged)
    {
        (Points, HasDiverged) = (points, hasDiverged);
        RatePoint[] whole = [.. points.Where(point => double.IsFinite(point.Smoothed))];
        if (whole.Length <= Span)
        {
            return;
        }

        int lowest = 0, steepest = -1;
        double fall = 0;
        for (int i = 0; i < whole.Length; i++)
        {
            lowest = whole[i].Smoothed < whole[lowest].Smoothed ? i : lowest;
        }

        // Rates rise by one factor, so points lie at equal distances on the logarithmic axis.
        for (int i = 0; i + Span <= lowest; i++)
        {
            if (whole[i].Smoothed - whole[i + Span].Smoothed is var own && own > fall)
            {
                (fall, steepest) = (own, i + (Span / 2));
            }
        }

        (LowestLossRate, Suggestion) = (whole[lowest].Rate, steepest < 0 ? null : whole[steepest].Rate);
    }

    /// <summary>A point for each update, rates ascending.</summary>
    public IReadOnlyList<RatePoint> Points { get; }

    /// <summary>Whether the trial ended before its last rate because the loss rose.</summary>
    public bool HasDiverged { get; }

    /// <summary>The rate at which the smoothed loss fell fastest: one to train with, as the peak of a schedule. Null where it never fell: try other rates, or longer.</summary>
    public float? Suggestion { get; }

    /// <summary>The rate at which the smoothed loss was lowest: more is too much. Null as <see cref="Suggestion"/>, or with too few points.</summary>
    public float? LowestLossRate { get; }
}
