using System.Diagnostics.CodeAnalysis;
using EdgeSeq.Memory;
using EdgeSeq.Storage;
using EdgeSeq.Training.Checkpoints;

namespace EdgeSeq.Training;

/// <summary>
/// Saves a training run to a folder so that it can go on after a crash: weights, moments of the optimiser, step count and
/// with it the place in the schedule, carried states, the state of the caller's random generator, and a few bytes that say
/// where the caller's data stood. A run that goes on has the same bits as one that was never interrupted.
/// </summary>
/// <remarks>
/// <see cref="CheckpointStore{TShape}"/> and <see cref="CheckpointStore{TEncoder, TDecoder}"/> are the stores of the two trainers.
/// A checkpoint appears whole or not at all, and older ones are removed only after it is on the disk. Each is a safetensors
/// file that ends with the SHA-256 of all before it. A folder belongs to one run at a time. One thread at a time. Not
/// while the trainer steps.
/// </remarks>
public abstract class CheckpointStore
{
    /// <summary>The largest position in bytes.</summary>
    public const int MaxPositionSize = 1 << 16;

    private readonly ICheckpointed _trainer;
    private readonly CheckpointFolder _folder;
    private readonly CheckpointFile _file;
    private readonly HashSet<long> _damaged = [];

    private protected CheckpointStore(ICheckpointed? trainer, string folder, int keep)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Require.That(keep >= 1, keep, "at least 1 checkpoint must stay");
        using Lifetime.Use use = trainer.Enter();
        (_trainer, Folder, Keep) = (trainer, Path.GetFullPath(folder), keep);
        _folder = new(Folder);
        _file = new(trainer);
    }

    /// <summary>Where the files lie.</summary>
    public string Folder { get; }

    /// <summary>How many good files stay.</summary>
    public int Keep { get; }

    /// <summary>Saves a checkpoint and removes the oldest.</summary>
    /// <param name="random">The generator that the run draws from, if it does; pass it to <see cref="LoadLatest"/> too.</param>
    /// <param name="position">Where the data stand, in the caller's own format; at most <see cref="MaxPositionSize"/> bytes.</param>
    /// <returns>Path of the new file.</returns>
    /// <exception cref="IOException">It cannot be written, or an old one not be removed. Those that were there are as before.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written. Those that were there are as before.</exception>
    /// <exception cref="ArgumentException">The position is too long.</exception>
    /// <exception cref="InvalidOperationException">A weight or moment is not finite: the run has diverged, and a good checkpoint must not make way for it; or batches wait for their update.</exception>
    /// <exception cref="ObjectDisposedException">The trainer or a model was disposed.</exception>
    public string Save(RandomGenerator? random = null, ReadOnlySpan<byte> position = default)
    {
        if (position.Length > MaxPositionSize)
        {
            throw new ArgumentException($"The position has {position.Length} bytes; at most {MaxPositionSize} go into a checkpoint.", nameof(position));
        }

        using Lifetime.Use use = _trainer.Enter();
        if (_trainer.PendingBatches > 0)
        {
            throw new InvalidOperationException(
                $"{_trainer.PendingBatches} of {_trainer.Options.AccumulatedBatches} batches wait for their update, and a checkpoint stands between two updates: save it when the next one is applied.");
        }

        _file.RequireFinite();
        ulong[]? state = random is null ? null : new ulong[RandomGenerator.StateSize];
        random?.CopyStateTo(state);
        var text = new CheckpointText(_file.Optimizer, _trainer.Progress, state, position.ToArray());

        Directory.CreateDirectory(Folder);
        _folder.RemoveTemporary();
        string path = _folder.Next;
        AtomicFile.Write(path, stream => _file.Write(stream, text));
        _folder.Prune(Keep, _damaged);
        return path;
    }

    /// <summary>Saves a checkpoint, for runs that go on where there is no room: a disk that is full, a folder that is read-only.</summary>
    /// <param name="problem">Why it could not be saved; null if it was.</param>
    /// <param name="random">As in <see cref="Save"/>.</param>
    /// <param name="position">As in <see cref="Save"/>.</param>
    /// <returns>Whether it was saved. If not, the checkpoints that were there are as before.</returns>
    /// <exception cref="ArgumentException">The position is too long.</exception>
    /// <exception cref="InvalidOperationException">A weight or moment is not finite.</exception>
    /// <exception cref="ObjectDisposedException">The trainer or a model was disposed.</exception>
    public bool TrySave([NotNullWhen(false)] out Exception? problem, RandomGenerator? random = null, ReadOnlySpan<byte> position = default)
    {
        try
        {
            Save(random, position);
            problem = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = e;
        }

        return problem is null;
    }

    /// <summary>Goes back to the newest checkpoint that is not damaged. Until all of it is checked, nothing is changed.</summary>
    /// <param name="random">The generator whose state was saved; goes on from there.</param>
    /// <returns>What was loaded, and which damaged files were skipped; null if the folder has no checkpoint, then nothing is changed.</returns>
    /// <exception cref="ModelFormatException">There are checkpoints but none is intact, or the newest intact one is of another shape, batch or optimiser.</exception>
    /// <exception cref="ArgumentException">The checkpoint has the state of a random generator and none is given, or the other way round.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="ObjectDisposedException">The trainer or a model was disposed.</exception>
    public Checkpoint? LoadLatest(RandomGenerator? random = null)
    {
        using Lifetime.Use use = _trainer.Enter();
        var skipped = new List<string>();
        foreach (long number in _folder.Numbers)
        {
            string path = _folder.PathOf(number);
            if (TryRead(path, out CheckpointContent content, out string reason))
            {
                RequireSameUse(path, content.Text, random);
                _file.Import(content);
                random?.LoadState(content.Text.Random);
                return new(path, content.Text.Progress.StepCount, content.Text.Position, skipped);
            }

            _damaged.Add(number);
            skipped.Add($"{path} is damaged: {reason}.");
        }

        return skipped.Count == 0 ? null : throw new ModelFormatException($"No checkpoint is intact. {string.Join(' ', skipped)}");
    }

    /// <returns>Whether the file is intact and a run can go on from it; else it is to be skipped.</returns>
    private bool TryRead(string path, out CheckpointContent content, out string reason)
    {
        content = default;
        try
        {
            if (UnixFile.StatusOf(path) is { IsRegular: false })
            {
                reason = "it is no regular file";
                return false;
            }

            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (_file.ReadIntactHeader(stream, out reason) is not { } header)
            {
                return false;
            }

            content = Named(path, () => _file.Read(stream, header));
            return _file.CanGoOn(content, out reason);
        }
        catch (IOException e) when (e is not ModelFormatException)
        {
            reason = e.Message;
            return false;
        }
    }

    private static CheckpointContent Named(string path, Func<CheckpointContent> read)
    {
        try
        {
            return read();
        }
        catch (ModelFormatException e)
        {
            throw new ModelFormatException($"{path}: {e.Message}", e);
        }
    }

    private static void RequireSameUse(string path, CheckpointText text, RandomGenerator? random)
    {
        if (text.Random is null != random is null)
        {
            string what = random is null ? "has the state of a random generator; pass the one that goes on with it" : "was saved without a random generator; pass none";
            throw new ArgumentException($"{path} {what}.", nameof(random));
        }
    }
}
