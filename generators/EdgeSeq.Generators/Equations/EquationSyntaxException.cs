namespace EdgeSeq.Generators.Equations;

/// <summary>Equations that do not say a cell: what is wrong, and at which characters of the text.</summary>
internal sealed class EquationSyntaxException(string message, Mark mark = default) : Exception(message)
{
    public Mark Mark { get; } = mark;
}
