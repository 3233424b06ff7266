using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Quantization;

/// <summary>
/// Weights that are the upper halves of floats, rounded to nearest even. Of the blocks of 16 outputs that lie side by side for a k, blocks 2i are the lower halves of 16 cells, blocks
/// 2i + 1 the upper ones: kernels need a shift or a mask to have floats, whatever the width of their vectors.
/// </summary>
internal sealed class BFloat16Codec : RoundedCodec
{
    private const int Block = PanelLayout.BlockSize, Upper = unchecked((int)0xFFFF0000), ChunkSize = 512;

    /// <summary>The bits of the largest float that does not become infinity.</summary>
    private const int Largest = 0x7F7F7FFF;

    internal override WeightType Type => WeightType.BFloat16;

    internal override string Title => "bfloat16";

    internal override float Read(ReadOnlySpan<float> block, ParameterInfo parameter, int k, int j)
    {
        (int cell, bool isUpper) = PlaceOf(parameter.Layout, k, j);
        int bits = BitConverter.SingleToInt32Bits(block[cell]);
        return BitConverter.Int32BitsToSingle(isUpper ? bits & Upper : bits << 16);
    }

    internal override (int K, int J)? FirstTooLarge(ReadOnlySpan<float> floats, ParameterInfo from)
    {
        for (int k = 0; k < from.Rows; k++)
        {
            for (int j = 0; j < from.Columns; j += Block)
            {
                Vector512<int> magnitudes = Vector512.LoadUnsafe(in floats[from.Layout.IndexOf(k, j)]).AsInt32() & Vector512.Create(int.MaxValue);
                ulong strays = Vector512.GreaterThan(magnitudes, Vector512.Create(Largest)).ExtractMostSignificantBits();
                if (strays != 0)
                {
                    return (k, j + int.CreateChecked(ulong.TrailingZeroCount(strays)));
                }
            }
        }

        return null;
    }

    internal override void Round(ReadOnlySpan<float> floats, ParameterInfo from, Span<float> block, ParameterInfo to)
    {
        for (int k = 0; k < to.Rows; k++)
        {
            for (int j = 0; j < to.Columns; j += Block)
            {
                (int place, bool isUpper) = PlaceOf(to.Layout, k, j);
                Vector512<int> bits = Rounded(Vector512.LoadUnsafe(in floats[from.Layout.IndexOf(k, j)]).AsInt32());
                ref float cells = ref block[place];
                Vector512<int> old = Vector512.LoadUnsafe(ref cells).AsInt32();
                (isUpper ? old & Vector512.Create(~Upper) | bits & Vector512.Create(Upper) : old & Vector512.Create(Upper) | Vector512.ShiftRightLogical(bits, 16))
                    .AsSingle().StoreUnsafe(ref cells);
            }
        }
    }

    internal override void Widen(ReadOnlySpan<float> block, ParameterInfo from, Span<float> floats, ParameterInfo to)
    {
        for (int k = 0; k < from.Rows; k++)
        {
            for (int j = 0; j < from.Columns; j += Block)
            {
                (int place, bool isUpper) = PlaceOf(from.Layout, k, j);
                Vector512<int> cells = Vector512.LoadUnsafe(in block[place]).AsInt32();
                (isUpper ? cells & Vector512.Create(Upper) : cells << 16).AsSingle().CopyTo(floats[to.Layout.IndexOf(k, j)..]);
            }
        }
    }

    internal override ImmutableArray<ExpectedTensor> Expected(ImmutableArray<CanonicalTensor> tensors) =>
        ImmutableArray.CreateRange(tensors, tensor => new ExpectedTensor(tensor.Name, tensor.Dimensions) { Dtype = IsHalved(tensor) ? FloatType.BFloat16 : FloatType.Float32 });

    internal override void Export(ImmutableArray<CanonicalTensor> tensors, ReadOnlySpan<float> block, IByteSink sink)
    {
        Span<float> values = stackalloc float[ChunkSize];
        Span<byte> bytes = stackalloc byte[ChunkSize * sizeof(ushort)];
        foreach (CanonicalTensor tensor in tensors)
        {
            if (!IsHalved(tensor))
            {
                CanonicalWeights.Export([tensor], block, sink);
                continue;
            }

            for (int start = 0; start < tensor.Length; start += ChunkSize)
            {
                Span<float> chunk = values[..Math.Min(ChunkSize, tensor.Length - start)];
                tensor.Read(block, start, chunk);
                for (int i = 0; i < chunk.Length; i++)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes[(i * sizeof(ushort))..], (ushort)(BitConverter.SingleToUInt32Bits(chunk[i]) >> 16));
                }

                sink.Add(bytes[..(chunk.Length * sizeof(ushort))]);
            }
        }
    }

    internal override void Read(Stream source, SafetensorsHeader header, ModelShape shape, ModelFileOptions options, Span<float> block)
    {
        var wide = new WideBlock(shape);
        ImmutableArray<CanonicalTensor> tensors = options.TensorsOf(wide.Shape);
        List<ExpectedTensor> expected = ScaledTensors.In(header.Tensors, Expected(tensors).AsSpan());
        SafetensorsCheck.Require(header.Tensors, expected, shape.Name);
        var sink = new BlockSink(tensors, expected, shape.CellName, wide.Floats);
        SafetensorsReader.ReadFloats(source, header, expected, sink);
        sink.Finish();
        if (TooLarge.In(wide.Floats, wide.Shape.Parameters, shape.Parameters) is { } fault)
        {
            throw new ModelFormatException($"{fault}.");
        }

        wide.RoundInto(block);
    }

    private static bool IsHalved(CanonicalTensor tensor) => tensor.Slots[0].Parameter?.Codec is BFloat16Codec;

    /// <summary>To nearest, and to even where two are as near; a NaN stays none of a cell's business, since only finite numbers come.</summary>
    private static Vector512<int> Rounded(Vector512<int> bits) => bits + Vector512.Create(0x7FFF) + (Vector512.ShiftRightLogical(bits, 16) & Vector512<int>.One);

    /// <summary>The cell of an input and an output, and which half of it.</summary>
    private static (int Cell, bool IsUpper) PlaceOf(PanelLayout layout, int k, int j)
    {
        int block = j / Block, panel = block / layout.BlocksPerPanel, inPanel = block % layout.BlocksPerPanel * layout.Gates + layout.Gate;
        int start = layout.Offset + panel * layout.Depth * WidthOf(layout, layout.BlocksPerPanel);
        int width = WidthOf(layout, Math.Min(layout.BlocksPerPanel, layout.Blocks - panel * layout.BlocksPerPanel));
        return (start + k * width + inPanel / 2 * Block + j % Block, inPanel % 2 == 1);
    }

    /// <summary>Cells of a k of a panel of so many blocks of each gate.</summary>
    private static int WidthOf(PanelLayout layout, int blocks) => (blocks * layout.Gates + 1) / 2 * Block;
}
