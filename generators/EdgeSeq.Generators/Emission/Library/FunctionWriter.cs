using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Functions;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>Elementary functions, each on one vector and over a run of whole blocks of 16.</summary>
internal static class FunctionWriter
{
    public static void Write(SourceWriter writer, Dialect dialect)
    {
        foreach (FunctionDefinition function in FunctionCatalogue.All)
        {
            WriteVector(writer, dialect, function);
            WriteBlocks(writer, dialect, function);
        }
    }

    private static void WriteVector(SourceWriter writer, Dialect dialect, FunctionDefinition function)
    {
        var expression = new VectorExpression(dialect, functionPrefix: "");
        writer.WriteLine();
        writer.WriteLine($"/// <summary>{XmlText.Escape(function.Summary)}</summary>");
        writer.WriteLine($"/// <remarks>{XmlText.Escape(function.Source)}</remarks>");
        writer.WriteLine("[MethodImplAttribute(MethodImplOptions.AggressiveInlining)]");
        using (writer.OpenBlock($"public static {dialect.VectorType} {function.MethodName}({dialect.VectorType} x)"))
        {
            IReadOnlyList<Equation> rows = EquationParser.Parse(function.Rows);
            foreach (Equation row in rows)
            {
                writer.WriteLine($"var {row.Target} = {expression.PrintOuter(row.Value)};");
            }

            writer.WriteLine($"return {rows[rows.Count - 1].Target};");
        }
    }

    private static void WriteBlocks(SourceWriter writer, Dialect dialect, FunctionDefinition function)
    {
        writer.WriteLine();
        writer.WriteLine($"/// <summary>{function.Name} of each of <paramref name=\"count\"/> floats, a multiple of 16.</summary>");
        writer.WriteLine(KernelText.Optimize);
        using (writer.OpenBlock($"public static void {function.MethodName}(ref float x, ref float y, nuint count)"))
        using (writer.OpenBlock($"for (nuint i = 0; i < count; i += {dialect.Width})"))
        {
            writer.WriteLine($"{function.MethodName}({dialect.Vector}.LoadUnsafe(ref x, i)).StoreUnsafe(ref y, i);");
        }
    }
}
