using EdgeSeq.Generators.Emission.Text;

namespace EdgeSeq.Generators.Nodes;

/// <summary>The loop over the rows of a batch in which parts of values are moved, all steps of a row at once.</summary>
internal static class PartLoop
{
    /// <param name="writer">Receives it.</param>
    /// <param name="parts">The parts.</param>
    /// <param name="move">The statement of a part, whose numbers begin at a column of whoever takes them; empty for none.</param>
    public static void Write(SourceWriter writer, IReadOnlyList<NodePart> parts, Func<NodePart, int, string> move)
    {
        var statements = new List<string>();
        int column = 0;
        foreach (NodePart part in parts)
        {
            statements.Add(move(part, column));
            column += part.Count;
        }

        statements.RemoveAll(statement => statement.Length == 0);
        if (statements.Count == 0)
        {
            return;
        }

        writer.WriteLine();
        using (writer.OpenBlock("for (int b = 0; b < batch; b++)"))
        {
            writer.WriteLine("const int t = 0;");
            writer.WriteLine("int steps = input.LengthOf(b, window);");
            writer.WriteLines(statements);
        }

        writer.WriteLine();
    }
}
