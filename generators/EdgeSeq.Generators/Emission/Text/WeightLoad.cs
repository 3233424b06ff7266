using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Text;

/// <summary>
/// A vector of a panel's weights as floats. A bfloat16 is the upper half of a float, so one of two blocks in the same cells is shifted up and the other
/// has what lies below it cleared: operators of every vector, and exact.
/// </summary>
internal static class WeightLoad
{
    /// <param name="dialect">The instruction set.</param>
    /// <param name="group">The matrices.</param>
    /// <param name="k">The first cell of its k behind <c>w</c>.</param>
    /// <param name="offset">The vector's place among the floats of a k.</param>
    public static string Print(Dialect dialect, MatrixGroup group, int k, int offset)
    {
        if (group.Weights != WeightKind.BFloat16)
        {
            return KernelText.Load(dialect, "w", $"{k + offset}");
        }

        (int cell, bool isUpper) = PlaceOf(offset);
        return Half(dialect, KernelText.Load(dialect, "w", $"{k + cell}"), isUpper);
    }

    /// <summary>Sums in an order in which those whose weights lie in the same cells follow one another, so that these are loaded once and held no longer.</summary>
    public static IEnumerable<(string Name, int Offset)> InOrder(MatrixGroup group, IEnumerable<(string Name, int Offset)> sums) =>
        group.Weights == WeightKind.BFloat16 ? sums.OrderBy(sum => PlaceOf(sum.Offset)) : sums;

    private static (int Cell, bool IsUpper) PlaceOf(int offset)
    {
        int block = offset / MatrixGroup.BlockSize;
        return (block / 2 * MatrixGroup.BlockSize + offset % MatrixGroup.BlockSize, block % 2 == 1);
    }

    /// <summary>The numbers in one half of some cells.</summary>
    public static string Half(Dialect dialect, string cells, bool isUpper) =>
        $"({cells}.AsUInt32() {(isUpper ? $"& {dialect.Vector}.Create(0xFFFF0000)" : "<< 16")}).AsSingle()";
}
