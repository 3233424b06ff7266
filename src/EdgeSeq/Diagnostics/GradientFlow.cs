using EdgeSeq.Memory;
using EdgeSeq.Numerics;
using EdgeSeq.Shapes;
using EdgeSeq.Threads;
using EdgeSeq.Training;

namespace EdgeSeq.Diagnostics;

/// <summary>
/// How far gradients reach: the norm of dL/dh, the loss by the states so many steps before the end of a sequence. Norms that
/// fall with the distance by a factor a step vanish, and what lies further back is not learned; norms that grow explode (Bengio et
/// al. 1994, Pascanu et al. 2013). After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape. Only what reads forward has states that all that follows depends on.</typeparam>
/// <remarks>
/// Backpropagation by windows of one step, each handing its state's gradient to the one before, so the norms are those of
/// training to the bit. Give a target to the last step alone to see the loss of one step, by distance. One thread at a time.
/// </remarks>
public sealed class GradientFlow<TShape> : IDisposable
    where TShape : struct, IStreamingModel, ITrainableModel
{
    private static readonly int[] NoClass = [-1];

    private readonly Model<TShape> _model;
    private readonly int _window, _workspaceSize;
    private readonly float[] _noValues = new float[TShape.Shape.Outputs];
    private readonly double[] _sums;
    private readonly int[] _counts;
    private readonly ModelGradients<TShape> _gradients;
    private readonly NativeBlock _block;
    private readonly BatchCopy _copy;
    private readonly Lifetime _lifetime;
    private readonly long _stateAt, _stateGradientsAt, _workspaceAt;

    /// <summary>A report over no sequences.</summary>
    /// <param name="model">Read at every call, never changed; stays the caller's to dispose.</param>
    /// <param name="window">Steps of the longest sequence, at least 1.</param>
    /// <exception cref="ArgumentException">The window is below 1, the states exceed what a span can hold, or the shape's recurrent layers are fixed.</exception>
    public GradientFlow(Model<TShape> model, int window)
    {
        ArgumentNullException.ThrowIfNull(model);
        Require.That(window >= 1, window, "a sequence has at least 1 step");
        if (TShape.TrainableOffset > 0 || TShape.Shape.Head == Head.None)
        {
            throw new ArgumentException(
                $"{TShape.Shape.Name} ({TShape.Shape.CellName}, Head.{TShape.Shape.Head}) has no gradients of its states: they need layers that learn and an output layer.", nameof(model));
        }

        Require.FitsSpan((long)window * TShape.StateSize, "The states of a sequence");
        (_model, _window) = (model, window);
        _noValues.AsSpan().Fill(float.NaN);
        _sums = new double[window * TShape.Shape.States.Length];
        _counts = new int[window];
        _workspaceSize = TShape.WorkspaceSize(1, 1);
        _stateAt = NativeBlock.Padded((long)window * TShape.StateSize);
        _stateGradientsAt = _stateAt + NativeBlock.Padded(TShape.StateSize);
        _workspaceAt = _stateGradientsAt + NativeBlock.Padded(TShape.StateSize);
        _gradients = new ModelGradients<TShape>(model, new Team(1), typeof(GradientFlow<TShape>), new TrainerOptions());
        _block = new NativeBlock(_workspaceAt + _workspaceSize, typeof(GradientFlow<TShape>));
        _copy = new BatchCopy(TShape.Shape, 1, window);
        _lifetime = new Lifetime(typeof(GradientFlow<TShape>), [_gradients, _block], model.Lifetime);
    }

    /// <summary>Runs one sequence from the zero state, forward and back, and adds its norms.</summary>
    /// <param name="input">Tokens or vectors of the sequence, at least 1 step and at most the window. Its dropout is ignored.</param>
    /// <param name="target">What every output should be, or with <see cref="Readout.Last"/> the last; -1 or NaN do not count.</param>
    /// <exception cref="ArgumentException">A length is wrong, a token, class or value is out of range, or an input is NaN or infinite; nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The report or its model was disposed.</exception>
    public void Add(SequenceInput input, SequenceTarget target)
    {
        ModelShape shape = TShape.Shape;
        input = _copy.Of(input, _model.Normalizer);
        target = _copy.Of(target, _model.Normalizer);
        int steps = CheckedSteps(input), counted = BatchCheck.CountTargets(input, target, shape, 1, steps);
        using Lifetime.Use use = _lifetime.Enter();
        Span<float> state = _block.Section(_stateAt, TShape.StateSize), stateGradients = _block.Section(_stateGradientsAt, TShape.StateSize);
        Span<float> workspace = _block.Section(_workspaceAt, _workspaceSize);
        float scale = 1f / Math.Max(1, counted);
        _gradients.Refresh();
        ReadOnlySpan<float> parameters = _gradients.Weights;
        state.Clear();
        for (int t = 0; t < steps; t++)
        {
            state.CopyTo(StateBefore(t));
            TShape.Forward(parameters, Step(input, t), state, workspace, 1, 1);
        }

        stateGradients.Clear();
        for (int t = steps - 1; t >= 0; t--)
        {
            SequenceInput step = Step(input, t);
            StateBefore(t).CopyTo(state);
            TShape.Forward(parameters, step, state, workspace, 1, 1);
            TShape.Backward(parameters, _gradients.Transposed, step, TargetOf(target, t, steps), scale, _gradients.All, stateGradients, workspace, 1, 1, 0);
            AddNorms(stateGradients, steps - t);
        }

        // Gradients of the parameters are a by-product here.
        _gradients.All.Clear();
    }

    /// <summary>The mean norm over the sequences that reach so far back; 0 if none does.</summary>
    /// <param name="state">Its place in <see cref="ModelShape.States"/>: which layer's h, or c of the LSTM.</param>
    /// <param name="distance">1 for the state before the last step, 2 for the one before that, up to the window.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of range.</exception>
    public double Norm(int state, int distance)
    {
        if ((uint)state >= (uint)TShape.Shape.States.Length)
        {
            Require.That(false, state, $"states of {TShape.Shape.Name} are 0 to {TShape.Shape.States.Length - 1}");
        }

        if (distance < 1 || distance > _window)
        {
            Require.That(false, distance, $"distances are 1 to {_window}, the window");
        }

        int count = _counts[distance - 1];
        return count == 0 ? 0 : _sums[(state * _window) + distance - 1] / count;
    }

    /// <summary>Forgets all sequences.</summary>
    public void Reset()
    {
        _sums.AsSpan().Clear();
        _counts.AsSpan().Clear();
    }

    /// <summary>Frees states and workspace; not the model.</summary>
    public void Dispose() => _lifetime.Close();

    private Span<float> StateBefore(int t) => _block.Section((long)t * TShape.StateSize, TShape.StateSize);

    private static SequenceInput Step(in SequenceInput input, int t) => new()
    {
        Tokens = input.Tokens.IsEmpty ? default : input.Tokens.Slice(t, 1),
        Vectors = input.Vectors.IsEmpty ? default : input.Vectors.Slice(t * TShape.Shape.Inputs, TShape.Shape.Inputs),
    };

    /// <summary>The target of one step; with one output a sequence none but the last step has one.</summary>
    private SequenceTarget TargetOf(SequenceTarget target, int t, int steps)
    {
        if (TShape.Shape.Readout == Readout.Every)
        {
            return target.Rows(t, 1, 1, TShape.Shape.Outputs);
        }

        return t == steps - 1 ? target
            : TShape.Shape.Head == Head.Softmax ? NoClass
            : _noValues;
    }

    private void AddNorms(ReadOnlySpan<float> stateGradients, int distance)
    {
        for (int state = 0; state < TShape.Shape.States.Length; state++)
        {
            StateInfo info = TShape.Shape.States[state];
            _sums[(state * _window) + distance - 1] += SquareSum.Norm(stateGradients.Slice(info.Offset, info.Hidden));
        }

        _counts[distance - 1]++;
    }

    private int CheckedSteps(in SequenceInput input)
    {
        int steps = TShape.Shape.Vocabulary > 0 ? input.Tokens.Length : input.Vectors.Length / TShape.Shape.Inputs;
        return steps >= 1 && steps <= _window && input.Lengths.IsEmpty
            ? steps
            : throw new ArgumentException(
                $"The input is one sequence of 1 to {_window} steps, the window, and needs no lengths; it has {steps} steps and {input.Lengths.Length} lengths.", nameof(input));
    }
}
