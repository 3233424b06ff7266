namespace EdgeSeq.Generators.Declaration;

/// <summary>The members of <c>EdgeSeq.Direction</c>, by name and value.</summary>
internal enum DirectionKind
{
    Forward,
    Both,
}
