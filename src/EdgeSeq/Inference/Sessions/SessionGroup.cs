using EdgeSeq.Inference;
using EdgeSeq.Memory;
using EdgeSeq.Threads;

namespace EdgeSeq;

/// <summary>
/// Many sequences that run through one model together, each with a state of its own: the streams of a server or a gateway.
/// <see cref="SessionGroupSteps"/> has the steps, of all streams or of some: the weights are read once for all that step together, and each stream has
/// the bits that a <see cref="Session{TShape}"/> of its own would have. After construction it allocates nothing, streams that come and go included.
/// </summary>
/// <typeparam name="TShape">The declared shape; one that reads forward only.</typeparam>
/// <remarks>One thread at a time. <see cref="Dispose"/> is for any thread, and any number of groups may share a model.</remarks>
public sealed class SessionGroup<TShape> : IDisposable
    where TShape : struct, IStreamingModel
{
    private readonly Model<TShape> _model;
    private readonly GroupPass<TShape> _pass;
    private readonly float[] _normalized;
    private readonly Lifetime _lifetime;

    // Streams in ascending order; free ones, the next to be given last; and which are there.
    private readonly int[] _streams, _free;
    private readonly bool[] _isThere;

    /// <summary>A group without streams.</summary>
    /// <param name="model">Read at every step; stays the caller's to dispose.</param>
    /// <param name="capacity">The most streams, at least 1.</param>
    /// <param name="threads">
    /// Threads that share the streams of a step, the caller's included; 0 for as many as there are processors, and at most one a stream. Small
    /// models step in less time than it takes to wake a thread: measure before you ask for more than 1.
    /// </param>
    /// <exception cref="ArgumentException">A number is out of range, or the states exceed what a span can hold.</exception>
    public SessionGroup(Model<TShape> model, int capacity, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        Require.That(capacity >= 1, capacity, "a group has room for at least 1 stream");
        Team.Validate(threads, nameof(threads));
        Require.FitsSpan((long)capacity * Math.Max(TShape.StateSize, Math.Max(TShape.Shape.Inputs, TShape.Shape.Outputs)), "The streams of a group");
        (_model, Capacity) = (model, capacity);
        _normalized = new float[capacity * TShape.Shape.Inputs];
        (_streams, _free, _isThere) = (new int[capacity], new int[capacity], new bool[capacity]);
        for (int i = 0; i < capacity; i++)
        {
            _free[i] = capacity - 1 - i;
        }

        _pass = new GroupPass<TShape>(model, capacity, Team.SizeFor(threads, capacity));
        _lifetime = new Lifetime(typeof(SessionGroup<TShape>), [_pass], model.Lifetime);
    }

    /// <summary>The most streams.</summary>
    public int Capacity { get; }

    /// <summary>Streams that are there.</summary>
    public int Count { get; private set; }

    /// <summary>The numbers of all streams in ascending order; valid until one is added or removed.</summary>
    public ReadOnlySpan<int> Streams => _streams.AsSpan(0, Count);

    /// <summary>Adds a stream at the start of its sequence.</summary>
    /// <returns>Its number, 0 to <see cref="Capacity"/> - 1: one that no other stream has.</returns>
    /// <exception cref="InvalidOperationException">The group is full.</exception>
    /// <exception cref="ObjectDisposedException">The group or its model was disposed.</exception>
    public int Add()
    {
        if (Count == Capacity)
        {
            throw new InvalidOperationException($"The group is full: it has room for {Capacity} streams. Remove one, or make it larger.");
        }

        using Lifetime.Use use = _lifetime.Enter();
        int stream = _free[Capacity - 1 - Count];
        _pass.State(stream).Clear();
        _isThere[stream] = true;
        int place = ~_streams.AsSpan(0, Count).BinarySearch(stream);
        _streams.AsSpan(place, Count - place).CopyTo(_streams.AsSpan(place + 1));
        _streams[place] = stream;
        Count++;
        return stream;
    }

    /// <summary>Removes a stream; its number is free for another.</summary>
    /// <param name="stream">Its number.</param>
    /// <exception cref="ArgumentException">There is no such stream.</exception>
    public void Remove(int stream)
    {
        CheckStream(stream);
        int place = _streams.AsSpan(0, Count).BinarySearch(stream);
        _streams.AsSpan(place + 1, Count - place - 1).CopyTo(_streams.AsSpan(place));
        _isThere[stream] = false;
        Count--;
        _free[Capacity - 1 - Count] = stream;
    }

    /// <summary>Whether there is a stream of this number.</summary>
    public bool Contains(int stream) => (uint)stream < (uint)Capacity && _isThere[stream];

    /// <summary>Puts a stream at the start of a sequence.</summary>
    /// <param name="stream">Its number.</param>
    /// <exception cref="ArgumentException">There is no such stream.</exception>
    /// <exception cref="ObjectDisposedException">The group or its model was disposed.</exception>
    public void Reset(int stream)
    {
        CheckStream(stream);
        using Lifetime.Use use = _lifetime.Enter();
        _pass.State(stream).Clear();
    }

    /// <summary>The outputs of a stream after its steps so far: probabilities of a softmax or sigmoids, or numbers.</summary>
    /// <param name="stream">Its number.</param>
    /// <param name="outputs">Receives O floats.</param>
    /// <exception cref="ArgumentException">There is no such stream, or the span is shorter than O.</exception>
    /// <exception cref="ObjectDisposedException">The group or its model was disposed.</exception>
    public void Output(int stream, Span<float> outputs)
    {
        CheckStream(stream);
        using Lifetime.Use use = _lifetime.Enter();
        _pass.Logits(stream, outputs);
        _model.Normalizer?.Restore(outputs[..TShape.Shape.Outputs]);
        HeadActivation.Apply(TShape.Shape, outputs[..TShape.Shape.Outputs]);
    }

    /// <summary>Copies a stream's state out; a session or a stream of this shape can go on from it.</summary>
    /// <param name="stream">Its number.</param>
    /// <param name="destination">Exactly <see cref="Session{TShape}.StateSize"/> floats.</param>
    /// <exception cref="ArgumentException">There is no such stream, or the length differs.</exception>
    /// <exception cref="ObjectDisposedException">The group or its model was disposed.</exception>
    public void CopyStateTo(int stream, Span<float> destination)
    {
        CheckStream(stream);
        Require.Length(destination.Length, TShape.StateSize, nameof(destination), "floats of state");
        using Lifetime.Use use = _lifetime.Enter();
        _pass.State(stream).CopyTo(destination);
    }

    /// <summary>Lets a stream go on from a state that was copied out, of a session or a stream.</summary>
    /// <param name="stream">Its number.</param>
    /// <param name="source">Exactly <see cref="Session{TShape}.StateSize"/> floats.</param>
    /// <exception cref="ArgumentException">There is no such stream, or the length differs.</exception>
    /// <exception cref="ObjectDisposedException">The group or its model was disposed.</exception>
    public void LoadState(int stream, ReadOnlySpan<float> source)
    {
        CheckStream(stream);
        Require.Length(source.Length, TShape.StateSize, nameof(source), "floats of state");
        using Lifetime.Use use = _lifetime.Enter();
        source.CopyTo(_pass.State(stream));
    }

    /// <summary>Frees the states; not the model.</summary>
    public void Dispose() => _lifetime.Close();

    /// <summary>One step of some streams; see <see cref="SessionGroupSteps"/>.</summary>
    internal void Step(ReadOnlySpan<int> streams, ReadOnlySpan<int> tokens, ReadOnlySpan<float> vectors, Span<float> logits)
    {
        ReadOnlySpan<int> list = _pass.Begin(streams, tokens);
        for (int i = 0; i < list.Length; i++)
        {
            CheckStream(list[i]);
            if (_pass.Mark(list[i]))
            {
                ThrowTwice(list[i]);
            }
        }

        using Lifetime.Use use = _lifetime.Enter();
        _pass.Run(list.Length, vectors, logits);
        _model.Normalizer?.Restore(logits);
    }

    /// <summary>Vectors as the model reads them, by its normaliser if it has one; more than the group has room for stay as they are, and are refused for that.</summary>
    internal ReadOnlySpan<float> Normalized(ReadOnlySpan<float> vectors)
    {
        if (_model.Normalizer is not { InputMean.IsEmpty: false } normalizer || vectors.Length > _normalized.Length)
        {
            return vectors;
        }

        if (normalizer.Missing == MissingInputs.Forecast)
        {
            Require.Finite(vectors, nameof(vectors));   // a group has no forecast of one stream at hand before its step
        }

        normalizer.NormalizeInputs(vectors, _normalized);
        return _normalized.AsSpan(0, vectors.Length);
    }

    private void CheckStream(int stream)
    {
        if (!Contains(stream))
        {
            ThrowNoStream(stream);
        }
    }

    private static void ThrowNoStream(int stream) => throw new ArgumentException($"There is no stream {stream}: it was not added, or it was removed.", nameof(stream));

    private static void ThrowTwice(int stream) => throw new ArgumentException($"Stream {stream} is in the list twice; a stream takes one step at a time.", nameof(stream));
}
