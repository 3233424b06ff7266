using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Text;

/// <summary>The call that multiplies several rows at once, of floats or of bytes.</summary>
internal static class RowsProduct
{
    /// <summary>The text of it: two lines.</summary>
    /// <param name="dialect">The instruction set.</param>
    /// <param name="group">The matrices, in the block <c>parameters</c>.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="operand">The first row, and the floats from one to the next.</param>
    /// <param name="count">Numbers of a row.</param>
    /// <param name="isUnit">True where they stay within -1 and 1.</param>
    /// <param name="sums">What gains the product: its first row, and the floats from one to the next and from gate to gate.</param>
    public static string Call(Dialect dialect, MatrixGroup group, string rows, (string First, string Row) operand, int count, bool isUnit, (string First, string Row, string Plane) sums)
    {
        string first = group.IsDot
            ? $"{dialect.ByteKernels(group.States)}.Multiply({rows}, {KernelText.PanelShape(group)}, {count}, {KernelText.Bool(isUnit)}, ref {operand.First}, {operand.Row},"
            : $"{dialect.Kernels}.Multiply({rows}, {KernelText.PanelShape(group)}, 1, ref {operand.First}, {operand.Row}, 0,";
        return $"{first}\n    ref {KernelText.At("parameters", group.Offset)}, ref {sums.First}, {sums.Row}, {sums.Plane});";
    }
}
