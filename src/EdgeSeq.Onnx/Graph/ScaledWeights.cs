using System.Collections.Immutable;
using EdgeSeq.Onnx.Messages;
using EdgeSeq.Quantization;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Graph;

/// <summary>
/// The whole numbers and scales of a graph's weights, in the places of the weights. The graph is read again with each of them where it has their product, since all that lies between a
/// constant and a weight moves numbers and changes none.
/// </summary>
/// <param name="Whole">Tensors of whole numbers.</param>
/// <param name="Scale">Tensors of scales.</param>
internal sealed record ScaledWeights(IReadOnlyDictionary<string, float[]> Whole, IReadOnlyDictionary<string, float[]> Scale)
{
    /// <summary>Reads the file twice more.</summary>
    public static ScaledWeights Of(ReadOnlyMemory<byte> bytes, string? folder) => new(
        GraphReader.Read(OnnxFile.Read(bytes, folder), Dequantized.Whole).Model.Tensors, GraphReader.Read(OnnxFile.Read(bytes, folder), Dequantized.Scale).Model.Tensors);

    /// <summary>Writes a model into a block of a shape with weights of 8 bits: whole numbers as they are, floats rounded.</summary>
    /// <param name="tensors">Of the shape.</param>
    /// <param name="floats">All weights as floats.</param>
    /// <param name="cell">For messages.</param>
    /// <param name="roundPairs">Whether whole numbers that the shape has no place for are rounded again.</param>
    /// <param name="block">All zero.</param>
    /// <exception cref="ModelFormatException">A number is not finite, or one that the shape has no place for should not be rounded.</exception>
    public void Write(ImmutableArray<CanonicalTensor> tensors, IReadOnlyDictionary<string, float[]> floats, string cell, bool roundPairs, Span<float> block)
    {
        var expected = new List<ExpectedTensor>();
        var scales = new Dictionary<string, float[]>(StringComparer.Ordinal);
        foreach (CanonicalTensor tensor in tensors)
        {
            var plain = new ExpectedTensor(tensor.Name, tensor.Dimensions);
            if (Int8Tensors.CodecOf(tensor) is not null && ScalesOf(tensor, floats[tensor.Name], roundPairs) is { } found)
            {
                scales.Add(tensor.Name, found);
                expected.AddRange([plain with { Dtype = FloatType.Int8 }, ScaledTensors.ScalesOf(plain)]);
            }
            else
            {
                expected.Add(plain);
            }
        }

        var sink = new Int8Sink(tensors, expected, cell, block);
        foreach (CanonicalTensor tensor in tensors)
        {
            bool isWhole = scales.TryGetValue(tensor.Name, out float[]? own);
            sink.Add(tensor.Name, 0, isWhole ? Whole[tensor.Name] : floats[tensor.Name]);
            if (isWhole)
            {
                sink.Add(tensor.Name + ScaledTensors.Suffix, 0, own);
            }
        }

        sink.Finish(roundPairs);
    }

    /// <summary>The scale of every row of a tensor; null where it has none or is to be rounded again.</summary>
    private float[]? ScalesOf(CanonicalTensor tensor, float[] floats, bool roundPairs)
    {
        if (!Whole.TryGetValue(tensor.Name, out float[]? whole) || !Scale.TryGetValue(tensor.Name, out float[]? scale)
            || (floats.AsSpan().SequenceEqual(whole) && floats.AsSpan().SequenceEqual(scale)))
        {
            return null;
        }

        float[] scales = new float[tensor.Dimensions[0]];
        for (int row = 0; row < scales.Length; row++)
        {
            ReadOnlySpan<float> numbers = whole.AsSpan(row * tensor.RowLength, tensor.RowLength);
            for (int i = 0; i < numbers.Length; i++)
            {
                float own = scale[(row * tensor.RowLength) + i];
                scales[row] = scales[row] == 0 ? own : scales[row];
                if ((own != 0 && own != scales[row]) || Math.Abs(numbers[i]) > Int8Codec.Largest || numbers[i] != (int)numbers[i])
                {
                    return roundPairs ? null : throw new ModelFormatException(
                        $"{tensor.Name}: number {i} of row {row} is {numbers[i]} times {own}; weights of 8 bits are whole numbers to {Int8Codec.Largest} with one scale a row. "
                        + $"Read it with {nameof(OnnxImportOptions)} {{ {nameof(OnnxImportOptions.RoundPairs)} = true }} to round it again, at a little of its accuracy.");
                }
            }

            scales[row] = scales[row] == 0 ? 1 : scales[row];   // a row of zeros
        }

        return scales;
    }
}
