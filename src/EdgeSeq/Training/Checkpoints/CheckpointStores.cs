using EdgeSeq.Translation;

namespace EdgeSeq.Training;

/// <summary>The checkpoints of a <see cref="Trainer{TShape}"/>.</summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <inheritdoc cref="CheckpointStore" path="/remarks"/>
public sealed class CheckpointStore<TShape> : CheckpointStore
    where TShape : struct, ITrainableModel
{
    /// <summary>A store of one trainer's checkpoints. Nothing is read or written yet.</summary>
    /// <param name="trainer">Saved and loaded, with its model; stays the caller's to dispose.</param>
    /// <param name="folder">Where the files lie; created when the first is saved.</param>
    /// <param name="keep">How many good files stay, the newest ones; at least 1. With 2 or more a damaged disk sector costs one interval.</param>
    /// <exception cref="ArgumentException">The path is empty, or <paramref name="keep"/> below 1.</exception>
    public CheckpointStore(Trainer<TShape> trainer, string folder, int keep = 3)
        : base(trainer, folder, keep)
    {
    }
}

/// <summary>
/// The checkpoints of an <see cref="EncoderDecoderTrainer{TEncoder, TDecoder}"/>: both models in one file, under names that begin with
/// <c>encoder.</c> and <c>decoder.</c>. It carries no states, so the batch may be another when it goes on.
/// </summary>
/// <typeparam name="TEncoder">Reads the source.</typeparam>
/// <typeparam name="TDecoder">Writes the target.</typeparam>
/// <inheritdoc cref="CheckpointStore" path="/remarks"/>
public sealed class CheckpointStore<TEncoder, TDecoder> : CheckpointStore
    where TEncoder : struct, ITrainableModel
    where TDecoder : struct, ILanguageModel, ITrainableModel
{
    /// <summary>A store of one trainer's checkpoints. Nothing is read or written yet.</summary>
    /// <param name="trainer">Saved and loaded, with its models; stays the caller's to dispose.</param>
    /// <param name="folder">Where the files lie; created when the first is saved.</param>
    /// <param name="keep">How many good files stay, the newest ones; at least 1. With 2 or more a damaged disk sector costs one interval.</param>
    /// <exception cref="ArgumentException">The path is empty, or <paramref name="keep"/> below 1.</exception>
    public CheckpointStore(EncoderDecoderTrainer<TEncoder, TDecoder> trainer, string folder, int keep = 3)
        : base(trainer, folder, keep)
    {
    }
}
