namespace EdgeSeq.Training;

/// <summary>
/// The learning rate of each step. An implementation must give the same bits everywhere: + - * / and sqrt only.
/// </summary>
public abstract record LearningRateSchedule
{
    /// <summary>The rate of one step.</summary>
    /// <param name="step">Updates applied so far; 0 for the first.</param>
    /// <returns>A finite number, at least 0.</returns>
    public abstract float RateAt(long step);

    /// <summary>Checks the properties; called when a trainer is constructed.</summary>
    /// <exception cref="ArgumentException">A property is out of range.</exception>
    protected internal virtual void Validate()
    {
    }
}
