using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using EdgeSeq.Models;
using EdgeSeq.Storage;

namespace EdgeSeq.Quantization;

/// <summary>
/// Weights of 8 bits: <c>w = q * scale</c>, q from -127 to 127, a scale for every output. Of what is multiplied, inputs 2i and 2i + 1 of an output
/// keep the pair rule <c>|q + q'| &lt;= 128</c>, under which the 16-bit sums of x86 never saturate, so that every instruction set has the same sum.
/// </summary>
/// <param name="scaleOffset">Where the scales of the group of gates begin.</param>
/// <param name="isMultiplied">True for cells of four inputs of one output; false for rows, whose cells hold four outputs.</param>
internal sealed class Int8Codec(int scaleOffset, bool isMultiplied) : WeightCodec
{
    /// <summary>The largest whole number, and the largest sum of a pair.</summary>
    public const int Largest = 127, LargestPair = 128;

    private const int Block = PanelLayout.BlockSize;

    /// <summary>Far above where floats lose digits, far below any weight that counts.</summary>
    private const float Negligible = 1e-30f;

    /// <summary>What sums of unsigned operands have too much of each weight.</summary>
    private const int Excess = 128;

    public bool IsMultiplied => isMultiplied;

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

    /// <summary>Takes whole numbers and scales of a file.</summary>
    /// <param name="whole">The whole numbers of the parameter, outputs as rows.</param>
    /// <param name="scales">One for each output.</param>
    /// <param name="block">Receives them.</param>
    /// <param name="parameter">The parameter.</param>
    /// <returns>The first pair that breaks the rule, as input and output; null where all keep it. Then nothing was written.</returns>
    public (int K, int J)? Take(ReadOnlySpan<float> whole, ReadOnlySpan<float> scales, Span<float> block, ParameterInfo parameter)
    {
        for (int j = 0; j < parameter.Columns; j++)
        {
            for (int k = 0; k < parameter.Rows; k++)
            {
                float q = whole[j * parameter.Rows + k], pair = isMultiplied && k % 2 == 0 && k + 1 < parameter.Rows ? whole[j * parameter.Rows + k + 1] : 0;
                if (Math.Abs(q) > Largest || Math.Abs(q + pair) > LargestPair)
                {
                    return (k, j);
                }
            }
        }

        Span<sbyte> bytes = MemoryMarshal.Cast<float, sbyte>(block);
        for (int j = 0; j < parameter.Columns; j++)
        {
            int sum = 0;
            for (int k = 0; k < parameter.Rows; k++)
            {
                sbyte q = (sbyte)whole[j * parameter.Rows + k];
                bytes[ByteOf(parameter.Layout, k, j)] = q;
                sum += q;
            }

            int scale = ScaleOf(parameter.Layout, j);
            block[scale] = scales[j];
            if (isMultiplied)
            {
                block[scale + Distance(parameter.Layout)] = BitConverter.Int32BitsToSingle(-Excess * sum);
            }
        }

        return null;
    }

    internal override void Fill(Span<float> block, ModelShape shape, Initialization initialization, RandomGenerator random)
    {
        var wide = new WideBlock(shape);
        ParameterInitializer.Fill(wide.Floats, wide.Shape, initialization, random);
        wide.RoundInto(block);
    }

    internal override ImmutableArray<ExpectedTensor> Expected(ImmutableArray<CanonicalTensor> tensors) => Int8Tensors.Expected(tensors);

    internal override void Export(ImmutableArray<CanonicalTensor> tensors, ReadOnlySpan<float> block, IByteSink sink) => Int8Tensors.Export(tensors, block, sink);

    internal override string Sha256(ImmutableArray<CanonicalTensor> tensors, ReadOnlySpan<float> block)
    {
        var hash = new Sha256();
        Export(tensors, block, hash);
        return hash.FinishAsText();
    }

    internal override void Read(Stream source, SafetensorsHeader header, ModelShape shape, ModelFileOptions options, Span<float> block) =>
        Int8Tensors.Read(source, header, shape, options, block);

    /// <summary>
    /// The scales of 16 outputs: the largest number, and of what is multiplied the largest sum of a pair, is 127 of them. In halves, so that no sum overflows. 1, which makes
    /// all whole numbers 0, where all are 0 or so small that a quotient of them would be rounded coarsely.
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

        return Vector512.ConditionalSelect(
            Vector512.LessThan(largest, Vector512.Create(Negligible)), Vector512<float>.One, largest / Vector512.Create(Largest / 2f));
    }

    private static Vector512<int> Rounded(ref float first, int step, int k, Vector512<float> scale) =>
        Vector512.ConvertToInt32(Vector512.Round(Vector512.LoadUnsafe(ref first, (nuint)((nint)k * step)) / scale));

    private void RoundProducts(ref float first, int step, Vector512<float> scale, Span<float> block, ParameterInfo to, int j)
    {
        Vector512<int> sum = default;
        for (int k = 0; k < to.Rows; k += 4)
        {
            Vector512<int> cell = default;
            for (int i = 0; i < int.Min(4, to.Rows - k); i++)
            {
                Vector512<int> q = Rounded(ref first, step, k + i, scale);
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
            Vector512<int> q = Rounded(ref first, step, k, scale);
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
