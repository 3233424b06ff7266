namespace EdgeSeq.Generators.Functions;

/// <summary>
/// An elementary function of <c>x</c>, written in the dialects' words so that it has the same bits on every instruction
/// set. The last row is the result.
/// </summary>
/// <param name="Name">Name in equations.</param>
/// <param name="Summary">What it computes, and how exactly.</param>
/// <param name="Source">Where the method and the polynomial come from.</param>
/// <param name="Rows">One row a line, over + - * / and the words of the dialects.</param>
internal sealed record FunctionDefinition(string Name, string Summary, string Source, string Rows)
{
    /// <summary>Name of the generated method.</summary>
    public string MethodName => char.ToUpperInvariant(Name[0]) + Name.Substring(1);
}
