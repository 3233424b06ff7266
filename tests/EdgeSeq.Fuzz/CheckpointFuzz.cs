using System.Security.Cryptography;
using EdgeSeq.Training;
using EdgeSeq.Training.Checkpoints;

namespace EdgeSeq.Fuzz;

/// <summary>Checkpoints. Their digest is mended most of the time, else nothing behind it would be reached.</summary>
internal sealed class CheckpointFuzz : FuzzFormat
{
    private readonly Model<FuzzShape> _model = new(seed: 1);
    private readonly Trainer<FuzzShape> _trainer;
    private readonly CheckpointFile _file;

    public CheckpointFuzz()
    {
        _trainer = new(_model, new TrainerOptions { Batch = 2, Window = 3 });
        _file = new(_trainer);
        _trainer.Step([0, 1, 2, 3, 4, 0], [1, 2, 3, 4, 0, 1]);
        GoodFiles = [Saved(null, []), Saved([1, 2, 3, ulong.MaxValue], [1, 2, 3, 4, 5])];
    }

    public override string Name => "checkpoint";

    public override IReadOnlyList<byte[]> GoodFiles { get; }

    public override void Read(byte[] file)
    {
        using var stream = new MemoryStream(file);
        if (_file.ReadIntactHeader(stream, out string reason) is not { } header)
        {
            throw new ModelFormatException(reason);
        }

        CheckpointContent content = _file.Read(stream, header);
        if (!_file.CanGoOn(content, out reason))
        {
            throw new ModelFormatException(reason);
        }

        _file.Import(content);
        if (_trainer.LearningRate < 0 || _trainer.StepCount < 0 || !float.IsFinite(_model.Parameters[0]))
        {
            throw new InvalidOperationException("What was read is no state of a trainer.");
        }
    }

    public override byte[] Damage(byte[] file, Mutator mutator)
    {
        byte[] damaged = HeaderedFile.Damage(file, mutator);
        if (mutator.Random.NextInt32(8) > 0 && damaged.Length > SHA256.HashSizeInBytes)
        {
            Span<byte> digest = damaged.AsSpan(damaged.Length - SHA256.HashSizeInBytes);
            SHA256.HashData(damaged.AsSpan(0, damaged.Length - SHA256.HashSizeInBytes), digest);
        }

        return damaged;
    }

    protected override void Free()
    {
        _trainer.Dispose();
        _model.Dispose();
    }

    private byte[] Saved(ulong[]? random, byte[] position)
    {
        using var stream = new MemoryStream();
        _file.Write(stream, new(_file.Optimizer, ((ICheckpointed)_trainer).Progress, random, position));
        return stream.ToArray();
    }
}
