namespace EdgeSeq.Generators.Equations;

/// <summary>
/// Where a part of an equation stands in its text. All marks are equal: expressions are compared by what they say, not by where they say it.
/// </summary>
/// <param name="start">First character.</param>
/// <param name="length">Characters.</param>
internal readonly struct Mark(int start, int length) : IEquatable<Mark>
{
    public int Start { get; } = start;

    public int Length { get; } = length;

    public bool Equals(Mark other) => true;

    public override bool Equals(object? obj) => obj is Mark;

    public override int GetHashCode() => 0;
}
