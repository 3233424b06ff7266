using EdgeSeq.Memory;

namespace EdgeSeq;

/// <summary>One sequence that runs through a model token by token. After construction it allocates nothing.</summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>
/// Any number of sessions may share a model, each on its own thread; one session is not for two threads at a time.
/// </remarks>
public sealed class Session<TShape> : IDisposable
    where TShape : struct, ISequenceModel
{
    private readonly Model<TShape> _model;
    private readonly NativeBlock _state;

    /// <summary>A session at the start of a sequence.</summary>
    /// <param name="model">Read at every step; stays the caller's to dispose.</param>
    public Session(Model<TShape> model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _model = model;
        _state = new NativeBlock(TShape.StateSize, typeof(Session<TShape>));
    }

    /// <summary>Floats of a state, for <see cref="CopyStateTo"/> and <see cref="LoadState"/>.</summary>
    public static int StateSize => TShape.StateSize;

    /// <summary>Reads one token.</summary>
    /// <param name="token">0 to V - 1, or -1 for the zero input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The token is outside [-1, V).</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public void Step(int token)
    {
        TShape.Step(_model.Parameters, State, token);
        GC.KeepAlive(this);
    }

    /// <summary>Reads one token and predicts the next.</summary>
    /// <param name="token">0 to V - 1, or -1 for the zero input.</param>
    /// <param name="logits">Receives V unnormalised log-probabilities.</param>
    /// <exception cref="ArgumentException">The span is shorter than V, or the token is outside [-1, V); nothing was read.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public void Step(int token, Span<float> logits)
    {
        Require.AtLeast(logits.Length, TShape.Shape.Vocabulary, nameof(logits), "floats");
        ReadOnlySpan<float> parameters = _model.Parameters;
        Span<float> state = State;
        TShape.Step(parameters, state, token);
        TShape.Logits(parameters, state, logits);
        GC.KeepAlive(this);
    }

    /// <summary>Predicts the token after those read so far, without reading one.</summary>
    /// <param name="logits">Receives V unnormalised log-probabilities.</param>
    /// <exception cref="ArgumentException">The span is shorter than V.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public void Logits(Span<float> logits)
    {
        TShape.Logits(_model.Parameters, State, logits);
        GC.KeepAlive(this);
    }

    /// <summary>Goes back to the start of a sequence.</summary>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public void Reset()
    {
        State.Clear();
        GC.KeepAlive(this);
    }

    /// <summary>Copies the state out; any session of this shape can go on from it.</summary>
    /// <param name="destination">Exactly <see cref="StateSize"/> floats.</param>
    /// <exception cref="ArgumentException">The length differs.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public void CopyStateTo(Span<float> destination)
    {
        Require.Length(destination.Length, StateSize, nameof(destination), "floats of state");
        State.CopyTo(destination);
        GC.KeepAlive(this);
    }

    /// <summary>Goes on from a state that was copied out.</summary>
    /// <param name="source">Exactly <see cref="StateSize"/> floats.</param>
    /// <exception cref="ArgumentException">The length differs.</exception>
    /// <exception cref="ObjectDisposedException">The session was disposed.</exception>
    public void LoadState(ReadOnlySpan<float> source)
    {
        Require.Length(source.Length, StateSize, nameof(source), "floats of state");
        source.CopyTo(State);
        GC.KeepAlive(this);
    }

    /// <summary>Frees the state; not the model.</summary>
    public void Dispose() => _state.Dispose();

    private Span<float> State => _state.Section(0, TShape.StateSize);
}
