namespace EdgeSeq.Training.Fitting;

/// <summary>A schedule whose rates fall by a factor where the validation loss stands still.</summary>
/// <param name="Inner">The schedule.</param>
/// <param name="Options">When and how much; null for never.</param>
internal sealed record PlateauRate(LearningRateSchedule Inner, PlateauOptions? Options) : LearningRateSchedule
{
    private double _lowest = double.PositiveInfinity;

    /// <summary>What rates are multiplied by.</summary>
    public float Scale { get; private set; } = 1;

    /// <summary>Validations since the loss, or the rate, last fell.</summary>
    public int Waited { get; private set; }

    /// <inheritdoc/>
    public override float RateAt(long step) => Scale == 1 ? Inner.RateAt(step) : Inner.RateAt(step) * Scale;

    /// <summary>Looks at a validation.</summary>
    public void Add(double loss)
    {
        Waited++;
        if (loss < _lowest)
        {
            (_lowest, Waited) = (loss, 0);
        }
        else if (Options is { } options && Waited >= options.Patience)
        {
            (Scale, Waited) = (Math.Max(Scale * options.Factor, options.Floor), 0);
        }
    }

    /// <summary>Goes on from a checkpoint.</summary>
    public void Restore(double lowest, float scale, int waited) => (_lowest, Scale, Waited) = (lowest, scale, waited);

    /// <inheritdoc/>
    protected internal override void Validate() => Inner.Validate();
}
