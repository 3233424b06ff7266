namespace EdgeSeq.Generators.Declaration;

/// <summary>The members of <c>EdgeSeq.Readout</c>, by name and value.</summary>
internal enum ReadoutKind
{
    Every,
    Last,
}
