namespace EdgeSeq.Training;

/// <summary>The same rate at every step.</summary>
/// <param name="Rate">At least 0, finite.</param>
public sealed record ConstantRate(float Rate) : LearningRateSchedule
{
    /// <inheritdoc/>
    public override float RateAt(long step) => Rate;

    /// <inheritdoc/>
    protected internal override void Validate() =>
        Require.That(Rate >= 0 && float.IsFinite(Rate), Rate, "it must be at least 0 and finite");
}
