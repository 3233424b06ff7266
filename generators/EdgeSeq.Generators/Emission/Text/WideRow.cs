using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Text;

/// <summary>A row that is looked up by a token, made floats.</summary>
internal static class WideRow
{
    /// <summary>The call of a library kernel. The text reads <c>parameters</c> and <c>token</c>.</summary>
    /// <param name="group">The rows.</param>
    /// <param name="row">The reference that receives the floats.</param>
    /// <param name="count">How many, a multiple of 16.</param>
    public static string Call(MatrixGroup group, string row, int count)
    {
        string cells = $"ref Unsafe.Add(ref parameters, {group.Offset} + (nint)token * {group.RowWidth})";
        return group.Weights == WeightKind.Int8
            ? $"ToFloats({cells}, ref Unsafe.Add(ref parameters, {group.ScaleOffset}), ref {row}, {count})"
            : $"Widen({cells}, ref {row}, {count})";
    }
}
