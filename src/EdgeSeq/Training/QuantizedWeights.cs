using EdgeSeq.Memory;
using EdgeSeq.Quantization;
using EdgeSeq.Shapes;

namespace EdgeSeq.Training;

/// <summary>The weights of a model as a step of <see cref="QuantizedForward"/> needs them: rounded, and made floats again for backpropagation; and the states of its shape.</summary>
internal sealed class QuantizedWeights : IDisposable
{
    private readonly QuantizedForward _forward;
    private readonly ModelShape _shape;
    private readonly int _size, _stateSize, _rows;
    private readonly (int Own, int Rounded, int Length)[] _states;
    private readonly NativeBlock _block;
    private readonly long _floatsAt, _statesAt;

    /// <summary>Memory for them.</summary>
    /// <param name="forward">Who runs forward.</param>
    /// <param name="shape">The shape that learns.</param>
    /// <param name="size">Floats of its parameter block.</param>
    /// <param name="stateSize">Floats of its state of one sequence.</param>
    /// <param name="plan">Who runs which rows.</param>
    /// <param name="owner">Whom errors name.</param>
    public QuantizedWeights(QuantizedForward forward, ModelShape shape, int size, int stateSize, RowPlan plan, Type owner)
    {
        (_forward, _shape, _size, _stateSize, _rows) = (forward, shape, size, stateSize, plan.RowsAtATime);
        _states = new (int, int, int)[shape.States.Length];
        for (int i = 0; i < _states.Length; i++)
        {
            _states[i] = (shape.States[i].Offset, forward.Shape.States[i].Offset, shape.States[i].Hidden);
        }

        _floatsAt = NativeBlock.Padded(forward.ParameterSize);
        _statesAt = _floatsAt + NativeBlock.Padded(size);
        Require.FitsSpan((long)_rows * forward.StateSize, "The state of a batch");
        _block = new NativeBlock(_statesAt + ((long)plan.Threads * _rows * forward.StateSize), owner);
    }

    /// <summary>The rounded weights as floats, laid out as those that learn.</summary>
    public ReadOnlySpan<float> Floats => _block.Section(_floatsAt, _size);

    /// <summary>Floats of a workspace for some rows.</summary>
    public int WorkspaceSize(int rows, int window) => _forward.WorkspaceSize(rows, window);

    /// <summary>Rounds the weights anew.</summary>
    public void Refresh(ReadOnlySpan<float> weights)
    {
        Span<float> rounded = _block.Section(0, _forward.ParameterSize), floats = _block.Section(_floatsAt, _size);
        WideBlock.Round(weights, _shape.Parameters, rounded, _forward.Shape.Parameters);
        weights.CopyTo(floats);   // what is not rounded
        for (int i = 0; i < _shape.Parameters.Length; i++)
        {
            ParameterInfo parameter = _forward.Shape.Parameters[i];
            parameter.Codec?.Widen(rounded, parameter, floats, _shape.Parameters[i]);
        }
    }

    /// <summary>Runs some rows forward.</summary>
    /// <param name="input">Their input.</param>
    /// <param name="states">Their carried states, of the shape that learns.</param>
    /// <param name="workspace">Of <see cref="WorkspaceSize"/>.</param>
    /// <param name="part">Of which thread.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="window">Steps a row.</param>
    public void Forward(in SequenceInput input, Span<float> states, Span<float> workspace, int part, int rows, int window)
    {
        int size = _forward.StateSize;
        Span<float> own = _block.Section(_statesAt + ((long)part * _rows * size), rows * size);
        foreach ((int from, int to, int length) in _states)
        {
            for (int b = 0; b < rows; b++)
            {
                states.Slice(b * _stateSize + from, length).CopyTo(own[(b * size + to)..]);
            }
        }

        _forward.Run(_block.Section(0, _forward.ParameterSize), input, own, workspace, rows, window);
        foreach ((int to, int from, int length) in _states)
        {
            for (int b = 0; b < rows; b++)
            {
                own.Slice(b * size + from, length).CopyTo(states[(b * _stateSize + to)..]);
            }
        }
    }

    /// <summary>Frees them.</summary>
    public void Dispose() => _block.Dispose();
}
