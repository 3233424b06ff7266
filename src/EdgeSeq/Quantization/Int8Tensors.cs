using System.Collections.Immutable;
using System.Runtime.InteropServices;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Quantization;

/// <summary>The file of a shape of bytes: its matrices as <see cref="ScaledTensors"/>, the scales behind each. The names are those of float files.</summary>
internal static class Int8Tensors
{
    public static ImmutableArray<ExpectedTensor> Expected(ImmutableArray<CanonicalTensor> tensors)
    {
        ImmutableArray<ExpectedTensor>.Builder expected = ImmutableArray.CreateBuilder<ExpectedTensor>();
        foreach (CanonicalTensor tensor in tensors)
        {
            ExpectedTensor floats = Floats(tensor);
            if (CodecOf(tensor) is null)
            {
                expected.Add(floats);
            }
            else
            {
                expected.Add(floats with { Dtype = FloatType.Int8 });
                expected.Add(ScaledTensors.ScalesOf(floats));
            }
        }

        return expected.DrainToImmutable();
    }

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
        ImmutableArray<CanonicalTensor> tensors = options.TensorsOf(shape);
        List<ExpectedTensor> expected = ScaledTensors.In(header.Tensors, ImmutableArray.CreateRange(tensors, Floats).AsSpan());
        SafetensorsCheck.Require(header.Tensors, expected, shape.Name);
        var sink = new Int8Sink(tensors, expected, shape.CellName, block);
        SafetensorsReader.ReadFloats(source, header, expected, sink);
        sink.Finish(options.RoundPairs);
    }

    /// <summary>The scales of the rows of a tensor of bytes.</summary>
    public static float[] ScalesOf(CanonicalTensor tensor, ReadOnlySpan<float> block)
    {
        float[] scales = new float[tensor.Dimensions[0]];
        for (int row = 0; row < scales.Length; row++)
        {
            (CanonicalSlot slot, int j, _) = tensor.Locate(row * tensor.RowLength);
            scales[row] = ((Int8Codec)slot.Parameter!.Codec!).Scale(block, slot.Parameter, j);
        }

        return scales;
    }

    public static Int8Codec? CodecOf(CanonicalTensor tensor) => tensor.Slots[0].Parameter?.Codec as Int8Codec;

    private static ExpectedTensor Floats(CanonicalTensor tensor) => new(tensor.Name, tensor.Dimensions);
}
