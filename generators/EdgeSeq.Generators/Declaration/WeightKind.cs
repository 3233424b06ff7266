namespace EdgeSeq.Generators.Declaration;

/// <summary>The members of <c>EdgeSeq.WeightType</c>, by name and value.</summary>
internal enum WeightKind
{
    Float32,
    Int8,
    BFloat16,
}
