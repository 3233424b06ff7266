using System.Globalization;
using System.Text;
using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Functions;
using EdgeSeq.Generators.Nodes.Recurrent;

namespace EdgeSeq.Generators.Tests.Catalogue;

/// <summary>
/// <c>docs/cells.md</c>: every cell of the catalogue with its paper, its equations and what is derived from them, and every function. A test
/// writes the file and fails when it is out of date.
/// </summary>
internal static class CellsDocument
{
    public static string Write()
    {
        var text = new StringBuilder();
        text.Append("""
            # Cells

            <!-- Generated from the catalogue by a test, CellsDocument.cs. Do not edit; CONTRIBUTING.md says how to refresh it. -->

            A cell is its forward equations and nothing else; everything else on this page is derived from them. `x` is the input,
            `h` the hidden state and `h'` the next one. `W` are input weights, `U` recurrent weights, `b` biases; `*` is
            pointwise. `a` are pre-activations, `q` those without an input. `dv` stands for dL/dv. Backward rows are
            computed from top to bottom; matrix products send their part back where a line says `+=`.

            | `Cell` | | states | matrices | stages |
            |---|---|---|---|---|

            """);
        foreach (CellDefinition cell in CellCatalogue.All)
        {
            CellRows rows = cell.Read();
            int matrices = rows.Affine.Count(row => row.Input is not null) + rows.Affine.Count(row => row.Recurrent is not null);
            text.Append(CultureInfo.InvariantCulture, $"| [`{cell.Name}`](#{cell.Name.ToLowerInvariant()}) | {cell.Title} | {string.Join(", ", rows.States)} | {matrices} | {StagePlanner.Forward(rows).Count} |\n");
        }

        foreach (CellDefinition cell in CellCatalogue.All)
        {
            WriteCell(text, cell);
        }

        WriteFunctions(text);
        return text.ToString();
    }

    /// <summary><c>docs/zoo.md</c>: the published cells of the tests.</summary>
    public static string WriteZoo()
    {
        var text = new StringBuilder();
        text.Append("""
            # A zoo of cells

            <!-- Generated from tests/Zoo by a test, CellsDocument.cs. Do not edit; CONTRIBUTING.md says how to refresh it. -->

            Published cells as [cells of your own](cells-of-your-own.md): copy one, or begin from it. Tests run each on every instruction set against an interpreter
            of its equations in double precision, derivatives included; the conformance table has their bits. [cells.md](cells.md) explains the notation.

            """);
        foreach (string name in TestCells.ZooNames)
        {
            WriteCell(text, TestCells.Find(name));
        }

        return text.ToString();
    }

    private static void WriteFunctions(StringBuilder text)
    {
        text.Append("""

            ## Functions

            What equations may use, with the same bits on every instruction set. Errors are the worst over all 2^32 floats, beside double
            precision; in the derivatives `y` is the result and `d` stands for dL/dy. At kinks derivatives are those of PyTorch.

            | function | | worst error | derivative, of each argument |
            |---|---|---|---|

            """);
        foreach (FunctionDefinition function in FunctionCatalogue.Names.Select(name => FunctionCatalogue.Find(name)!))
        {
            string derivatives = string.Join("<br>", function.Derivatives!.Select(derivative => $"`{derivative}`"));
            text.Append(CultureInfo.InvariantCulture,
                $"| `{function.Name}({string.Join(", ", function.Arguments)})` | {function.Summary.Replace("|", "\\|")} | {function.AccuracyText.Replace("|", "\\|")} | {derivatives} |\n");
        }

        text.Append("""

            Parts of these, which equations cannot name:

            | function | | worst error |
            |---|---|---|

            """);
        foreach (FunctionDefinition function in FunctionCatalogue.All.Where(function => !function.IsForEquations))
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{function.Name}` | {function.Summary.Replace("|", "\\|")} | {function.AccuracyText.Replace("|", "\\|")} |\n");
        }
    }

    private static void WriteCell(StringBuilder text, CellDefinition cell)
    {
        CellRows rows = cell.Read();
        AdjointRows adjoints = Differentiator.Differentiate(rows);
        IReadOnlyList<ForwardStage> forward = StagePlanner.Forward(rows);
        IReadOnlyList<BackwardStage> backward = StagePlanner.Backward(rows, adjoints, forward);
        text.Append(CultureInfo.InvariantCulture, $"\n## {cell.Name}\n\n{cell.Title}. {cell.Source}\n\n```\n{cell.Equations.Replace("\r", "")}\n```\n\n");
        text.Append("| forward | backward, derived |\n|---|---|\n");
        for (int stage = 0; stage < forward.Count; stage++)
        {
            List<string> left = [.. forward[stage].Reductions.Select(row => row.ToString()), .. forward[stage].Affine.Select(row => row.ToString()), .. forward[stage].Pointwise.Select(row => row.ToString())];
            List<string> right = [.. backward[stage].Rows.Select(row => row.ToString()), .. Products(rows, forward[stage]), .. forward[stage].Reductions.Select(row => $"{rows.AdjointOf(row.Operand)} from {rows.AdjointOf(row.Name)}")];
            string number = forward.Count == 1 ? "" : $"*stage {stage + 1}*<br>";
            text.Append(CultureInfo.InvariantCulture, $"| {number}{Lines(left)} | {number}{Lines(right)} |\n");
        }

        if (forward.Count > 1)
        {
            text.Append("\nForward goes through the stages from top to bottom, backward from bottom to top.\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\nInto the parameters: {string.Join(", ", rows.Affine.SelectMany(row => Gradients(rows, row)).Concat(rows.Parameters.Select(row => $"{rows.AdjointOf(row.Name)}")).Select(row => $"`{row}`"))}.\n");
    }

    private static IEnumerable<string> Products(CellRows rows, ForwardStage stage) => stage.Operand is null
        ? []
        : [$"{rows.AdjointOf(stage.Operand)} += {string.Join(" + ", stage.Recurrent.Select(row => $"{row.Recurrent}^T {rows.AdjointOf(row.Name)}"))}"];

    private static IEnumerable<string> Gradients(CellRows rows, AffineRow row) => new[]
    {
        row.Input is null ? null : $"d{row.Input} += {rows.AdjointOf(row.Name)} x^T",
        row.Recurrent is null ? null : $"d{row.Recurrent} += {rows.AdjointOf(row.Name)} {row.Operand}^T",
        row.Bias is null ? null : $"d{row.Bias} += {rows.AdjointOf(row.Name)}",
    }.OfType<string>();

    private static string Lines(IEnumerable<string> rows) => string.Join("<br>", rows.Select(row => $"`{row}`"));
}
