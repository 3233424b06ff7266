using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Quantization;

/// <summary>
/// Weights of 8 bits: <c>w = q * scale</c>, q from -127 to 127, a scale for every output. Of what is multiplied, inputs 2i and 2i + 1 of an output
/// keep the pair rule <c>|q + q'| &lt;= 128</c>, under which the 16-bit sums of x86 never saturate, so that every instruction set has the same sum.
/// </summary>
/// <param name="scaleOffset">Where the scales of the group of gates begin.</param>
/// <param name="isMultiplied">True for cells of four inputs of one output; false for rows, whose cells hold four outputs.</param>
internal sealed class Int8Codec(int scaleOffset, bool isMultiplied) : RoundedCodec
{
    /// <summary>The largest whole number, and the largest sum of a pair.</summary>
    public const int Largest = 127, LargestPair = 128;

    private const int Block = PanelLayout.BlockSize;

    /// <summary>Far above where floats lose digits, far below any weight that counts.</summary>
    private const float Negligible = 1e-30f;

    /// <summary>The bits of a scale that the 7 of a whole number need.</summary>
    private const int Spare = 127;

    /// <summary>Nearer to <see cref="Largest"/> than a scale that was rounded up takes it away, and further than any other whole number.</summary>
    private const float AllButLargest = Largest - 0.002f;

    /// <summary>What sums of unsigned operands have too much of each weight.</summary>
    private const int Excess = 128;

    internal override WeightType Type => WeightType.Int8;

    internal override string Title => "8 bits";

    public bool IsMultiplied => isMultiplied;

    /// <summary>None: a scale makes room for any float.</summary>
    internal override (int K, int J)? FirstTooLarge(ReadOnlySpan<float> floats, ParameterInfo from) => null;

    internal override float Read(ReadOnlySpan<float> block, ParameterInfo parameter, int k, int j) => Whole(block, parameter, k, j) * Scale(block, parameter, j);

    /// <summary>The whole number of an input and an output.</summary>
    public sbyte Whole(ReadOnlySpan<float> block, ParameterInfo parameter, int k, int j) => MemoryMarshal.Cast<float, sbyte>(block)[ByteOf(parameter.Layout, k, j)];

    /// <summary>The scale of an output.</summary>
    public float Scale(ReadOnlySpan<float> block, ParameterInfo parameter, int j) => block[ScaleOf(parameter.Layout, j)];

    internal override void Round(ReadOnlySpan<float> floats, ParameterInfo from, Span<float> block, ParameterInfo to)
    {
        for (int j = 0; j < to.Columns; j += Block)
        {
            ref float first = ref MemoryMarshal.GetReference(floats[from.Layout.IndexOf(0, j)..]);
            int step = from.Layout.StepOf(j);
            Vector512<float> scale = ScaleOf(ref first, step, to.Rows);
            scale.StoreUnsafe(ref block[ScaleOf(to.Layout, j)]);
            if (isMultiplied)
            {
                RoundProducts(ref first, step, scale, block, to, j);
            }
            else
            {
                RoundRows(ref first, step, scale, block, to, j);
            }
        }
    }

    internal override void Widen(ReadOnlySpan<float> block, ParameterInfo from, Span<float> floats, ParameterInfo to)
    {
        ReadOnlySpan<sbyte> bytes = MemoryMarshal.Cast<float, sbyte>(block);
        for (int j = 0; j < from.Columns; j += Block)
        {
            Vector512<float> scale = Vector512.Create(block.Slice(ScaleOf(from.Layout, j), Block));
            for (int k = 0; k < from.Rows; k++)
            {
                Vector512<int> whole = isMultiplied
                    ? Vector512.Create(block.Slice(from.Layout.IndexOf(k / 4, j), Block)).AsInt32() << (24 - 8 * (k % 4)) >> 24
                    : Widened(Vector128.Create(bytes.Slice(ByteOf(from.Layout, k, j), Block)));
                (Vector512.ConvertToSingle(whole) * scale).CopyTo(floats[to.Layout.IndexOf(k, j)..]);
            }
        }
    }

    /// <summary>Stores a whole number of a file; <see cref="Complete"/> follows the last of a parameter.</summary>
    public void Store(Span<float> block, ParameterInfo parameter, int k, int j, sbyte whole) =>
        MemoryMarshal.Cast<float, sbyte>(block)[ByteOf(parameter.Layout, k, j)] = whole;

    /// <summary>The first number or pair that breaks the rule, as input and output; null where all keep it.</summary>
    public (int K, int J)? FirstBroken(ReadOnlySpan<float> block, ParameterInfo parameter)
    {
        for (int j = 0; j < parameter.Columns; j++)
        {
            for (int k = 0; k < parameter.Rows; k++)
            {
                int q = Whole(block, parameter, k, j), pair = isMultiplied && k % 2 == 0 && k + 1 < parameter.Rows ? Whole(block, parameter, k + 1, j) : 0;
                if (Math.Abs(q) > Largest || Math.Abs(q + pair) > LargestPair)
                {
                    return (k, j);
                }
            }
        }

        return null;
    }

    /// <summary>Adds the scales to whole numbers that were stored, and what follows from both.</summary>
    public void Complete(Span<float> block, ParameterInfo parameter, ReadOnlySpan<float> scales)
    {
        for (int j = 0; j < parameter.Layout.Blocks * Block; j++)
        {
            int scale = ScaleOf(parameter.Layout, j), sum = 0;
            block[scale] = j < parameter.Columns ? scales[j] : 1;   // padding has the scale of zeros
            if (isMultiplied && j < parameter.Columns)
            {
                for (int k = 0; k < parameter.Rows; k++)
                {
                    sum += Whole(block, parameter, k, j);
                }

                block[scale + Distance(parameter.Layout)] = BitConverter.Int32BitsToSingle(-Excess * sum);
            }
        }
    }

    internal override ImmutableArray<ExpectedTensor> Expected(ImmutableArray<CanonicalTensor> tensors) => Int8Tensors.Expected(tensors);

    internal override void Export(ImmutableArray<CanonicalTensor> tensors, ReadOnlySpan<float> block, IByteSink sink) => Int8Tensors.Export(tensors, block, sink);

    internal override void Read(Stream source, SafetensorsHeader header, ModelShape shape, ModelFileOptions options, Span<float> block) =>
        Int8Tensors.Read(source, header, shape, options, block);

    /// <summary>
    /// The scales of 16 outputs: the largest number, and of what is multiplied the largest sum of a pair, is 127 of them. In halves, so that no sum overflows. 1, which makes
    /// all whole numbers 0, where all are 0 or so small that a quotient of them would be rounded coarsely. It is rounded up to 17 bits, so that every product of a whole
    /// number and a scale is a float: weights that became floats again have the same whole numbers and scales.
    /// </summary>
    private Vector512<float> ScaleOf(ref float first, int step, int rows)
    {
        Vector512<float> largest = default, even = default;
        for (int k = 0; k < rows; k++)
        {
            Vector512<float> w = Vector512.LoadUnsafe(ref first, (nuint)((nint)k * step)) * 0.5f;
            largest = Vector512.Max(largest, Vector512.Abs(w));
            if (isMultiplied && k % 2 == 1)
            {
                largest = Vector512.Max(largest, Vector512.Abs(even + w));
            }

            even = w;
        }

        Vector512<float> scale = ((largest / Vector512.Create(Largest / 2f)).AsInt32() + Vector512.Create(Spare) & Vector512.Create(~Spare)).AsSingle();
        return Vector512.ConditionalSelect(Vector512.LessThan(largest, Vector512.Create(Negligible)), Vector512<float>.One, scale);
    }

    /// <summary>The numbers of an input in scales; whole numbers are those next to them.</summary>
    private static Vector512<float> InScales(ref float first, int step, int k, Vector512<float> scale) =>
        Vector512.LoadUnsafe(ref first, (nuint)((nint)k * step)) / scale;

    private static Vector512<int> Widened(Vector128<sbyte> bytes)
    {
        (Vector128<short> lower, Vector128<short> upper) = Vector128.Widen(bytes);
        return Vector512.Create(Vector256.WidenLower(lower.ToVector256()), Vector256.WidenLower(upper.ToVector256()));
    }

    private static Vector512<int> Whole(Vector512<float> inScales) => Vector512.ConvertToInt32(Vector512.Round(inScales));

    /// <summary>
    /// The whole numbers of a pair's second input. Those of the row's largest pair, which made the scale, are 127 together, though both may lie halfway between whole numbers:
    /// so rounding again finds the same scale.
    /// </summary>
    private static Vector512<int> WholeOfSecond(Vector512<float> first, Vector512<float> second)
    {
        Vector512<float> sum = first + second;
        Vector512<int> rest = Whole(Vector512.CopySign(Vector512.Create((float)Largest), sum)) - Whole(first);
        return Vector512.ConditionalSelect(Vector512.GreaterThan(Vector512.Abs(sum), Vector512.Create(AllButLargest)).AsInt32(), rest, Whole(second));
    }

    private void RoundProducts(ref float first, int step, Vector512<float> scale, Span<float> block, ParameterInfo to, int j)
    {
        Vector512<int> sum = default;
        Vector512<float> even = default;
        for (int k = 0; k < to.Rows; k += 4)
        {
            Vector512<int> cell = default;
            for (int i = 0; i < int.Min(4, to.Rows - k); i++)
            {
                Vector512<float> own = InScales(ref first, step, k + i, scale);
                Vector512<int> q = i % 2 == 0 ? Whole(own) : WholeOfSecond(even, own);
                even = own;
                sum += q;
                cell |= (q & Vector512.Create(255)) << (8 * i);
            }

            cell.AsSingle().StoreUnsafe(ref block[to.Layout.IndexOf(k / 4, j)]);
        }

        (sum * Vector512.Create(-Excess)).AsSingle().StoreUnsafe(ref block[ScaleOf(to.Layout, j) + Distance(to.Layout)]);
    }

    private void RoundRows(ref float first, int step, Vector512<float> scale, Span<float> block, ParameterInfo to, int j)
    {
        ref sbyte bytes = ref Unsafe.As<float, sbyte>(ref MemoryMarshal.GetReference(block));
        for (int k = 0; k < to.Rows; k++)
        {
            Vector512<int> q = Whole(InScales(ref first, step, k, scale));
            Vector256<short> half = Vector256.Narrow(q.GetLower(), q.GetUpper());
            Vector128.Narrow(half.GetLower(), half.GetUpper()).StoreUnsafe(ref bytes, (nuint)ByteOf(to.Layout, k, j));
        }
    }

    /// <summary>Where the byte of an input and an output lies.</summary>
    private int ByteOf(PanelLayout layout, int k, int j) => isMultiplied
        ? 4 * layout.IndexOf(k / 4, j) + k % 4
        : 4 * layout.Offset + layout.IndexOf(k, j) - layout.Offset;

    /// <summary>Where the scale of an output lies.</summary>
    private int ScaleOf(PanelLayout layout, int j) => scaleOffset + (j / Block * layout.Gates + layout.Gate) * Block + j % Block;

    /// <summary>How far behind its scale lies what an output's sum begins with.</summary>
    private static int Distance(PanelLayout layout) => layout.Gates * layout.Blocks * Block;
}
