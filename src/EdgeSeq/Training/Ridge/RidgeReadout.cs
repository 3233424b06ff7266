using EdgeSeq.Memory;
using EdgeSeq.Shapes;
using EdgeSeq.Threads;

namespace EdgeSeq.Training;

/// <summary>
/// Fits the output layer of a model by ridge regression, in one pass over the data, and leaves everything before it alone: how echo
/// state networks learn (H. Jaeger, GMD report 148, 2001). Any cell will do. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape; one with an output layer.</typeparam>
/// <remarks>
/// <para>
/// With <see cref="Head.Linear"/> it minimises the squared error of the targets plus ridge times the squared weights (not biases). For
/// classification it is least squares as well: with <see cref="Head.Softmax"/> on one-hot targets, with <see cref="Head.Sigmoid"/> on
/// 2 y - 1. The likeliest class is then meant, the probabilities are not: logits between 0 and 1 make a flat softmax.
/// </para>
/// <para>
/// Sums are taken in double, row by row, step by step, and give the same bits everywhere. Memory is 16 (H + 1)^2 bytes and a little; an output costs
/// (H + 1)^2 / 2 multiplications. One thread at a time.
/// </para>
/// </remarks>
public sealed class RidgeReadout<TShape> : IShared, IDisposable
    where TShape : struct, ISequenceModel
{
    private readonly Model<TShape> _model;
    private readonly int _batch, _window, _washOut, _workspaceSize;
    private readonly WeightReader _weights;
    private readonly Team _team;
    private readonly RowPlan _plan;
    private readonly RidgeSums _sums;
    private readonly long[] _steps;
    private readonly NativeBlock _block;
    private readonly BatchCopy _copy;
    private readonly Lifetime _lifetime;
    private readonly long _workspacesAt, _workspaceStride;
    private readonly Action _run;

    // What each thread copies a sample to.
    private readonly double[][] _samples, _targets;

    // What the threads do.
    private SharedBatch _shared;
    private bool _sumsUp;

    /// <summary>A readout that has seen no data, with all rows at the start of their sequences.</summary>
    /// <param name="model">Its output layer is written by <see cref="Solve"/>; stays the caller's to dispose.</param>
    /// <param name="options">Sizes of a batch.</param>
    /// <exception cref="ArgumentException">An option is out of range, the sizes exceed what a span can hold, or the shape has no output layer.</exception>
    public RidgeReadout(Model<TShape> model, RidgeReadoutOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(options);
        ModelShape shape = TShape.Shape;
        if (shape.Head == Head.None || !shape.Parameters.Any(parameter => parameter.Kind == ParameterKind.Head))
        {
            throw new ArgumentException($"{shape.Name} has no output layer (Head.None) to fit; declare one.", nameof(model));
        }

        if (shape.Parameters.FirstOrDefault(parameter => parameter is { Kind: ParameterKind.Head, Codec: not null }) is { Codec: { } codec })
        {
            throw new ArgumentException($"The output layer of {shape.Name} has weights of {codec.Title}; fit it in a shape without Weights, and round the model with Quantize.", nameof(model));
        }

        options.Validate(shape);
        BatchCheck.Sizes(shape, options.Batch, options.Window);
        _model = model;
        (_batch, _window, _washOut) = (options.Batch, options.Window, options.WashOut);
        _team = new Team(Team.SizeFor(options.Threads, TopStates<TShape>.Size));
        _plan = new RowPlan(_batch, _batch, Math.Min(_team.Size, _batch));
        _workspaceSize = TShape.WorkspaceSize(_plan.RowsAtATime, _window);
        Require.FitsSpan((long)_batch * TShape.StateSize, "The carried state of a batch");
        _sums = new RidgeSums(TopStates<TShape>.Size, shape.Outputs, _team.Size);
        _steps = new long[_batch];
        (_samples, _targets) = (new double[_team.Size][], new double[_team.Size][]);
        for (int part = 0; part < _team.Size; part++)
        {
            (_samples[part], _targets[part]) = (new double[_sums.Features], new double[_sums.Outputs]);
            _samples[part][^1] = 1;
        }

        _workspacesAt = NativeBlock.Padded(_batch * TShape.StateSize);
        _workspaceStride = NativeBlock.Padded(_workspaceSize);
        _block = new NativeBlock(_workspacesAt + (_plan.Threads * _workspaceStride), typeof(RidgeReadout<TShape>));
        _weights = new WeightReader(model.Weights);
        _run = RunAndSumUp;
        _copy = new BatchCopy(shape, _batch, _window);
        _lifetime = new Lifetime(typeof(RidgeReadout<TShape>), [_team, _weights, _block], model.Lifetime);
    }

    /// <summary>Outputs counted so far: those behind the wash-out that have a target.</summary>
    public long Count => _sums.Count;

    private Span<float> States => _block.Section(0, _batch * TShape.StateSize);

    /// <summary>Runs one window of every row on from where the row stood, and adds its outputs to the equations.</summary>
    /// <param name="input">[batch x window] tokens or vectors, row-major, with lengths where rows are shorter. Its dropout is ignored.</param>
    /// <param name="target">
    /// What every output should be; -1 or NaN do not count. The numbers of one output count all or none.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A length is wrong, a token, class or value is out of range, an input is NaN or infinite, or an output has some numbers and lacks others;
    /// nothing was changed.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The readout or its model was disposed.</exception>
    public void Add(SequenceInput input, SequenceTarget target)
    {
        input = _copy.Of(input, _model.Normalizer);
        target = _copy.Of(target, _model.Normalizer);
        BatchCheck.CountTargets(input, target, TShape.Shape, _batch, _window);
        CheckWhole(input, target);
        input = input with { Dropout = default };
        using Lifetime.Use use = _lifetime.Enter();
        _ = _weights.Latest;
        SharedBatch.Share(ref _shared, input, target, _run);
        for (int row = 0; row < _batch; row++)
        {
            _steps[row] += input.LengthOf(row, _window);
        }
    }

    /// <summary>Writes W_y and b_y into the model. More data may follow, and further calls with another ridge.</summary>
    /// <param name="ridge">Weight of the squared weights against the summed squared errors; at least 0. 1e-8 to 1 are usual.</param>
    /// <exception cref="ArgumentOutOfRangeException">The ridge is negative or not finite.</exception>
    /// <exception cref="InvalidOperationException">
    /// The equations have no one solution, as hidden states depend on each other or are not finite, or a weight would exceed the largest float; the model is as before.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The readout or its model was disposed.</exception>
    public void Solve(double ridge)
    {
        Require.That(ridge >= 0 && double.IsFinite(ridge), ridge, "it must be at least 0 and finite");
        using Lifetime.Use use = _lifetime.Enter();
        Span<float> parameters = _model.HeldParameters;
        _sums.Solve(ridge);
        int outputs = TShape.Shape.Outputs;
        foreach (ParameterInfo parameter in TShape.Shape.Parameters)
        {
            if (parameter.Kind is ParameterKind.Head or ParameterKind.HeadBias)
            {
                int first = parameter.Kind == ParameterKind.Head ? 0 : TopStates<TShape>.Size;
                for (int i = 0; i < parameter.Rows * outputs; i++)
                {
                    parameters[parameter.Layout.IndexOf(i / outputs, i % outputs)] = (float)_sums.Weights[first * outputs + i];
                }
            }
        }
    }

    /// <summary>Puts every row at the start of a sequence; what was added stays.</summary>
    /// <exception cref="ObjectDisposedException">The readout was disposed.</exception>
    public void ResetState()
    {
        using Lifetime.Use use = _lifetime.Enter();
        States.Clear();
        Array.Clear(_steps);
    }

    /// <summary>Forgets all data, and puts every row at the start of a sequence.</summary>
    /// <exception cref="ObjectDisposedException">The readout was disposed.</exception>
    public void Reset()
    {
        ResetState();
        _sums.Clear();
    }

    /// <summary>Frees states and workspace; not the model.</summary>
    public void Dispose() => _lifetime.Close();

    /// <inheritdoc/>
    void IShared.Run(int part)
    {
        if (_sumsUp)
        {
            SumUp(part);
        }
        else if (part < _plan.Threads)
        {
            Forward(part);
        }
    }

    private void RunAndSumUp()
    {
        if (_plan.Threads == 1)
        {
            Forward(0);   // nobody else has rows to run
        }
        else
        {
            _sumsUp = false;
            _team.Run(this);
        }

        _sumsUp = true;
        _team.Run(this);
    }

    private void Forward(int part)
    {
        (int first, int rows) = _plan.Of(0, part);
        TShape.Forward(
            _weights.Held, _shared.Input.Rows(first, rows, _window, TShape.Shape.Inputs), States.Slice(first * TShape.StateSize, rows * TShape.StateSize),
            Workspace(part), rows, _window);
    }

    /// <summary>Adds all outputs of the batch, in order, to the sums of a part.</summary>
    private void SumUp(int part)
    {
        SequenceInput input = _shared.Input;
        SequenceTarget target = _shared.Target;
        long count = 0;
        for (int owner = 0; owner < _plan.Threads; owner++)
        {
            (int first, int rows) = _plan.Of(0, owner);
            ReadOnlySpan<float> workspace = Workspace(owner);
            for (int row = first; row < first + rows; row++)
            {
                int length = input.LengthOf(row, _window);
                for (int step = FirstOutput(length); step < length; step++)
                {
                    if (_steps[row] + step >= _washOut && ReadTarget(target, OutputAt(row, step), _targets[part]))
                    {
                        TopStates<TShape>.CopyTo(workspace, rows, _window, row - first, step, length, _samples[part]);
                        _sums.Add(part, _samples[part], _targets[part]);
                        count++;
                    }
                }
            }
        }

        if (part == 0)
        {
            _sums.Count += count;
        }
    }

    private Span<float> Workspace(int part) => _block.Section(_workspacesAt + (part * _workspaceStride), _workspaceSize);

    private static int FirstOutput(int length) => TShape.Shape.Readout == Readout.Last ? Math.Max(0, length - 1) : 0;

    private int OutputAt(int row, int step) => TShape.Shape.Readout == Readout.Last ? row : row * _window + step;

    /// <summary>Reads the target of an output.</summary>
    /// <returns>False if it has none.</returns>
    private static bool ReadTarget(SequenceTarget target, int output, double[] y)
    {
        if (TShape.Shape.Head == Head.Softmax)
        {
            Array.Clear(y);
            int label = target.Classes[output];
            if (label >= 0)
            {
                y[label] = 1;
            }

            return label >= 0;
        }

        for (int i = 0; i < y.Length; i++)
        {
            double value = target.Values[output * y.Length + i];
            y[i] = TShape.Shape.Head == Head.Sigmoid ? 2 * value - 1 : value;
        }

        return !double.IsNaN(y[0]);
    }

    private void CheckWhole(in SequenceInput input, SequenceTarget target)
    {
        int size = TShape.Shape.Outputs;
        for (int row = 0; row < _batch && TShape.Shape.Head != Head.Softmax; row++)
        {
            int length = input.LengthOf(row, _window);
            for (int step = FirstOutput(length); step < length; step++)
            {
                int first = OutputAt(row, step) * size;
                bool counts = !float.IsNaN(target.Values[first]);
                for (int i = first; i < first + size; i++)
                {
                    if (float.IsNaN(target.Values[i]) == counts)
                    {
                        throw new ArgumentException(
                            $"target[{first}..{first + size}] holds numbers and NaN; one output's numbers count all or none.", nameof(target));
                    }
                }
            }
        }
    }
}
