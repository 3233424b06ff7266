using EdgeSeq.Memory;
using EdgeSeq.Shapes;
using EdgeSeq.Threads;
using EdgeSeq.Training;

namespace EdgeSeq.Inference;

/// <summary>One step of some of many streams: their states are gathered side by side, run as the rows of a batch, and put back.</summary>
internal sealed unsafe class GroupPass<TShape> : IShared, IDisposable
    where TShape : struct, IStreamingModel
{
    private readonly WeightReader _weights;
    private readonly Team _team;
    private readonly int _rowsAtATime, _workspaceSize;
    private readonly NativeBlock _states;
    private readonly NativeBlock[] _parts;
    private readonly long _workspaceAt;

    // The list of a step, copied: what is checked is what runs. A stream has the number of the last step that it was in.
    private readonly int[] _list, _tokens;
    private readonly long[] _marks;
    private long _step;

    // What the threads read and write.
    private int _count;
    private float* _vectors, _logits;
    private bool _hasLogits;

    /// <summary>Streams of zero states.</summary>
    /// <exception cref="ArgumentException">A workspace exceeds what a span can hold.</exception>
    public GroupPass(Model<TShape> model, int capacity, int threads)
    {
        _rowsAtATime = (capacity + threads - 1) / threads;
        _workspaceSize = TShape.WorkspaceSize(_rowsAtATime, 1);
        _workspaceAt = NativeBlock.Padded((long)_rowsAtATime * TShape.StateSize);
        (_list, _tokens, _marks) = (new int[capacity], new int[TShape.Shape.Vocabulary > 0 ? capacity : 0], new long[capacity]);
        _states = new NativeBlock((long)capacity * TShape.StateSize, typeof(SessionGroup<TShape>));
        _parts = new NativeBlock[threads];
        for (int part = 0; part < threads; part++)
        {
            _parts[part] = new NativeBlock(_workspaceAt + _workspaceSize, typeof(SessionGroup<TShape>));
        }

        _team = new Team(threads);
        _weights = new WeightReader(model.Weights);
    }

    /// <summary>The state of a stream.</summary>
    public Span<float> State(int stream) => _states.Section((long)stream * TShape.StateSize, TShape.StateSize);

    /// <summary>The outputs of a stream, before softmax or sigmoid.</summary>
    public void Logits(int stream, Span<float> logits) => TShape.Logits(_weights.Latest, State(stream), logits);

    /// <summary>Copies what a step was given.</summary>
    /// <returns>The list.</returns>
    /// <exception cref="ArgumentException">There are more streams than the group has room for, or a token is out of range.</exception>
    public ReadOnlySpan<int> Begin(ReadOnlySpan<int> streams, ReadOnlySpan<int> tokens)
    {
        if (streams.Length > _list.Length)
        {
            throw new ArgumentException($"streams holds {streams.Length} numbers; the group has room for {_list.Length} streams.", nameof(streams));
        }

        streams.CopyTo(_list);
        tokens.CopyTo(_tokens);
        BatchCheck.CountTokens(_tokens, 0, tokens.Length, TShape.Shape.Vocabulary, nameof(tokens), "tokens");
        _step++;
        return _list.AsSpan(0, streams.Length);
    }

    /// <summary>Marks a stream as one of this step.</summary>
    /// <returns>Whether it was before.</returns>
    public bool Mark(int stream)
    {
        bool isMarked = _marks[stream] == _step;
        _marks[stream] = _step;
        return isMarked;
    }

    /// <summary>Runs the first streams of the list.</summary>
    public void Run(int count, ReadOnlySpan<float> vectors, Span<float> logits)
    {
        _ = _weights.Latest;
        fixed (float* from = vectors, to = logits)
        {
            (_count, _hasLogits) = (count, !logits.IsEmpty);
            _vectors = from;
            _logits = to;
            _team.Run(this);
            _vectors = _logits = null;
        }
    }

    /// <inheritdoc/>
    void IShared.Run(int part)
    {
        (int first, int end) = new WorkShare(part, _team.Size).Of(_count);
        int rows = end - first, inputs = TShape.Shape.Inputs, outputs = TShape.Shape.Outputs;
        if (rows == 0)
        {
            return;
        }

        ReadOnlySpan<float> weights = _weights.Held;
        Span<float> states = _parts[part].Section(0, rows * TShape.StateSize), workspace = _parts[part].Section(_workspaceAt, _workspaceSize);
        for (int row = 0; row < rows; row++)
        {
            State(_list[first + row]).CopyTo(states[(row * TShape.StateSize)..]);
        }

        SequenceInput input = TShape.Shape.Vocabulary > 0
            ? _tokens.AsSpan(first, rows)
            : new ReadOnlySpan<float>(_vectors + ((long)first * inputs), rows * inputs);
        TShape.Forward(weights, input, states, workspace, rows, 1);
        if (_hasLogits)
        {
            TShape.Outputs(weights, input, new Span<float>(_logits + ((long)first * outputs), rows * outputs), workspace, rows, 1);
        }

        for (int row = 0; row < rows; row++)
        {
            states.Slice(row * TShape.StateSize, TShape.StateSize).CopyTo(State(_list[first + row]));
        }
    }

    /// <summary>Frees the states.</summary>
    public void Dispose()
    {
        _team.Dispose();
        _weights.Dispose();
        _states.Dispose();
        foreach (NativeBlock part in _parts)
        {
            part.Dispose();
        }
    }
}
