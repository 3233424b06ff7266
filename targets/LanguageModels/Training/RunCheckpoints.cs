using EdgeSeq.Text;

namespace EdgeSeq.Targets.LanguageModels.Training;

/// <summary>The checkpoints of a run: the trainer, where its data stand, and the state of early stopping. A run that goes on has the weights of one that was never interrupted.</summary>
/// <typeparam name="TShape">The shape that learns.</typeparam>
/// <param name="trainer">What is saved.</param>
/// <param name="batches">Its data.</param>
/// <param name="best">Early stopping; null if there is none.</param>
/// <param name="folder">Where the files lie.</param>
internal sealed class RunCheckpoints<TShape>(Trainer<TShape> trainer, ITokenBatches batches, BestWeights<TShape>? best, string folder)
    where TShape : struct, ILanguageModel
{
    private readonly CheckpointStore<TShape> _store = new(trainer, folder);
    private readonly byte[] _position = new byte[DataPosition.Size + (best is null ? 0 : BestWeights<TShape>.StateSize)];

    /// <summary>Why the last one could not be written; null if it was.</summary>
    public Exception? Problem { get; private set; }

    /// <summary>Begins a run, or goes on with one.</summary>
    /// <param name="resume">Whether there must be a checkpoint; otherwise there must be none.</param>
    /// <returns>A line that says where it goes on; null at the beginning.</returns>
    /// <exception cref="UsageException">There is none, or one, or it is of another run.</exception>
    public string? Begin(bool resume)
    {
        try
        {
            if (!resume)
            {
                return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
                    ? throw new UsageException($"--checkpoints '{folder}' is not empty; add --resume to go on with what is there, or name another folder.")
                    : null;
            }

            Checkpoint found = _store.LoadLatest() ?? throw new UsageException($"--resume: there is no checkpoint in '{folder}'; leave it out to begin.");
            if (found.Position.Length != _position.Length)
            {
                throw new UsageException($"--resume: the run in '{folder}' was begun {(best is null ? "with" : "without")} --patience; go on as it was begun.");
            }

            batches.Position = DataPosition.ReadFrom(found.Position.Span);
            best?.Load(folder, found.Position.Span[DataPosition.Size..]);
            return string.Join('\n', [$"Resumed      {found.Path}, after {found.StepCount:#,0} steps", .. found.Skipped]);
        }
        catch (Exception e) when (e is ModelFormatException or ArgumentException or UnauthorizedAccessException or IOException)
        {
            throw new UsageException($"--checkpoints '{folder}' cannot be used: {OneLine.Of(e)}");
        }
    }

    /// <summary>Saves one; if that fails, the run goes on and <see cref="Problem"/> says why.</summary>
    public void Save()
    {
        batches.Position.WriteTo(_position);
        try
        {
            // First the weights that the checkpoint speaks of.
            best?.Save(folder, _position.AsSpan(DataPosition.Size));
            _store.TrySave(out Exception? problem, position: _position);
            Problem = problem;
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            Problem = e;
        }
    }
}
