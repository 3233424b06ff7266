using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Rules;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>Optimiser updates over flat blocks, one pass each.</summary>
internal static class UpdateWriter
{
    public static void Write(SourceWriter writer, Dialect dialect)
    {
        foreach (UpdateDefinition update in UpdateCatalogue.All)
        {
            WriteUpdate(writer, dialect, update);
        }
    }

    public static string Parameters(UpdateDefinition update) => string.Join(", ",
        update.Arrays.Select(array => $"ref float {array}s").Append("nuint count").Concat(update.Scalars.Select(scalar => $"float {scalar}Value")));

    private static void WriteUpdate(SourceWriter writer, Dialect dialect, UpdateDefinition update)
    {
        var expression = new VectorExpression(dialect, functionPrefix: "");
        IReadOnlyList<Equation> rows = EquationParser.Parse(update.Rows);
        writer.WriteLine();
        writer.WriteLine("/// <summary>");
        writer.WriteLines(rows.Select(row => $"/// <c>{XmlText.Escape(row.ToString())}</c><br/>"));
        writer.WriteLine("/// for <paramref name=\"count\"/> elements, a multiple of 16.");
        writer.WriteLine("/// </summary>");
        writer.WriteLine($"/// <remarks>{XmlText.Escape(update.Source)}</remarks>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock($"public static void {update.Name}({Parameters(update)})"))
        {
            writer.WriteLines(update.Scalars.Select(scalar => $"var {scalar} = {dialect.Vector}.Create({scalar}Value);"));
            using (writer.OpenBlock($"for (nuint i = 0; i < count; i += {dialect.Width})"))
            {
                writer.WriteLines(update.Arrays.Select(array => $"var {array} = {dialect.Vector}.LoadUnsafe(ref {array}s, i);"));
                foreach (Equation row in rows)
                {
                    string name = VectorExpression.Identifier(row.Target);
                    writer.WriteLine($"var {name} = {expression.PrintOuter(row.Value)};   // {row}");
                    if (row.Target.EndsWith("'", StringComparison.Ordinal))
                    {
                        writer.WriteLine($"{name}.StoreUnsafe(ref {row.Target.TrimEnd('\'')}s, i);");
                    }
                }
            }
        }
    }
}
