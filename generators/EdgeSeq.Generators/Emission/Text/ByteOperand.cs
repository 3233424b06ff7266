using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Emission.Text;

/// <summary>What a product of bytes multiplies: a row of floats, rounded to bytes once, before any of its panels; in two digits one behind the other.</summary>
internal static class ByteOperand
{
    /// <summary>Prints it: the bytes behind <paramref name="name"/>, their <c>step</c>, and the <c>scales</c> of the matrices.</summary>
    /// <param name="writer">Receives it.</param>
    /// <param name="dialect">The instruction set.</param>
    /// <param name="group">The matrices, in the block <c>parameters</c>.</param>
    /// <param name="name">Name of the reference.</param>
    /// <param name="source">The reference to the floats, whole blocks of them.</param>
    /// <param name="count">How many of them there are.</param>
    /// <param name="isUnit">True where they stay within -1 and 1; else their largest decides the scale.</param>
    public static void Write(SourceWriter writer, Dialect dialect, MatrixGroup group, string name, string source, int count, bool isUnit)
    {
        StateFormat states = group.States;
        int cells = MatrixGroup.DigitCells(count);
        writer.WriteLine($"Span<int> bytes = stackalloc int[{states.Digits * cells}];");
        writer.WriteLine($"ref int {name} = ref bytes[0];");
        if (isUnit)
        {
            writer.WriteLine($"const float step = 1f / {states.Steps};");
            writer.WriteLine($"{dialect.Kernels}.UnitTo{states.Name}(ref {source}, ref {name}, {4 * cells});");
        }
        else
        {
            writer.WriteLine($"float step = {dialect.Kernels}.To{states.Name}(ref {source}, ref {name}, {count});");
        }

        writer.WriteLine($"ref float scales = ref Unsafe.Add(ref parameters, {group.ScaleOffset});");
    }
}
