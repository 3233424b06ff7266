using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Functions;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>Elementary functions, each on vectors and over runs of whole blocks of 16: the part of a dialect's kernels that has them.</summary>
internal static class FunctionWriter
{
    public static SourceText Emit(Dialect dialect)
    {
        var writer = new SourceWriter();
        FileHeader.Write(writer, $"elementary functions of EdgeSeq.dll for {dialect.Title}.", "EdgeSeq.Numerics");
        using (writer.OpenBlock($"public static partial class {dialect.Kernels}"))
        {
            foreach (FunctionDefinition function in FunctionCatalogue.All)
            {
                WriteVector(writer, dialect, function);
                WriteBlocks(writer, dialect, function);
            }
        }

        return writer.ToSourceText();
    }

    private static void WriteVector(SourceWriter writer, Dialect dialect, FunctionDefinition function)
    {
        var expression = new VectorExpression(dialect, functionPrefix: "");
        writer.WriteLine();
        writer.WriteLine($"/// <summary>{XmlText.Escape(function.Description)}</summary>");
        writer.WriteLine($"/// <remarks>{XmlText.Escape(function.Source)}</remarks>");
        writer.WriteLine("[MethodImplAttribute(MethodImplOptions.AggressiveInlining)]");
        string parameters = string.Join(", ", function.Arguments.Select(argument => $"{dialect.VectorType} {argument}"));
        using (writer.OpenBlock($"public static {dialect.VectorType} {function.MethodName}({parameters})"))
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
        string references = string.Concat(function.Arguments.Select(argument => $"ref float {argument}, "));
        using (writer.OpenBlock($"public static void {function.MethodName}({references}ref float y, nuint count)"))
        using (writer.OpenBlock($"for (nuint i = 0; i < count; i += {dialect.Width})"))
        {
            string vectors = string.Join(", ", function.Arguments.Select(argument => KernelText.Load(dialect, argument, "i")));
            writer.WriteLine($"{function.MethodName}({vectors}).StoreUnsafe(ref y, i);");
        }
    }
}
