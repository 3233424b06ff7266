namespace EdgeSeq;

/// <summary>
/// Declares the shape of a language model on a <c>readonly partial struct</c>: token input, one recurrent layer,
/// softmax output over the vocabulary. The generator completes the struct with kernels for exactly these sizes.
/// </summary>
/// <param name="cell">The recurrent cell.</param>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class SequenceModelAttribute(Cell cell) : Attribute
{
    /// <summary>The recurrent cell.</summary>
    public Cell Cell { get; } = cell;

    /// <summary>V, the number of distinct tokens, in and out; at least 2.</summary>
    public int Vocabulary { get; set; }

    /// <summary>H, the number of hidden units; at least 1.</summary>
    public int Hidden { get; set; }
}
