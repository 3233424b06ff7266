using System.Collections.Immutable;
using EdgeSeq.Storage;

namespace EdgeSeq.Training.Checkpoints;

/// <summary>
/// A checkpoint's file: safetensors with the tensors of each model and the optimiser's moments of each, the carried states, and at
/// the end the SHA-256 of everything before it.
/// </summary>
/// <param name="trainer">What is saved and loaded.</param>
internal sealed class CheckpointFile(ICheckpointed trainer)
{
    private const string DigestName = "checkpoint.sha256", StatesName = "trainer.states", FormatKey = "format";

    private readonly IReadOnlyList<CheckpointedModel> _models = trainer.Models;
    private readonly ImmutableArray<ExpectedTensor> _expected = Expected(trainer);
    private readonly int _moments = trainer.Options.BlocksPerWeight;
    private readonly Sha256 _hash = new();

    /// <summary>The name of the update rule.</summary>
    public string Optimizer { get; } = trainer.Options.Optimizer.Name;

    /// <summary>Writes a checkpoint. What it allocates does not depend on the number or size of tensors, except for the header.</summary>
    public void Write(Stream destination, CheckpointText text)
    {
        _hash.Restart();
        var sink = new HashedStreamSink(destination, _hash);
        sink.Add(SafetensorsWriter.Header(_models.SelectMany(Metadata).DistinctBy(entry => entry.Key).Concat(text.Write()), _expected));
        for (int i = 0; i < _models.Count; i++)
        {
            CanonicalWeights.Export(_models[i].Weights, _models[i].Parameters, sink);
            for (int block = 0; block < _moments; block++)
            {
                CanonicalWeights.Export(_models[i].Trained, Moments(i, block), sink);
            }
        }

        CanonicalWeights.Export(trainer.CarriedStates, sink);
        Span<byte> digest = stackalloc byte[Sha256.Size];
        _hash.Finish(digest);
        destination.Write(digest);
    }

    /// <summary>Requires everything that is saved to be finite.</summary>
    /// <exception cref="InvalidOperationException">A weight or moment is not.</exception>
    public void RequireFinite()
    {
        for (int i = 0; i < _models.Count; i++)
        {
            CanonicalWeights.RequireFinite(_models[i].Weights, _models[i].Parameters, "weight");
            for (int block = 0; block < _moments; block++)
            {
                CanonicalWeights.RequireFinite(_models[i].Trained, Moments(i, block), block < trainer.Options.Optimizer.MomentBlocks ? "moment of the optimiser" : "mean of the average");
            }
        }
    }

    /// <summary>Reads the header of a file that is as it was written, whatever it holds.</summary>
    /// <param name="source">Stands at its beginning, and afterwards where the header ends.</param>
    /// <param name="reason">Why it is not.</param>
    /// <returns>The header; null if the file is damaged.</returns>
    public SafetensorsHeader? ReadIntactHeader(Stream source, out string reason)
    {
        SafetensorsHeader header;
        try
        {
            header = SafetensorsReader.ReadHeader(source);
        }
        catch (ModelFormatException e)
        {
            reason = e.Message.TrimEnd('.');
            return null;
        }

        // Before the digest, which takes seconds for what may be gigabytes of nothing.
        long data = source.Position, found = source.Length - data;
        if (found != header.DataSize || found < Sha256.Size)
        {
            reason = $"after its header it has {found} bytes, but the header describes {header.DataSize}";
            return null;
        }

        source.Position = 0;
        if (!HasDigest(source, out reason))
        {
            return null;
        }

        source.Position = data;
        return header;
    }

    /// <summary>
    /// Whether an update from here can be finite: if its gradients were zero, it would be. From a mean of squares below zero or a momentum
    /// that is too large no run can go on, though each number is finite.
    /// </summary>
    /// <param name="content">What was read.</param>
    /// <param name="reason">Why not.</param>
    public bool CanGoOn(in CheckpointContent content, out string reason)
    {
        ReadOnlySpan<float> values = content.Values;
        TrainerProgress progress = content.Text.Progress;
        float scheduled = trainer.Options.Schedule.RateAt(progress.StepCount), rate = scheduled >= 0 && float.IsFinite(scheduled) ? scheduled : 0;
        foreach (CheckpointedModel model in _models)
        {
            int start = LengthOf(model.Weights), size = LengthOf(model.Trained);
            foreach (CanonicalTensor tensor in model.Trained)
            {
                int weightsAt = model.Weights.TakeWhile(other => other.Name != tensor.Name).Sum(other => other.Length);
                ReadOnlySpan<float> weights = values.Slice(weightsAt, tensor.Length), moments = values[start..];
                if (ZeroStep.FindNonFinite(trainer.Options.Optimizer, rate, progress.Powers, weights, moments, size) is var bad and >= 0)
                {
                    reason = $"the next update would make number {bad} of {model.Prefix}{tensor.Name} infinite or NaN, whatever the data: its moments are not those of a run";
                    return false;
                }

                start += tensor.Length;
            }

            values = values[(LengthOf(model.Weights) + (_moments * size))..];
        }

        reason = "";
        return true;
    }

    /// <summary>Whether a file ends with the digest of what stands before.</summary>
    private bool HasDigest(Stream source, out string reason)
    {
        _hash.Restart();
        Span<byte> buffer = stackalloc byte[1 << 12], computed = stackalloc byte[Sha256.Size], stored = stackalloc byte[Sha256.Size];
        for (long left = source.Length - Sha256.Size; left > 0;)
        {
            Span<byte> chunk = buffer[..(int)Math.Min(left, buffer.Length)];
            source.ReadExactly(chunk);
            _hash.Add(chunk);
            left -= chunk.Length;
        }

        source.ReadExactly(stored);
        _hash.Finish(computed);
        reason = $"it ends with the SHA-256 {Convert.ToHexStringLower(stored[..4])}..., but what stands before it has {Convert.ToHexStringLower(computed[..4])}...";
        return computed.SequenceEqual(stored);
    }

    /// <summary>Reads and checks an intact file.</summary>
    /// <param name="source">Stands where the header ends.</param>
    /// <param name="header">The header.</param>
    /// <exception cref="ModelFormatException">It is no checkpoint of such a trainer.</exception>
    public CheckpointContent Read(Stream source, SafetensorsHeader header)
    {
        foreach (CheckpointedModel model in _models)
        {
            ModelMetadata.Require(MetadataOf(model, header.Metadata), model.Shape, assumeCell: false);
        }

        CheckpointText text = CheckpointText.Read(header.Metadata);
        if (text.Optimizer != Optimizer)
        {
            throw new ModelFormatException($"The checkpoint is of a trainer with {JsonFields.Quote(text.Optimizer)}; this one has {Optimizer}.");
        }

        SafetensorsCheck.Require(
            header.Tensors, _expected, $"a trainer of {string.Join(" and ", _models.Select(model => model.Shape.Name))} with a batch of {trainer.Options.Batch}");
        float[] values = SafetensorsReader.ReadFloats(source, header, _expected);
        ReadOnlyMemory<float> rest = values;
        foreach (CheckpointedModel model in _models)
        {
            rest = Checked(model.Weights, model.Shape.CellName, rest);
            for (int block = 0; block < _moments; block++)
            {
                rest = Checked(model.Trained, model.Shape.CellName, rest);
            }
        }

        return new(values, text);
    }

    /// <summary>Makes the trainer and its models what the checkpoint says.</summary>
    public void Import(in CheckpointContent content)
    {
        ReadOnlyMemory<float> values = content.Values;
        for (int i = 0; i < _models.Count; i++)
        {
            values = Imported(_models[i].Weights, values, _models[i].Parameters);
            for (int block = 0; block < _moments; block++)
            {
                values = Imported(_models[i].Trained, values, Moments(i, block));
            }
        }

        values.Span.CopyTo(trainer.CarriedStates);
        trainer.Progress = content.Text.Progress;
    }

    /// <returns>What follows these tensors.</returns>
    private static ReadOnlyMemory<float> Checked(ImmutableArray<CanonicalTensor> tensors, string cell, ReadOnlyMemory<float> values)
    {
        CanonicalWeights.Check(tensors, cell, CanonicalWeights.NumbersIn(values, tensors));
        return values[LengthOf(tensors)..];
    }

    /// <returns>What follows these tensors.</returns>
    private static ReadOnlyMemory<float> Imported(ImmutableArray<CanonicalTensor> tensors, ReadOnlyMemory<float> values, Span<float> block)
    {
        CanonicalWeights.Import(tensors, CanonicalWeights.NumbersIn(values, tensors), block);
        return values[LengthOf(tensors)..];
    }

    private static int LengthOf(ImmutableArray<CanonicalTensor> tensors) => tensors.Sum(tensor => tensor.Length);

    private Span<float> Moments(int model, int block)
    {
        int size = _models[model].TrainedSize;
        return trainer.MomentsOf(model).Slice(block * size, size);
    }

    private static IEnumerable<KeyValuePair<string, string>> Metadata(CheckpointedModel model) => ModelMetadata.Of(model.Shape, model.Vocabulary)
        .Select(entry => new KeyValuePair<string, string>(entry.Key == FormatKey ? FormatKey : model.Prefix + entry.Key, entry.Value));

    private static Dictionary<string, string> MetadataOf(CheckpointedModel model, Dictionary<string, string> metadata) => metadata
        .Where(entry => entry.Key.StartsWith(model.Prefix, StringComparison.Ordinal)).ToDictionary(entry => entry.Key[model.Prefix.Length..], entry => entry.Value);

    private static ImmutableArray<ExpectedTensor> Expected(ICheckpointed trainer) =>
    [
        .. trainer.Models.SelectMany(model => Expected(model, trainer.Options)),
        .. trainer.CarriedStates.IsEmpty ? Array.Empty<ExpectedTensor>() : [new(StatesName, [trainer.Options.Batch, trainer.CarriedStates.Length / trainer.Options.Batch])],
        new(DigestName, [Sha256.Size], IsDigest: true),
    ];

    private static IEnumerable<ExpectedTensor> Expected(CheckpointedModel model, TrainerOptions options) =>
    [
        .. model.Weights.Select(tensor => new ExpectedTensor(model.Prefix + tensor.Name, tensor.Dimensions)),
        .. Enumerable.Range(1, options.BlocksPerWeight).SelectMany(block => model.Trained.Select(tensor => new ExpectedTensor(
            $"{(block <= options.Optimizer.MomentBlocks ? $"optimizer.moment{block}" : "average")}.{model.Prefix}{tensor.Name}", tensor.Dimensions))),
    ];
}
