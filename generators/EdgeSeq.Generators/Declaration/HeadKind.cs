namespace EdgeSeq.Generators.Declaration;

/// <summary>The members of <c>EdgeSeq.Head</c>, by name and value.</summary>
internal enum HeadKind
{
    Softmax,
    Sigmoid,
    Linear,
    None,
    Mixed,
}
