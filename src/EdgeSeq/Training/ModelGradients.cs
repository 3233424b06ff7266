using EdgeSeq.Memory;
using EdgeSeq.Models;
using EdgeSeq.Numerics;
using EdgeSeq.Shapes;
using EdgeSeq.Threads;
using EdgeSeq.Training.Groups;

namespace EdgeSeq.Training;

/// <summary>The gradients of a model of any shape.</summary>
internal abstract class ModelGradients
{
    /// <summary>The gradients of what learns.</summary>
    public abstract Span<float> Trained { get; }

    /// <summary>Adds those of tied weights to those of the vectors that they are tied to, and forgets those of parameters that are frozen.</summary>
    public abstract void Settle();

    /// <summary>Limits each to [-limit, limit].</summary>
    public abstract void Clip(float limit);
}

/// <summary>
/// The gradients of one model, the transposed weights that its backpropagation reads, and its update. What runs over all weights is cut into
/// slices, one for each thread.
/// </summary>
internal sealed class ModelGradients<TShape> : ModelGradients, IShared, IDisposable
    where TShape : struct, ITrainableModel
{
    private readonly Model<TShape> _model;
    private readonly Team _team;
    private readonly WeightReader _weights;
    private readonly NativeBlock _block;
    private readonly long _transposeAt;
    private readonly QuantizedWeights? _quantized;
    private readonly TiedWeights _tied;
    private readonly UpdateRun[] _runs;

    // What the threads do.
    private Task _task;
    private float _limit;
    private WeightUpdate _update;

    /// <summary>Gradients of zero.</summary>
    /// <param name="model">Updated; stays the caller's to dispose.</param>
    /// <param name="team">Who shares the work.</param>
    /// <param name="owner">Whose they are.</param>
    /// <param name="options">How each parameter is updated.</param>
    /// <param name="prefix">What stands before the names of its tensors.</param>
    /// <param name="quantized">Rounds the weights before every step; null where nobody does.</param>
    public ModelGradients(Model<TShape> model, Team team, Type owner, TrainerOptions options, string prefix = "", QuantizedWeights? quantized = null)
    {
        (_model, _team, _quantized) = (model, team, quantized);
        _tied = TiedWeights.Of(TShape.Shape, options);
        _runs = UpdateRuns.Of(options, TShape.Shape, prefix, _tied, TShape.TrainableOffset, TrainedSize);
        _transposeAt = NativeBlock.Padded(TShape.ParameterSize);
        _weights = new WeightReader(model.Weights);
        _block = new NativeBlock(_transposeAt + TShape.TransposeSize, owner);
    }

    private enum Task
    {
        Refresh,
        Clip,
        Update,
    }

    /// <summary>The model.</summary>
    public Model<TShape> Model => _model;

    /// <summary>The weights that gradients are taken at, as of the last <see cref="Refresh"/>.</summary>
    public ReadOnlySpan<float> Weights => _quantized is null ? _weights.Held : _quantized.Floats;

    /// <summary>Floats that learn.</summary>
    public static int TrainedSize => TShape.ParameterSize - TShape.TrainableOffset;

    /// <summary>All gradients, laid out as the parameter block.</summary>
    public Span<float> All => _block.Section(0, TShape.ParameterSize);

    /// <inheritdoc/>
    public override Span<float> Trained => All[TShape.TrainableOffset..];

    /// <summary>The transposed weights, as of the last <see cref="Refresh"/>.</summary>
    public ReadOnlySpan<float> Transposed => _block.Section(_transposeAt, TShape.TransposeSize);

    /// <summary>Floats that are kept beside the weights: moments of the optimiser, then the average.</summary>
    /// <exception cref="ArgumentException">They exceed what a span can hold.</exception>
    public static int MomentsSize(TrainerOptions options)
    {
        Require.FitsSpan((long)options.BlocksPerWeight * TrainedSize, "The optimiser");
        return options.BlocksPerWeight * TrainedSize;
    }

    /// <summary>Gives another model the average, or the weights where there is none yet.</summary>
    /// <param name="destination">The other model.</param>
    /// <param name="options">Say how is averaged.</param>
    /// <param name="moments">What is kept beside the weights.</param>
    /// <param name="updates">Updates so far.</param>
    /// <param name="name">The destination's name, for messages.</param>
    /// <exception cref="InvalidOperationException">There is no average.</exception>
    /// <exception cref="ArgumentException">It is the model that is trained.</exception>
    public void CopyAverageTo(Model<TShape> destination, TrainerOptions options, ReadOnlySpan<float> moments, long updates, string name)
    {
        ArgumentNullException.ThrowIfNull(destination, name);
        if (options.Average is not { } average)
        {
            throw new InvalidOperationException($"The trainer keeps no average: set {nameof(TrainerOptions)}.{nameof(TrainerOptions.Average)}.");
        }

        if (ReferenceEquals(destination, _model))
        {
            throw new ArgumentException("The average would take the place of the weights that are trained; give it to another model, made with Clone().", name);
        }

        destination.CopyWeightsFrom(_model);
        if (average.HasBegun(updates))
        {
            moments[^TrainedSize..].CopyTo(destination.Parameters[TShape.TrainableOffset..]);
            _tied.Copy(destination.Parameters);   // averaged before they were copied, theirs would be an update behind
        }
    }

    /// <summary>Makes tied weights those that they are tied to. Before the first step, since the model may have been filled by hand.</summary>
    public void CopyTied() => _tied.Copy(_model.HeldParameters);

    /// <summary>Transposes the weights. Before a step and not after the update, so that they are fresh whoever else has changed the model.</summary>
    public void Refresh()
    {
        _ = _weights.Latest;
        _quantized?.Refresh(_weights.Held);
        Run(Task.Refresh);
    }

    /// <inheritdoc/>
    public override void Settle()
    {
        _tied.Add(All);
        foreach (UpdateRun run in _runs)
        {
            if (run.Optimizer is null)
            {
                Trained[run.First..run.End].Clear();
            }
        }
    }

    /// <inheritdoc/>
    public override void Clip(float limit)
    {
        _limit = limit;
        Run(Task.Clip);
    }

    /// <summary>Updates the model; the gradients are zero again.</summary>
    public void Update(in WeightUpdate update)
    {
        _update = update;
        Run(Task.Update);
        CopyTied();
    }

    /// <summary>Frees gradients and transposed weights; not the model.</summary>
    public void Dispose()
    {
        _weights.Dispose();
        _block.Dispose();
    }

    /// <inheritdoc/>
    void IShared.Run(int part)
    {
        var share = new WorkShare(part, _team.Size);
        if (_task == Task.Refresh)
        {
            TShape.Transpose(Weights, _block.Section(_transposeAt, TShape.TransposeSize), share);
            return;
        }

        (int first, int end) = share.Lanes(TrainedSize / PanelLayout.BlockSize);
        if (_task == Task.Clip)
        {
            VectorMath.Clip(Trained[first..end], _limit);
        }
        else
        {
            _update.Apply(_weights.HeldBlock[TShape.TrainableOffset..], Trained, _runs, first, end);
        }
    }

    private void Run(Task task)
    {
        _task = task;
        _team.Run(this);
    }
}
