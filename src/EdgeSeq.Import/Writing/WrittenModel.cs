using EdgeSeq.Import.Form;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Writing;

/// <summary>A model as EdgeSeq has it: what is declared, and tensors under the names that the declared shape loads.</summary>
/// <param name="Shape">What is declared; parameters and gates are left out.</param>
/// <param name="Tensors">Numbers by name.</param>
/// <param name="Metadata">What the file says besides.</param>
internal sealed record WrittenModel(ModelShape Shape, IReadOnlyList<KeyValuePair<string, NumberTensor>> Tensors, IReadOnlyDictionary<string, string> Metadata)
{
    /// <summary>The model as a safetensors file in memory. It says what it knows of its shape, so that no other shape loads it.</summary>
    /// <exception cref="ModelFormatException">A number is not finite, or there are more than a file in memory holds.</exception>
    public byte[] ToFile()
    {
        foreach ((string name, NumberTensor tensor) in Tensors)
        {
            int bad = tensor.Values.AsSpan().IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
            if (bad >= 0)
            {
                throw new ModelFormatException($"{JsonFields.Quote(name)}: number {bad} is {tensor.Values[bad]}; it must be finite.");
            }
        }

        ReadOnlySpan<byte> header = SafetensorsWriter.Header(Texts(), [.. Tensors.Select(tensor => new ExpectedTensor(tensor.Key, tensor.Value.Dimensions))]);
        long size = header.Length + Tensors.Sum(tensor => tensor.Value.Values.Length * (long)sizeof(float));
        byte[] file = size <= Array.MaxLength ? new byte[size] : throw new ModelFormatException($"The model takes {size} bytes; at most {Array.MaxLength} are read into memory.");
        header.CopyTo(file);
        using var rest = new MemoryStream(file, header.Length, file.Length - header.Length);
        foreach ((_, NumberTensor tensor) in Tensors)
        {
            CanonicalWeights.Export(tensor.Values, new StreamSink(rest));
        }

        return file;
    }

    private IEnumerable<KeyValuePair<string, string>> Texts()
    {
        // Of a network only its compiled shape knows the sizes; its text says more than they do.
        KeyValuePair<string, string>[] own = Shape.Network.Length > 0
            ? [new(SafetensorsFormat.CellKey, Shape.CellName), new(SafetensorsFormat.NetworkKey, Shape.Network)]
            : [.. ModelMetadata.Of(Shape, vocabulary: null)];
        return own.Concat(Metadata);
    }
}
