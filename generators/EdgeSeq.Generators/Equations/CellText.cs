namespace EdgeSeq.Generators.Equations;

/// <summary>The lines of a cell, sorted by what they are.</summary>
/// <param name="Rows">Equations, in order.</param>
/// <param name="Declarations">Constants, sizes, and parameters that are no matrices.</param>
/// <param name="Functions">Functions of the cell's own.</param>
internal sealed record CellText(IReadOnlyList<Equation> Rows, IReadOnlyList<Declaration> Declarations, IReadOnlyList<FunctionRow> Functions)
{
    /// <summary>More than any cell has; kernels of such a cell would no longer be optimised.</summary>
    private const int MaxLines = 200;

    /// <exception cref="EquationSyntaxException">A line cannot be read.</exception>
    public static CellText Parse(string text)
    {
        List<Equation> rows = [];
        List<Declaration> declarations = [];
        List<FunctionRow> functions = [];
        foreach (EquationParser line in EquationParser.Lines(text))
        {
            if (rows.Count + declarations.Count + functions.Count == MaxLines)
            {
                throw new EquationSyntaxException($"A cell or network has at most {MaxLines} lines.", line.Rest);
            }

            if (line.TryDeclaration() is { } declaration)
            {
                declarations.Add(declaration);
            }
            else if (line.TryFunction() is { } function)
            {
                functions.Add(function);
            }
            else
            {
                rows.Add(line.Row());
            }
        }

        return new(rows, declarations, functions);
    }
}
