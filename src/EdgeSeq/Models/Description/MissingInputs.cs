namespace EdgeSeq;

/// <summary>What becomes of an input number that is NaN: a reading that is missing.</summary>
public enum MissingInputs
{
    /// <summary>It is refused with its place, and nothing is read. The default: one NaN in a state would stay there for good.</summary>
    Reject,

    /// <summary>The mean stands in its place, so it enters the model as 0.</summary>
    Mean,
}
