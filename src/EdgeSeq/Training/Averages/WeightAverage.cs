namespace EdgeSeq.Training;

/// <summary>
/// A mean of the weights that a training passes through, kept beside them: it is often better than the last of them, and moves less from one
/// update to the next. A value without state: the mean lives in the trainer, and in its checkpoints.
/// </summary>
public abstract record WeightAverage
{
    private protected WeightAverage()
    {
    }

    /// <summary>The share of the weights in the mean after an update; 0 where the mean stays, 1 where it begins.</summary>
    /// <param name="updates">Updates applied, this one included.</param>
    internal abstract float ShareAfter(long updates);

    /// <summary>Whether there is a mean after so many updates.</summary>
    internal abstract bool HasBegun(long updates);

    /// <summary>Checks the properties.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A property is out of range.</exception>
    internal abstract void Validate();
}
