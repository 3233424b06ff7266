using EdgeSeq.Inference;
using EdgeSeq.Memory;

namespace EdgeSeq;

/// <summary>
/// The steps of a <see cref="Session{TShape}"/>: of tokens or of vectors, whichever its shape reads. They stand apart from the
/// class so that the compiler offers the right ones and refuses the others.
/// </summary>
public static class SessionSteps
{
    /// <summary>Reads one token.</summary>
    /// <param name="session">The session.</param>
    /// <param name="token">0 to V - 1, or -1 for the zero input.</param>
    /// <exception cref="ArgumentOutOfRangeException">The token is outside [-1, V).</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public static void Step<TShape>(this Session<TShape> session, int token)
        where TShape : struct, ITokenModel
    {
        ArgumentNullException.ThrowIfNull(session);
        using SoloLifetime.Use use = session.Enter();
        TShape.Step(session.Parameters, session.State, token);
    }

    /// <summary>Reads one token and gives the outputs after it, before softmax or sigmoid.</summary>
    /// <param name="session">The session.</param>
    /// <param name="token">0 to V - 1, or -1 for the zero input.</param>
    /// <param name="logits">Receives O floats; of a language model, unnormalised log-probabilities of the next token.</param>
    /// <exception cref="ArgumentException">The span is shorter than O, or the token is outside [-1, V); nothing was read.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public static void Step<TShape>(this Session<TShape> session, int token, Span<float> logits)
        where TShape : struct, ITokenModel
    {
        ArgumentNullException.ThrowIfNull(session);
        Require.AtLeast(logits.Length, TShape.Shape.Outputs, nameof(logits), "floats");
        using SoloLifetime.Use use = session.Enter();
        ReadOnlySpan<float> parameters = session.Parameters;
        Span<float> state = session.State;
        TShape.Step(parameters, state, token);
        TShape.Logits(parameters, state, logits);
        session.Restore(logits);
    }

    /// <summary>Reads tokens, one after the other.</summary>
    /// <param name="session">The session.</param>
    /// <param name="tokens">Each 0 to V - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is out of range; none was read.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public static void Read<TShape>(this Session<TShape> session, ReadOnlySpan<int> tokens)
        where TShape : struct, ITokenModel
    {
        ArgumentNullException.ThrowIfNull(session);
        TokenCheck.InVocabulary(tokens, TShape.Shape.Vocabulary, nameof(tokens));
        using SoloLifetime.Use use = session.Enter();
        ReadOnlySpan<float> parameters = session.Parameters;
        foreach (int token in tokens)
        {
            TShape.Step(parameters, session.State, token);
        }
    }

    /// <summary>Reads one vector.</summary>
    /// <param name="session">The session.</param>
    /// <param name="x">Exactly D finite numbers, in the units of the data if the model has a <see cref="Normalizer"/>.</param>
    /// <exception cref="ArgumentException">The length differs, or a number is NaN or infinite; nothing was read.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public static void Step<TShape>(this Session<TShape> session, ReadOnlySpan<float> x)
        where TShape : struct, IVectorModel
    {
        ArgumentNullException.ThrowIfNull(session);
        Require.Length(x.Length, TShape.Shape.Inputs, nameof(x), "numbers of an input vector");
        using SoloLifetime.Use use = session.Enter();
        x = session.Normalized(x);
        Require.Finite(x, nameof(x));
        TShape.Step(session.Parameters, session.State, x);
    }

    /// <summary>Reads one vector and gives the outputs after it, before softmax or sigmoid; of <see cref="Head.Linear"/> the numbers themselves.</summary>
    /// <param name="session">The session.</param>
    /// <param name="x">Exactly D finite numbers, in the units of the data if the model has a <see cref="Normalizer"/>.</param>
    /// <param name="logits">Receives O floats; may overlap <paramref name="x"/>, which is read before.</param>
    /// <exception cref="ArgumentException">A length is wrong, or a number is NaN or infinite; nothing was read.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed.</exception>
    public static void Step<TShape>(this Session<TShape> session, ReadOnlySpan<float> x, Span<float> logits)
        where TShape : struct, IVectorModel
    {
        Require.AtLeast(logits.Length, TShape.Shape.Outputs, nameof(logits), "floats");
        session.Step(x);
        session.Logits(logits);
    }
}
