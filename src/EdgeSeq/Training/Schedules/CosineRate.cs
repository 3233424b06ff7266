using EdgeSeq.Numerics;

namespace EdgeSeq.Training;

/// <summary>
/// Linear warm-up to a peak, then half a cosine down to a floor (Loshchilov and Hutter 2017, without restarts). The peak
/// is the rate of step <see cref="WarmUpSteps"/>, the floor that of step <see cref="Steps"/> - 1 and all later ones.
/// </summary>
/// <param name="Peak">The highest rate; at least 0, finite.</param>
/// <param name="Steps">Length of the run in updates, warm-up included; more than <see cref="WarmUpSteps"/>.</param>
public sealed record CosineRate(float Peak, long Steps) : LearningRateSchedule
{
    /// <summary>Steps before the peak; step s of them has (s + 1) / (WarmUpSteps + 1) of it.</summary>
    public long WarmUpSteps { get; init; }

    /// <summary>The last rate as a fraction of the peak, 0 to 1.</summary>
    public float Floor { get; init; }

    /// <inheritdoc/>
    public override float RateAt(long step)
    {
        // Both ends are said, not computed, so that no rounding is left of them.
        if (step == WarmUpSteps)
        {
            return Peak;
        }

        if (step >= Steps - 1)
        {
            return (float)((double)Peak * Floor);
        }

        if (step < WarmUpSteps)
        {
            return (float)(Peak * (step + 1.0) / (WarmUpSteps + 1.0));
        }

        double progress = (step - WarmUpSteps) / (double)(Steps - 1 - WarmUpSteps);
        double fraction = Floor + (1.0 - Floor) * (0.5 + 0.5 * HalfTurn.Cosine(progress));
        return (float)(Peak * fraction);
    }

    /// <inheritdoc/>
    protected internal override void Validate()
    {
        Require.That(Peak >= 0 && float.IsFinite(Peak), Peak, "it must be at least 0 and finite");
        Require.That(WarmUpSteps >= 0, WarmUpSteps, "it must be at least 0");
        Require.That(Steps > WarmUpSteps, Steps, $"the run must be longer than its warm-up of {WarmUpSteps}");
        Require.That(Floor is >= 0 and <= 1, Floor, "it is a fraction of the peak, 0 to 1");
    }
}
