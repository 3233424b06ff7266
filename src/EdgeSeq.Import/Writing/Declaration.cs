using EdgeSeq.Shapes;

namespace EdgeSeq.Import.Writing;

/// <summary>What to write for a shape.</summary>
internal static class Declaration
{
    /// <summary>The attribute; before it the cells, where they are its author's own.</summary>
    public static string Of(ModelShape shape) => Of(shape, shape.Weights);

    /// <summary>The attribute of the same shape with weights of another type.</summary>
    public static string Of(ModelShape shape, WeightType weights)
    {
        if (shape.Network.Length > 0)
        {
            string[] parts = shape.Network.Split("\ncell ");   // the rows, then the cells that they name
            string cells = string.Concat(parts[1..].Select(cell => OwnCell(cell[..cell.IndexOf('\n', StringComparison.Ordinal)], cell[(cell.IndexOf('\n', StringComparison.Ordinal) + 1)..])));
            return $"{cells}[SequenceModel({Text(parts[0])}, {(shape.Vocabulary > 0 ? $"Vocabulary = {shape.Vocabulary}" : $"Inputs = {shape.Inputs}")}{(weights != WeightType.Float32 ? $", Weights = WeightType.{weights}" : "")})]";
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
        Add(weights != WeightType.Float32, $"Weights = WeightType.{weights}");
        Add(weights == WeightType.Int8 && shape.StateBits != 8, $"StateBits = {shape.StateBits}");
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

    /// <summary>Lines as a literal, between more quotes than the lines have.</summary>
    private static string Text(string lines)
    {
        string quotes = "\"\"\"";
        while (lines.Contains(quotes, StringComparison.Ordinal))
        {
            quotes += '"';
        }

        return $"{quotes}\n    {lines.ReplaceLineEndings("\n    ")}\n    {quotes}";
    }
}
