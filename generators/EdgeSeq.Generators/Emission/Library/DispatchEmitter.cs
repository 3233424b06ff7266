using EdgeSeq.Generators.Functions;
using EdgeSeq.Generators.Updates;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>The part of <c>VectorMath</c> that hands each kernel to the best instruction set of the processor.</summary>
internal static class DispatchEmitter
{
    public static SourceText Emit()
    {
        var writer = new SourceWriter();
        FileHeader.Write(writer, "choice of the instruction set.");
        writer.WriteLine("namespace EdgeSeq.Numerics;\n");
        using (writer.OpenBlock("public static partial class VectorMath"))
        {
            foreach (FunctionDefinition function in FunctionCatalogue.All)
            {
                WriteDispatch(writer, $"{function.MethodName}Blocks(ref float x, ref float y, nuint count)", function.MethodName, "ref x, ref y, count");
            }

            WriteDispatch(writer, "MaxBlocks(ref float x, nuint count, ref float lanes)", "Max", "ref x, count, ref lanes");
            WriteDispatch(writer, "SumOfSquaresBlocks(ref float x, nuint count, ref float lanes)", "SumOfSquares", "ref x, count, ref lanes");
            WriteDispatch(writer, "ExpSumBlocks(ref float x, nuint count, ref float lanes, float max, float scale)", "ExpSum", "ref x, count, ref lanes, max, scale");
            foreach (string name in new[] { "CountAtLeast", "SumAtLeast" })
            {
                WriteDispatch(writer, $"{name}Blocks(ref float x, nuint count, ref float lanes, float limit)", name, "ref x, count, ref lanes, limit");
            }

            foreach (UpdateDefinition update in UpdateCatalogue.All)
            {
                string arguments = string.Join(", ",
                    update.Arrays.Select(array => $"ref {array}s").Append("count").Concat(update.Scalars.Select(scalar => $"{scalar}Value")));
                WriteDispatch(writer, $"{update.Name}Blocks({UpdateWriter.Parameters(update)})", update.Name, arguments);
            }
        }

        return writer.ToSourceText();
    }

    private static void WriteDispatch(SourceWriter writer, string signature, string method, string arguments)
    {
        writer.WriteLine();
        using (writer.OpenBlock($"private static void {signature}"))
        {
            DispatchChain.Write(writer, dialect => $"{dialect.Kernels}.IsSupported", dialect => $"{dialect.Kernels}.{method}({arguments});");
        }
    }
}
