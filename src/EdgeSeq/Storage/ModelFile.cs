using System.Collections.Immutable;
using EdgeSeq.Models;
using EdgeSeq.Shapes;

namespace EdgeSeq.Storage;

/// <summary>A model's file in safetensors format: header, then the tensors of <see cref="CanonicalTensors"/>.</summary>
/// <param name="shape">The shape of the model.</param>
/// <param name="options">Names.</param>
internal sealed class ModelFile(ModelShape shape, ModelFileOptions options)
{
    private readonly ImmutableArray<CanonicalTensor> _tensors = options.TensorsOf(shape);

    /// <summary>The bytes before the tensors.</summary>
    public ReadOnlySpan<byte> Header(ModelDescription description) => SafetensorsWriter.Header(ModelMetadata.Of(shape, description), Expected());

    /// <summary>Bytes of all tensors.</summary>
    public long DataSize
    {
        get
        {
            long size = 0;
            foreach (ExpectedTensor tensor in Expected())
            {
                size += (long)tensor.Length * tensor.SizeOfNumber;
            }

            return size;
        }
    }

    /// <summary>Requires the weights to be what a file may hold.</summary>
    /// <exception cref="InvalidOperationException">A weight is not finite.</exception>
    public void RequireFinite(ReadOnlySpan<float> block) => CanonicalWeights.RequireFinite(_tensors, block, "weight");

    /// <summary>Writes header and tensors.</summary>
    public void Write(Stream destination, ReadOnlySpan<float> block, ModelDescription description)
    {
        destination.Write(Header(description));
        if (shape.Codec is { } codec)
        {
            codec.Export(_tensors, block, new StreamSink(destination));
            return;
        }

        CanonicalWeights.Export(_tensors, block, new StreamSink(destination));
    }

    /// <summary>Reads and checks a whole file.</summary>
    /// <param name="source">Must end with the last tensor.</param>
    /// <param name="block">All zero: receives the weights as they are read. If the file is refused, it holds some of them.</param>
    /// <param name="description">Empty: receives what the file says of the model.</param>
    /// <exception cref="ModelFormatException">The file is damaged or of another shape.</exception>
    public void Read(Stream source, Span<float> block, ModelDescription description)
    {
        SafetensorsHeader header = SafetensorsReader.ReadHeader(source);
        ModelMetadata.Require(header.Metadata, shape, options.AssumeCell);
        DescriptionTexts.Read(header.Metadata, shape, description);
        if (shape.Codec is { } codec)
        {
            codec.Read(source, header, shape, options, block);
            return;
        }

        List<ExpectedTensor> expected = ScaledTensors.In(header.Tensors, Expected().AsSpan());
        SafetensorsCheck.Require(header.Tensors, expected, shape.Name);
        var sink = new BlockSink(_tensors, expected, shape.CellName, block);
        SafetensorsReader.ReadFloats(source, header, expected, sink);
        sink.Finish();
        TiedWeights.Of(shape).Require(block);
    }

    /// <summary>SHA-256 of the bytes of the tensors.</summary>
    public string Sha256(ReadOnlySpan<float> block) => shape.Codec?.Sha256(_tensors, block) ?? CanonicalWeights.Sha256(_tensors, block);

    private ImmutableArray<ExpectedTensor> Expected() => shape.Codec?.Expected(_tensors) ?? ImmutableArray.CreateRange(_tensors, tensor => new ExpectedTensor(tensor.Name, tensor.Dimensions));
}
