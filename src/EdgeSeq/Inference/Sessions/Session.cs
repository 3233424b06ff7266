using EdgeSeq.Inference;
using EdgeSeq.Memory;
using EdgeSeq.Numerics;
using EdgeSeq.Shapes;

namespace EdgeSeq;

/// <summary>
/// One sequence that runs through a model step by step; <see cref="SessionSteps"/> has the steps, by tokens or by vectors as the
/// shape declares. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape; one that reads forward only.</typeparam>
/// <remarks>
/// One thread at a time. A session that two threads use at once throws <see cref="InvalidOperationException"/>, as soon as it is noticed. Any number of
/// sessions may share a model, each on its own thread. <see cref="Dispose"/> is for any thread: a call that runs ends as it would have.
/// </remarks>
public sealed class Session<TShape> : IDisposable
    where TShape : struct, IStreamingModel
{
    private readonly Model<TShape> _model;
    private readonly WeightReader _weights;
    private readonly NativeBlock _state;
    private readonly float[] _normalized, _forecast;
    private readonly SoloLifetime _lifetime;

    /// <summary>A session at the start of a sequence.</summary>
    /// <param name="model">Read at every step; stays the caller's to dispose.</param>
    public Session(Model<TShape> model)
    {
        ArgumentNullException.ThrowIfNull(model);
        _weights = new WeightReader(model.Weights);
        _state = new NativeBlock(TShape.StateSize, typeof(Session<TShape>));
        _model = model;
        (_normalized, _forecast) = (new float[TShape.Shape.Inputs], new float[TShape.Shape.Inputs]);
        _lifetime = new SoloLifetime(typeof(Session<TShape>), _state, model.Lifetime, _weights);
    }

    /// <summary>Floats of a state, for <see cref="CopyStateTo(Span{float})"/> and <see cref="LoadState(ReadOnlySpan{float})"/>.</summary>
    public static int StateSize => TShape.StateSize;

    /// <summary>
    /// Whether the state holds finite numbers only. Inputs are checked, so it does unless the weights have diverged or a state that was
    /// loaded did not; then outputs stay NaN until <see cref="Reset"/>.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public bool IsFinite
    {
        get
        {
            using SoloLifetime.Use use = Enter();
            return FiniteNumbers.AreAll(State);
        }
    }

    /// <summary>What a step reads; after <see cref="Enter"/>.</summary>
    internal ReadOnlySpan<float> Parameters => _weights.Latest;

    /// <summary>What a step updates; after <see cref="Enter"/>.</summary>
    internal Span<float> State => _state.Section(0, TShape.StateSize);

    /// <summary>The outputs after the steps so far, before softmax or sigmoid; of <see cref="Head.Linear"/> the numbers in the units of the data.</summary>
    /// <param name="logits">Receives O floats.</param>
    /// <exception cref="ArgumentException">The span is shorter than O.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public void Logits(Span<float> logits)
    {
        using SoloLifetime.Use use = Enter();
        TShape.Logits(Parameters, State, logits);
        Restore(logits);
    }

    /// <summary>The outputs after the steps so far: probabilities of a softmax or sigmoids, or numbers.</summary>
    /// <param name="outputs">Receives O floats.</param>
    /// <exception cref="ArgumentException">The span is shorter than O.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public void Output(Span<float> outputs)
    {
        Logits(outputs);
        HeadActivation.Apply(TShape.Shape, outputs[..TShape.Shape.Outputs]);
    }

    /// <summary>Goes back to the start of a sequence.</summary>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public void Reset()
    {
        using SoloLifetime.Use use = Enter();
        State.Clear();
    }

    /// <summary>Copies the state out; any session of this shape can go on from it.</summary>
    /// <param name="destination">Exactly <see cref="StateSize"/> floats.</param>
    /// <exception cref="ArgumentException">The length differs.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public void CopyStateTo(Span<float> destination)
    {
        Require.Length(destination.Length, StateSize, nameof(destination), "floats of state");
        using SoloLifetime.Use use = Enter();
        State.CopyTo(destination);
    }

    /// <summary>Goes on from a state that was copied out.</summary>
    /// <param name="source">Exactly <see cref="StateSize"/> floats.</param>
    /// <exception cref="ArgumentException">The length differs.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public void LoadState(ReadOnlySpan<float> source)
    {
        Require.Length(source.Length, StateSize, nameof(source), "floats of state");
        using SoloLifetime.Use use = Enter();
        source.CopyTo(State);
    }

    /// <summary>Copies one state out: what a model without an output layer is for, h of its last layer.</summary>
    /// <param name="state">Of <see cref="ModelShape.FindState"/> of this shape.</param>
    /// <param name="destination">Exactly as many floats as it has.</param>
    /// <exception cref="ArgumentException">The length differs, or the state is another shape's.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public void CopyStateTo(StateInfo state, Span<float> destination)
    {
        RequireOwn(state, destination.Length, nameof(destination));
        using SoloLifetime.Use use = Enter();
        State.Slice(state.Offset, state.Hidden).CopyTo(destination);
    }

    /// <summary>Sets one state and leaves the others, such as the first h of a sequence after <see cref="Reset"/>.</summary>
    /// <param name="state">Of <see cref="ModelShape.FindState"/> of this shape.</param>
    /// <param name="source">Exactly as many floats as it has.</param>
    /// <exception cref="ArgumentException">The length differs, or the state is another shape's.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public void LoadState(StateInfo state, ReadOnlySpan<float> source)
    {
        RequireOwn(state, source.Length, nameof(source));
        using SoloLifetime.Use use = Enter();
        source.CopyTo(State.Slice(state.Offset, state.Hidden));
    }

    /// <summary>Frees the state; not the model.</summary>
    public void Dispose() => _lifetime.Close();

    private static void RequireOwn(StateInfo state, int length, string argument)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (!TShape.Shape.States.Contains(state))
        {
            throw new ArgumentException($"{TShape.Shape.Name} carries no state {state}; ask its shape with FindState.", nameof(state));
        }

        Require.Length(length, state.Hidden, argument, "floats of the state");
    }

    /// <summary>A vector as the model reads it, by its normaliser if it has one; after <see cref="Enter"/>.</summary>
    internal ReadOnlySpan<float> Normalized(ReadOnlySpan<float> x)
    {
        if (_model.Normalizer is not { InputMean.IsEmpty: false } normalizer)
        {
            return x;
        }

        if (normalizer.Missing == MissingInputs.Forecast && !FiniteNumbers.AreAll(x) && State.ContainsAnyExcept(0f))
        {
            // The last outputs, where there are any: the state of a sequence that has not begun is zero.
            TShape.Logits(Parameters, State, _forecast);
            Restore(_forecast);
            for (int i = 0; i < x.Length; i++)
            {
                _forecast[i] = float.IsNaN(x[i]) ? _forecast[i] : x[i];
            }

            x = _forecast;
        }

        normalizer.NormalizeInputs(x, _normalized);
        return _normalized;
    }

    /// <summary>Brings outputs back to the units of the data.</summary>
    internal void Restore(Span<float> outputs) => _model.Normalizer?.Restore(outputs[..TShape.Shape.Outputs]);

    /// <summary>Begins a call.</summary>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    internal SoloLifetime.Use Enter() => _lifetime.Enter();
}
