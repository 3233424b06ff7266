using System.Collections.Immutable;
using EdgeSeq.Storage;

namespace EdgeSeq.Training.Checkpoints;

/// <summary>
/// A checkpoint's file: safetensors with the model's own tensors, the optimiser's moments of each, the carried states, and at
/// the end the SHA-256 of everything before it.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <param name="trainer">What is saved and loaded.</param>
internal sealed class CheckpointFile<TShape>(Trainer<TShape> trainer)
    where TShape : struct, ISequenceModel
{
    private const string DigestName = "checkpoint.sha256", StatesName = "trainer.states";

    private readonly ImmutableArray<CanonicalTensor> _weights = CanonicalTensors.Of(TShape.Shape);
    private readonly ImmutableArray<CanonicalTensor> _trained = CanonicalTensors.Of(Trained(TShape.Shape, TShape.TrainableOffset));
    private readonly ImmutableArray<ExpectedTensor> _expected = Expected(trainer.Options);
    private readonly int _moments = trainer.Options.Optimizer.MomentBlocks;
    private readonly Sha256 _hash = new();

    /// <summary>The name of the update rule.</summary>
    public string Optimizer { get; } = trainer.Options.Optimizer.GetType().Name;

    /// <summary>Writes a checkpoint. What it allocates does not depend on the number or size of tensors, except for the header.</summary>
    public void Write(Stream destination, CheckpointText text)
    {
        _hash.Restart();
        var sink = new HashedStreamSink(destination, _hash);
        sink.Add(SafetensorsWriter.Header(ModelMetadata.Of(TShape.Shape, trainer.Model.Vocabulary).Concat(text.Write()), _expected));
        CanonicalWeights.Export(_weights, trainer.Model.Parameters, sink);
        for (int block = 0; block < _moments; block++)
        {
            CanonicalWeights.Export(_trained, Moments(block), sink);
        }

        CanonicalWeights.Export(trainer.CarriedStates, sink);
        Span<byte> digest = stackalloc byte[Sha256.Size];
        _hash.Finish(digest);
        destination.Write(digest);
    }

    /// <summary>Whether a file is as it was written, whatever it holds.</summary>
    /// <param name="source">Stands at its beginning, and afterwards again.</param>
    /// <param name="reason">Why not.</param>
    public bool IsIntact(Stream source, out string reason)
    {
        long length = source.Length;
        if (length <= Sha256.Size)
        {
            reason = $"it has {length} bytes, too few for a checkpoint";
            return false;
        }

        _hash.Restart();
        Span<byte> buffer = stackalloc byte[1 << 12], computed = stackalloc byte[Sha256.Size], stored = stackalloc byte[Sha256.Size];
        for (long left = length - Sha256.Size; left > 0;)
        {
            Span<byte> chunk = buffer[..(int)Math.Min(left, buffer.Length)];
            source.ReadExactly(chunk);
            _hash.Add(chunk);
            left -= chunk.Length;
        }

        source.ReadExactly(stored);
        source.Position = 0;
        _hash.Finish(computed);
        reason = $"it ends with the SHA-256 {Convert.ToHexStringLower(stored[..4])}..., but what stands before it has {Convert.ToHexStringLower(computed[..4])}...";
        return computed.SequenceEqual(stored);
    }

    /// <summary>Reads and checks an intact file.</summary>
    /// <exception cref="ModelFormatException">It is no checkpoint of such a trainer.</exception>
    public CheckpointContent Read(Stream source)
    {
        SafetensorsHeader header = SafetensorsReader.ReadHeader(source);
        ModelMetadata.Require(header.Metadata, TShape.Shape, assumeCell: false);
        CheckpointText text = CheckpointText.Read(header.Metadata);
        if (text.Optimizer != Optimizer)
        {
            throw new ModelFormatException($"The checkpoint is of a trainer with {JsonFields.Quote(text.Optimizer)}; this one has {Optimizer}.");
        }

        SafetensorsCheck.Require(header.Tensors, _expected, $"a trainer of {TShape.Shape.Name} with a batch of {trainer.Options.Batch}");
        float[] values = SafetensorsReader.ReadFloats(source, header, _expected);
        CanonicalWeights.Check(_weights, TShape.Shape.Cell, values);
        for (int block = 0; block < _moments; block++)
        {
            CanonicalWeights.Check(_trained, TShape.Shape.Cell, values.AsSpan(LengthOf(_weights) + block * LengthOf(_trained)));
        }

        return new(values, text);
    }

    /// <summary>Makes the trainer and its model what the checkpoint says.</summary>
    public void Import(in CheckpointContent content)
    {
        ReadOnlySpan<float> values = content.Values;
        CanonicalWeights.Import(_weights, values, trainer.Model.Parameters);
        values = values[LengthOf(_weights)..];
        for (int block = 0; block < _moments; block++)
        {
            CanonicalWeights.Import(_trained, values, Moments(block));
            values = values[LengthOf(_trained)..];
        }

        values.CopyTo(trainer.CarriedStates);
        trainer.Progress = content.Text.Progress;
    }

    private static int LengthOf(ImmutableArray<CanonicalTensor> tensors) => tensors.Sum(tensor => tensor.Length);

    private Span<float> Moments(int block)
    {
        int size = ModelGradients<TShape>.TrainedSize;
        return trainer.Moments.Slice(block * size, size);
    }

    /// <summary>What the moments are of: the parameters that learn, where they lie in a block that begins with the first of them.</summary>
    private static ModelShape Trained(ModelShape shape, int offset) => shape with
    {
        Parameters =
        [
            .. shape.Parameters.Where(parameter => parameter.Layout.Offset >= offset)
                .Select(parameter => parameter with { Layout = parameter.Layout with { Offset = parameter.Layout.Offset - offset } }),
        ],
    };

    private static ImmutableArray<ExpectedTensor> Expected(TrainerOptions options)
    {
        ImmutableArray<CanonicalTensor> trained = CanonicalTensors.Of(Trained(TShape.Shape, TShape.TrainableOffset));
        return
        [
            .. CanonicalTensors.Of(TShape.Shape).Select(tensor => new ExpectedTensor(tensor.Name, tensor.Dimensions)),
            .. Enumerable.Range(1, options.Optimizer.MomentBlocks).SelectMany(moment =>
                trained.Select(tensor => new ExpectedTensor($"optimizer.moment{moment}.{tensor.Name}", tensor.Dimensions))),
            new(StatesName, [options.Batch, TShape.StateSize]),
            new(DigestName, [Sha256.Size], IsDigest: true),
        ];
    }
}
