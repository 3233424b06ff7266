using Microsoft.CodeAnalysis.CSharp;

namespace EdgeSeq.Targets.Tool;

/// <summary>What to write for a shape, and what it costs.</summary>
internal static class Declaration
{
    /// <summary>The attribute; before it the cell, where it is its author's own.</summary>
    public static string Of(ModelShape shape)
    {
        if (shape.Network.Length > 0)
        {
            string[] parts = shape.Network.Split("\ncell ");   // the rows, then the cells that they name
            string cells = string.Concat(parts[1..].Select(cell => OwnCell(cell[..cell.IndexOf('\n', StringComparison.Ordinal)], cell[(cell.IndexOf('\n', StringComparison.Ordinal) + 1)..])));
            return $"{cells}[SequenceModel({Text(parts[0])}, {(shape.Vocabulary > 0 ? $"Vocabulary = {shape.Vocabulary}" : $"Inputs = {shape.Inputs}")})]";
        }

        List<string> options = [shape.Cell is null ? $"typeof({shape.CellName})" : $"Cell.{shape.Cell}", shape.Vocabulary > 0 ? $"Vocabulary = {shape.Vocabulary}" : $"Inputs = {shape.Inputs}"];
        Add(shape.Embedding > 0, $"Embedding = {shape.Embedding}");
        bool same = shape.HiddenSizes.Distinct().Count() == 1;
        Add(same, $"Hidden = {shape.Hidden}");
        Add(same && shape.Layers > 1, $"Layers = {shape.Layers}");
        Add(!same, $"HiddenSizes = [{string.Join(", ", shape.HiddenSizes)}]");
        Add(shape.Direction != Direction.Forward, $"Direction = Direction.{shape.Direction}");
        Add(shape.Head != Head.Softmax, $"Head = Head.{shape.Head}");
        Add(shape.Outputs > 0 && (shape.Head != Head.Softmax || shape.Outputs != shape.Vocabulary || shape.Readout == Readout.Last), $"Outputs = {shape.Outputs}");
        Add(shape.Readout != Readout.Every, $"Readout = Readout.{shape.Readout}");
        Add(shape.LeakRate != 1, FormattableString.Invariant($"LeakRate = {shape.LeakRate:R}f"));
        return $"{(shape.Cell is null ? OwnCell(shape.CellName, shape.Equations) : "")}[SequenceModel({string.Join(", ", options)})]";

        void Add(bool condition, string option)
        {
            if (condition)
            {
                options.Add(option);
            }
        }
    }

    private static string OwnCell(string name, string equations) => $"[RecurrentCell({Text(equations)})]\npublic readonly partial struct {name};\n\n";

    /// <summary>Lines as a literal.</summary>
    private static string Text(string lines) => lines.Contains("\"\"\"", StringComparison.Ordinal) || lines.EndsWith('"')
        ? SymbolDisplay.FormatLiteral(lines, quote: true)
        : $"\"\"\"\n    {lines.ReplaceLineEndings("\n    ")}\n    \"\"\"";

    /// <summary>Multiply-adds of one step; a token without a learned vector picks its row of W and multiplies nothing.</summary>
    public static long MultiplyAdds(ModelShape shape)
    {
        if (shape.Network.Length > 0)
        {
            return shape.Parameters.Where(p => p.Kind is ParameterKind.Recurrent || (p.Kind == ParameterKind.Input && p.Rows != shape.Vocabulary)).Sum(p => (long)p.Rows * p.Columns);
        }

        if (shape.Cell is not { } cell)
        {
            return shape.Parameters.Where(p => p.Kind is ParameterKind.Recurrent or ParameterKind.Head || (p.Kind == ParameterKind.Input && (p.Layer > 0 || shape.Vocabulary == 0 || shape.Embedding > 0)))
                .Sum(p => (long)p.Rows * p.Columns);
        }

        long sum = 0, directions = shape.Direction == Direction.Both ? 2 : 1, gates = ExpectedTensors.GatesOf(cell);
        long inputs = shape.Vocabulary > 0 ? shape.Embedding : shape.Inputs;
        foreach (int hidden in shape.HiddenSizes)
        {
            sum += directions * gates * hidden * (inputs + hidden);
            inputs = directions * hidden;
        }

        return sum + (inputs * shape.Outputs);
    }
}
