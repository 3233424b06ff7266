namespace EdgeSeq;

/// <summary>
/// The steps of a <see cref="SessionGroup{TShape}"/>: of tokens or of vectors, whichever its shape reads. They stand apart from the
/// class so that the compiler offers the right ones and refuses the others.
/// </summary>
public static class SessionGroupSteps
{
    /// <summary>Every stream of a list reads a token; the others stand still.</summary>
    /// <param name="group">The group.</param>
    /// <param name="streams">Numbers of streams, each at most once, in any order; all with <see cref="SessionGroup{TShape}.Streams"/>.</param>
    /// <param name="tokens">One for each of the list: 0 to V - 1, or -1 for the zero input.</param>
    /// <exception cref="ArgumentException">The lengths differ, a stream is not there or in the list twice, or a token is outside [-1, V); nothing was read.</exception>
    /// <exception cref="ObjectDisposedException">The group or its model was disposed.</exception>
    public static void Step<TShape>(this SessionGroup<TShape> group, ReadOnlySpan<int> streams, ReadOnlySpan<int> tokens)
        where TShape : struct, ITokenModel => group.Step(streams, tokens, default);

    /// <summary>Every stream of a list reads a token, and gives the outputs after it, before softmax or sigmoid, of <see cref="Head.Linear"/> the numbers themselves; the others stand still.</summary>
    /// <param name="group">The group.</param>
    /// <param name="streams">Numbers of streams, each at most once, in any order; all with <see cref="SessionGroup{TShape}.Streams"/>.</param>
    /// <param name="tokens">One for each of the list: 0 to V - 1, or -1 for the zero input.</param>
    /// <param name="logits">Receives O floats for each of the list, in its order; empty if nobody asks.</param>
    /// <exception cref="ArgumentException">
    /// A length is wrong, the logits overlap what is read, a stream is not there or in the list twice, or a token is outside [-1, V); nothing was read.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The group or its model was disposed.</exception>
    public static void Step<TShape>(this SessionGroup<TShape> group, ReadOnlySpan<int> streams, ReadOnlySpan<int> tokens, Span<float> logits)
        where TShape : struct, ITokenModel
    {
        ArgumentNullException.ThrowIfNull(group);
        Require.Length(tokens.Length, streams.Length, nameof(tokens), "tokens (one a stream)");
        CheckLogits<TShape>(logits, streams);
        Require.Apart<float, int>(logits, tokens, nameof(logits), nameof(tokens));
        group.Step(streams, tokens, default, logits);
    }

    /// <summary>Every stream of a list reads a vector; the others stand still.</summary>
    /// <param name="group">The group.</param>
    /// <param name="streams">Numbers of streams, each at most once, in any order; all with <see cref="SessionGroup{TShape}.Streams"/>.</param>
    /// <param name="vectors">D finite numbers for each of the list, one behind the other, in the units of the data if the model has a <see cref="Normalizer"/>.</param>
    /// <exception cref="ArgumentException">
    /// A length is wrong, a stream is not there or in the list twice, or a number is NaN or infinite; nothing was read.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The group or its model was disposed.</exception>
    public static void Step<TShape>(this SessionGroup<TShape> group, ReadOnlySpan<int> streams, ReadOnlySpan<float> vectors)
        where TShape : struct, IVectorModel => group.Step(streams, vectors, default);

    /// <summary>Every stream of a list reads a vector, and gives the outputs after it, before softmax or sigmoid, of <see cref="Head.Linear"/> the numbers themselves; the others stand still.</summary>
    /// <param name="group">The group.</param>
    /// <param name="streams">Numbers of streams, each at most once, in any order; all with <see cref="SessionGroup{TShape}.Streams"/>.</param>
    /// <param name="vectors">D finite numbers for each of the list, one behind the other, in the units of the data if the model has a <see cref="Normalizer"/>.</param>
    /// <param name="logits">Receives O floats for each of the list, in its order; empty if nobody asks.</param>
    /// <exception cref="ArgumentException">
    /// A length is wrong, the logits overlap what is read, a stream is not there or in the list twice, or a number is NaN or infinite; nothing was read.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The group or its model was disposed.</exception>
    public static void Step<TShape>(this SessionGroup<TShape> group, ReadOnlySpan<int> streams, ReadOnlySpan<float> vectors, Span<float> logits)
        where TShape : struct, IVectorModel
    {
        ArgumentNullException.ThrowIfNull(group);
        Require.Length(vectors.Length, streams.Length * TShape.Shape.Inputs, nameof(vectors), "numbers (streams x inputs)");
        CheckLogits<TShape>(logits, streams);
        Require.Apart(logits, vectors, nameof(logits), nameof(vectors));
        vectors = group.Normalized(vectors);
        Require.Finite(vectors, nameof(vectors));
        group.Step(streams, default, vectors, logits);
    }

    private static void CheckLogits<TShape>(ReadOnlySpan<float> logits, ReadOnlySpan<int> streams)
        where TShape : struct, IStreamingModel
    {
        if (!logits.IsEmpty)
        {
            Require.Length(logits.Length, streams.Length * TShape.Shape.Outputs, nameof(logits), "floats (streams x outputs)");
            Require.Apart(logits, streams, nameof(logits), nameof(streams));
        }
    }
}
