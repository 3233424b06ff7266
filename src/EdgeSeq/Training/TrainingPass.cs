using EdgeSeq.Memory;
using EdgeSeq.Shapes;
using EdgeSeq.Threads;

namespace EdgeSeq.Training;

/// <summary>
/// Forward and backward of a batch, for one thread or several. Several take rows, each in a workspace of its own, which it alone reads and
/// writes. Gradients go from thread to thread instead, share by share of the weights: who has the first rows adds theirs to the first share, then to the
/// second while the next adds its own to the first. So every sum takes its terms in the order of the rows, as on a single thread.
/// </summary>
internal sealed class TrainingPass<TShape> : IShared, IDisposable
    where TShape : struct, ITrainableModel
{
    /// <summary>
    /// Shares of the weights for each thread: the last one begins when all before it have done one share each, so more of them shorten the
    /// wait, and fewer fill register tiles better.
    /// </summary>
    private const int SharesPerThread = 8;

    private readonly ModelGradients<TShape> _gradients;
    private readonly Team _team;
    private readonly RowPlan _plan;
    private readonly int _batchSize, _window, _workspaceSize;
    private readonly NativeBlock[] _workspaces;
    private readonly NativeBlock _states;
    private readonly long _statesAt;
    private readonly float[] _losses;
    private readonly LossPass<TShape>? _loss;
    private readonly QuantizedWeights? _quantized;
    private readonly Turns _turns;
    private readonly Action _run;

    // The step that the threads run.
    private SharedBatch _batch;
    private float _scale;
    private bool _teaches;

    /// <summary>Memory for batches of one size.</summary>
    /// <param name="gradients">Take what the batch teaches; of the model that runs.</param>
    /// <param name="team">Who runs it.</param>
    /// <param name="plan">Who runs which rows.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps a row.</param>
    /// <param name="states">Holds the carried states of all rows.</param>
    /// <param name="statesAt">Where they begin.</param>
    /// <param name="owner">Whom errors name.</param>
    /// <param name="loss">The user's own loss; null for that of the head.</param>
    /// <param name="quantized">Runs forward instead; null where the model's own kernels do.</param>
    /// <exception cref="ArgumentException">A workspace exceeds what a span can hold.</exception>
    public TrainingPass(
        ModelGradients<TShape> gradients, Team team, RowPlan plan, int batch, int window, NativeBlock states, long statesAt, Type owner,
        LossPass<TShape>? loss = null, QuantizedWeights? quantized = null)
    {
        (_gradients, _team, _plan, _batchSize, _window, _loss, _quantized) = (gradients, team, plan, batch, window, loss, quantized);
        (_states, _statesAt) = (states, statesAt);
        _workspaceSize = quantized is not null ? quantized.WorkspaceSize(plan.RowsAtATime, window)
            : plan.Threads == 1 ? TShape.WorkspaceSize(plan.RowsAtATime, window) : TShape.AdjointWorkspaceSize(plan.RowsAtATime, window);
        _losses = new float[plan.Threads == 1 ? 0 : TShape.Shape.OutputRows(batch, window)];
        _turns = new Turns(SharesPerThread * plan.Threads, plan.Threads);
        _run = () => _team.Run(this);
        _workspaces = new NativeBlock[plan.Threads];
        for (int part = 0; part < plan.Threads; part++)
        {
            _workspaces[part] = new NativeBlock(_workspaceSize, owner);
        }
    }

    /// <summary>Time that threads have waited for their turns.</summary>
    public long WaitedTicks => _turns.WaitedTicks;

    /// <summary>Runs the batch on from the carried states, and adds the gradients of its scaled loss where there are targets.</summary>
    /// <param name="input">The input, checked.</param>
    /// <param name="target">The target, checked.</param>
    /// <param name="scale">What losses are multiplied by before differentiation.</param>
    /// <param name="teaches">False for the forward pass alone.</param>
    /// <returns>The summed loss.</returns>
    public double Run(in SequenceInput input, SequenceTarget target, float scale, bool teaches)
    {
        (_scale, _teaches) = (scale, teaches);
        _gradients.Refresh();
        if (_plan.Threads == 1)
        {
            return RunAlone(input, target);
        }

        Array.Clear(_losses);   // those behind the last steps of rows stay zero
        _turns.Restart();
        SharedBatch.Share(ref _batch, input, target, _run);
        if (_loss is not null)
        {
            return _loss.Sum;
        }

        double sum = 0;
        if (teaches)
        {
            foreach (float loss in _losses)
            {
                sum += loss;
            }
        }

        return sum;
    }

    /// <summary>Frees the workspaces.</summary>
    public void Dispose()
    {
        foreach (NativeBlock workspace in _workspaces)
        {
            workspace.Dispose();
        }
    }

    /// <inheritdoc/>
    void IShared.Run(int part)
    {
        try
        {
            for (int round = 0; round < _plan.Rounds; round++)
            {
                (int first, int rows) = _plan.Of(round, part);
                if (rows > 0)
                {
                    RunRows(part, first, rows);
                }

                if (_teaches)
                {
                    Accumulate(part, first, rows, turn: (round * _plan.Threads) + part);
                }
            }
        }
        catch
        {
            _turns.Abandon();   // or the others would wait for this one
            throw;
        }
    }

    /// <summary>All parts, rows in order: what a workspace holds is still in the caches when its gradients are added.</summary>
    private double RunAlone(in SequenceInput input, SequenceTarget target)
    {
        ReadOnlySpan<float> parameters = _gradients.Weights;
        double sum = 0;
        for (int round = 0; round < _plan.Rounds; round++)
        {
            (int first, int rows) = _plan.Of(round, 0);
            SequenceInput own = Rows(input, first, rows);
            Forward(own, 0, first, rows);
            if (_teaches)
            {
                sum = TShape.Backward(
                    parameters, _gradients.Transposed, own, Targets(own, target, 0, first, rows), _scale, _gradients.All, default, Workspace(0), rows, _window, sum);
            }
        }

        return _loss is null ? sum : _loss.Sum;
    }

    private void RunRows(int part, int first, int rows)
    {
        ReadOnlySpan<float> parameters = _gradients.Weights;
        SequenceInput input = Rows(_batch.Input, first, rows);
        Forward(input, part, first, rows);
        if (_teaches)
        {
            int outputs = TShape.Shape.OutputRows(1, _window);
            TShape.Adjoints(
                parameters, _gradients.Transposed, input, Targets(input, _batch.Target, part, first, rows), _scale, default, Workspace(part),
                _losses.AsSpan(first * outputs, rows * outputs), rows, _window);
        }
    }

    private void Forward(in SequenceInput input, int part, int first, int rows)
    {
        if (_quantized is not null)
        {
            _quantized.Forward(input, States(first, rows), Workspace(part), part, rows, _window);
            return;
        }

        TShape.Forward(_gradients.Weights, input, States(first, rows), Workspace(part), rows, _window);
    }

    private void Accumulate(int part, int first, int rows, int turn)
    {
        for (int share = 0; share < _turns.Things && _turns.Await(share, turn); share++)
        {
            if (rows > 0)
            {
                TShape.Accumulate(Rows(_batch.Input, first, rows), _gradients.All, Workspace(part), rows, _window, new WorkShare(share, _turns.Things));
            }

            _turns.Pass(share);
        }
    }

    private SequenceInput Rows(in SequenceInput input, int first, int rows) => input.Rows(first, rows, _window, TShape.Shape.Inputs);

    /// <summary>The targets of rows whose forward pass is done, or those that stand for a loss of the user's own.</summary>
    private SequenceTarget Targets(in SequenceInput input, SequenceTarget target, int part, int first, int rows) => _loss is null
        ? target.Rows(first, rows, TShape.Shape.OutputRows(1, _window), TShape.Shape.Outputs)
        : _loss.Run(_gradients.Weights, input, target.Rows(first, rows, _batchSize), Workspace(part), part, first, rows);

    private Span<float> States(int row, int rows) => _states.Section(_statesAt + ((long)row * TShape.StateSize), rows * TShape.StateSize);

    private Span<float> Workspace(int part) => _workspaces[part].Section(0, _workspaceSize);
}
