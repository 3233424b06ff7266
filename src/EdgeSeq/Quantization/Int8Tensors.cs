using System.Collections.Immutable;
using System.Runtime.InteropServices;
using EdgeSeq.Storage;

namespace EdgeSeq.Quantization;

/// <summary>
/// Tensors of bytes in a file: <c>weight_hh_l0</c> of dtype I8 and <c>weight_hh_l0_scale</c> of F32, [outputs x 1], behind it; the number that an element
/// stands for is their product. The names are those of float files.
/// </summary>
internal static class Int8Tensors
{
    private const string Suffix = "_scale";

    public static ImmutableArray<ExpectedTensor> Expected(ImmutableArray<CanonicalTensor> tensors) =>
        [.. tensors.SelectMany(tensor => CodecOf(tensor) is null ? [Floats(tensor)] : (ExpectedTensor[])[Floats(tensor) with { IsInt8 = true }, Scales(tensor)])];

    public static void Export(ImmutableArray<CanonicalTensor> tensors, ReadOnlySpan<float> block, IByteSink sink)
    {
        foreach (CanonicalTensor tensor in tensors)
        {
            if (CodecOf(tensor) is null)
            {
                CanonicalWeights.Export([tensor], block, sink);
                continue;
            }

            sbyte[] row = new sbyte[tensor.RowLength];
            var scales = new List<float>();
            foreach (CanonicalSlot slot in tensor.Slots)
            {
                ParameterInfo parameter = slot.Parameter!;
                var codec = (Int8Codec)parameter.Codec!;
                for (int j = 0; j < parameter.Columns; j++)
                {
                    for (int k = 0; k < row.Length; k++)
                    {
                        row[k] = codec.Whole(block, parameter, k, j);
                    }

                    sink.Add(MemoryMarshal.AsBytes<sbyte>(row));
                    scales.Add(codec.Scale(block, parameter, j));
                }
            }

            CanonicalWeights.Export(CollectionsMarshal.AsSpan(scales), sink);
        }
    }

    public static void Read(Stream source, SafetensorsHeader header, ModelShape shape, ModelFileOptions options, Span<float> block)
    {
        var wide = new WideBlock(shape);
        ImmutableArray<CanonicalTensor> tensors = options.TensorsOf(wide.Shape), own = options.TensorsOf(shape);
        var expected = new List<ExpectedTensor>();
        foreach (CanonicalTensor tensor in own)
        {
            bool isInt8 = CodecOf(tensor) is not null && header.Tensors.TryGetValue(tensor.Name, out SafetensorsEntry? entry) && entry.Dtype == FloatType.Int8;
            expected.Add(Floats(tensor) with { IsInt8 = isInt8 });
            if (isInt8)
            {
                expected.Add(Scales(tensor));
            }
        }

        SafetensorsCheck.Require(header.Tensors, expected, shape.Name);
        var numbers = new Dictionary<string, float[]>(StringComparer.Ordinal);
        var sink = new BlockSink(tensors, shape.CellName, wide.Floats);
        SafetensorsReader.ReadFloats(source, header, expected, new Split(
            [.. expected.Where(tensor => tensor.IsInt8 || tensor.Name.EndsWith(Suffix, StringComparison.Ordinal))], numbers, sink));
        sink.Finish();
        wide.RoundInto(block);
        foreach (CanonicalTensor tensor in own.Where(tensor => numbers.ContainsKey(tensor.Name)))
        {
            Take(tensor, numbers[tensor.Name], numbers[tensor.Name + Suffix], block, options);
        }
    }

    private static void Take(CanonicalTensor tensor, float[] whole, float[] scales, Span<float> block, ModelFileOptions options)
    {
        for (int row = 0; row < scales.Length; row++)
        {
            float largest = 0;
            foreach (float q in whole.AsSpan(row * tensor.RowLength, tensor.RowLength))
            {
                largest = Math.Max(largest, Math.Abs(q));
            }

            if (!(scales[row] > 0 && float.IsFinite(scales[row] * Math.Max(1, largest))))
            {
                throw new ModelFormatException($"{tensor.Name}{Suffix}: number {row} is {scales[row]}; a scale must be above 0, and its weights finite.");
            }
        }

        for (int slot = 0; slot < tensor.Slots.Length; slot++)
        {
            ParameterInfo parameter = tensor.Slots[slot].Parameter!;
            var codec = (Int8Codec)parameter.Codec!;
            Span<float> own = whole.AsSpan(slot * tensor.SlotLength, tensor.SlotLength), ownScales = scales.AsSpan(slot * parameter.Columns, parameter.Columns);
            if (codec.Take(own, ownScales, block, parameter) is not { } broken)
            {
                continue;
            }

            if (!options.RoundPairs)
            {
                throw new ModelFormatException(
                    $"{tensor.Name}: row {slot * parameter.Columns + broken.J} has numbers {broken.K} and {broken.K + 1} that break the rule of weights of 8 bits: none beyond {Int8Codec.Largest}, "
                    + $"and no pair 2i, 2i + 1 with a sum beyond {Int8Codec.LargestPair}. Load it with {nameof(ModelFileOptions)} {{ {nameof(ModelFileOptions.RoundPairs)} = true }} to round it again, at a little of its accuracy.");
            }

            ParameterInfo wide = WideBlock.Wide(parameter, 0);
            float[] floats = new float[wide.Layout.Depth * wide.Layout.Blocks * PanelLayout.BlockSize];
            for (int j = 0; j < parameter.Columns; j++)
            {
                for (int k = 0; k < parameter.Rows; k++)
                {
                    floats[wide.Layout.IndexOf(k, j)] = own[j * parameter.Rows + k] * ownScales[j];
                }
            }

            codec.Round(floats, wide, block, parameter);
        }
    }

    private static Int8Codec? CodecOf(CanonicalTensor tensor) => tensor.Slots[0].Parameter?.Codec as Int8Codec;

    private static ExpectedTensor Floats(CanonicalTensor tensor) => new(tensor.Name, tensor.Dimensions);

    private static ExpectedTensor Scales(CanonicalTensor tensor) => new(tensor.Name + Suffix, [tensor.Dimensions[0], 1]);

    /// <summary>Keeps the numbers of some tensors, and hands on those of the others.</summary>
    private readonly ref struct Split(ImmutableArray<ExpectedTensor> kept, Dictionary<string, float[]> numbers, BlockSink others) : IFloatSink
    {
        private readonly BlockSink _others = others;

        public void Add(string tensor, int start, ReadOnlySpan<float> values)
        {
            if (kept.FirstOrDefault(other => other.Name == tensor) is not { } own)
            {
                _others.Add(tensor, start, values);
                return;
            }

            if (!numbers.TryGetValue(tensor, out float[]? all))
            {
                numbers.Add(tensor, all = new float[own.Length]);
            }

            values.CopyTo(all.AsSpan(start));
        }
    }
}
