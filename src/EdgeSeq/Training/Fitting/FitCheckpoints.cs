using System.Buffers.Binary;
using System.Globalization;
using EdgeSeq.Data;
using EdgeSeq.Text;

namespace EdgeSeq.Training.Fitting;

/// <summary>
/// The checkpoints of a run: the trainer, where its data stand, and what early stopping and the plateau know. The best weights lie beside them, in a
/// file of each best validation that a checkpoint may still speak of. A run that goes on has the bits of one that was never interrupted.
/// </summary>
/// <typeparam name="TShape">The shape that learns.</typeparam>
/// <param name="trainer">What is saved.</param>
/// <param name="batches">Its data.</param>
/// <param name="best">The best weights.</param>
/// <param name="rate">The schedule.</param>
/// <param name="folder">Where the files lie.</param>
internal sealed class FitCheckpoints<TShape>(Trainer<TShape> trainer, ISequenceBatches batches, BestWeights<TShape> best, PlateauRate rate, string folder)
    where TShape : struct, ITrainableModel
{
    // Data position; of the best weights loss, step and validations since; of the rate its scale and validations since; steps done, of which a trainer does not count those without targets.
    private const int BestAt = DataPosition.Size, RateAt = BestAt + sizeof(double) + sizeof(long) + sizeof(int), StepsAt = RateAt + sizeof(float) + sizeof(int), StateSize = StepsAt + sizeof(long);

    private readonly CheckpointStore<TShape> _store = new(trainer, folder);
    private readonly byte[] _state = new byte[StateSize];
    private readonly Queue<long> _bestSteps = new();

    /// <summary>Why the last one could not be written; null if it was.</summary>
    public Exception? Problem { get; private set; }

    /// <summary>Steps of the run that were done when the checkpoint was saved that it goes on from.</summary>
    public long StepsDone { get; private set; }

    /// <summary>Begins a run, or goes on with one.</summary>
    /// <param name="resume">Whether to go on from what is there; otherwise there must be nothing.</param>
    /// <returns>Where it goes on; null at the beginning.</returns>
    /// <exception cref="InvalidOperationException">There is a checkpoint, and the run is not to go on from it.</exception>
    /// <exception cref="ModelFormatException">The checkpoint is of another run.</exception>
    public Checkpoint? Begin(bool resume)
    {
        if (!resume)
        {
            return Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()
                ? throw new InvalidOperationException($"The folder of checkpoints '{folder}' is not empty: set Resume to go on with what is there, or name another folder.")
                : null;
        }

        if (_store.LoadLatest() is not { } found)
        {
            return null;
        }

        ReadOnlySpan<byte> state = found.Position.Span;
        if (state.Length != StateSize)
        {
            throw new ModelFormatException($"The checkpoint in '{folder}' was not written by a run of Fit; its position has {state.Length} bytes.");
        }

        batches.Position = DataPosition.ReadFrom(state);
        double loss = BinaryPrimitives.ReadDoubleLittleEndian(state[BestAt..]);
        long step = BinaryPrimitives.ReadInt64LittleEndian(state[(BestAt + sizeof(double))..]);
        best.Restore(loss, step, BinaryPrimitives.ReadInt32LittleEndian(state[(RateAt - sizeof(int))..]), PathOf(step));
        rate.Restore(loss, BinaryPrimitives.ReadSingleLittleEndian(state[RateAt..]), BinaryPrimitives.ReadInt32LittleEndian(state[(RateAt + sizeof(float))..]));
        StepsDone = BinaryPrimitives.ReadInt64LittleEndian(state[StepsAt..]);
        FindBest(step);
        return found;
    }

    /// <summary>Saves one; if that fails, the run goes on and <see cref="Problem"/> says why.</summary>
    /// <param name="stepsDone">Steps of the run so far.</param>
    public void Save(long stepsDone)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_state.AsSpan(StepsAt), stepsDone);
        batches.Position.WriteTo(_state);
        BinaryPrimitives.WriteDoubleLittleEndian(_state.AsSpan(BestAt), best.Loss);
        BinaryPrimitives.WriteInt64LittleEndian(_state.AsSpan(BestAt + sizeof(double)), best.Step);
        BinaryPrimitives.WriteInt32LittleEndian(_state.AsSpan(RateAt - sizeof(int)), best.Waited);
        BinaryPrimitives.WriteSingleLittleEndian(_state.AsSpan(RateAt), rate.Scale);
        BinaryPrimitives.WriteInt32LittleEndian(_state.AsSpan(RateAt + sizeof(float)), rate.Waited);
        try
        {
            // First the weights that the checkpoint speaks of.
            bool isNewBest = best.Step > 0 && !_bestSteps.Contains(best.Step);
            if (isNewBest)
            {
                Directory.CreateDirectory(folder);
                best.Save(PathOf(best.Step));
                _bestSteps.Enqueue(best.Step);
            }

            _store.TrySave(out Exception? problem, position: _state);
            Problem = problem;
            while (problem is null && _bestSteps.Count > _store.Keep + 1)
            {
                File.Delete(PathOf(_bestSteps.Dequeue()));
            }
        }
        catch (Exception e) when (e is InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            Problem = e;
        }
    }

    /// <summary>The files of best weights that are there, up to that of the checkpoint: later ones are written again when the run comes there.</summary>
    private void FindBest(long last)
    {
        const string before = "best-";
        foreach (string name in Directory.EnumerateFiles(folder, $"{before}*.safetensors").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal))
        {
            if (long.TryParse(name.AsSpan(before.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long step) && step <= last)
            {
                _bestSteps.Enqueue(step);
            }
        }
    }

    private string PathOf(long step) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"best-{step:D8}.safetensors"));
}
