using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Functions;
using EdgeSeq.Generators.Rules;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Emission.Library;

/// <summary>The part of <c>VectorMath</c> that hands each kernel to the best instruction set of the processor.</summary>
internal static class DispatchEmitter
{
    /// <summary>The functions that <c>VectorMath</c> offers; the others are for equations only.</summary>
    private static readonly string[] Functions = ["exp", "log", "sigmoid", "tanh"];

    public static SourceText Emit()
    {
        var writer = new SourceWriter();
        FileHeader.Write(writer, "choice of the instruction set.", "EdgeSeq.Numerics");
        using (writer.OpenBlock("public static partial class VectorMath"))
        {
            foreach (FunctionDefinition function in FunctionCatalogue.All.Where(function => Functions.Contains(function.Name)))
            {
                WriteDispatch(writer, $"{function.MethodName}Blocks(ref float x, ref float y, nuint count)", function.MethodName, "ref x, ref y, count");
            }

            WriteDispatch(writer, "MaxBlocks(ref float x, nuint count, ref float lanes)", "Max", "ref x, count, ref lanes");
            WriteDispatch(writer, "SumOfSquaresBlocks(ref float x, nuint count, ref float lanes)", "SumOfSquares", "ref x, count, ref lanes");
            WriteDispatch(writer, "ExpSumBlocks(ref float x, nuint count, ref float lanes, float max, float scale)", "ExpSum", "ref x, count, ref lanes, max, scale");
            WriteDispatch(writer, "SoftmaxBlocks(ref float x, nuint count, ref float rest, nuint restCount, float scale)", "Softmax",
                "ref x, count, ref rest, restCount, scale, out _", returns: "float");
            WriteDispatch(writer, "ScaleBlocks(ref float x, nuint count, float factor)", "Scale", "ref x, count, factor");
            WriteDispatch(writer, "CountAtLeastBlocks(ref float x, nuint count, float limit)", "CountAtLeast", "ref x, count, limit", returns: "int");
            WriteDispatch(writer, "SumAtLeastBlocks(ref float x, nuint count, float limit)", "SumAtLeast", "ref x, count, limit", returns: "float");
            foreach (UpdateDefinition update in UpdateCatalogue.All)
            {
                string arguments = string.Join(", ",
                    update.Arrays.Select(array => $"ref {array}s").Append("count").Concat(update.Scalars.Select(scalar => $"{scalar}Value")));
                WriteDispatch(writer, $"{update.Name}Blocks({UpdateWriter.Parameters(update)})", update.Name, arguments);
            }
        }

        return writer.ToSourceText();
    }

    private static void WriteDispatch(SourceWriter writer, string signature, string method, string arguments, string returns = "void")
    {
        writer.WriteLine();
        using (writer.OpenBlock($"private static {returns} {signature}"))
        {
            string call = returns == "void" ? "" : "return ";
            DispatchChain.Write(writer, DialectCatalogue.All, dialect => $"{dialect.Kernels}.IsSupported", dialect => $"{call}{dialect.Kernels}.{method}({arguments});");
        }
    }
}
