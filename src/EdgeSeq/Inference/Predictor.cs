using EdgeSeq.Inference;
using EdgeSeq.Numerics;

namespace EdgeSeq;

/// <summary>
/// Probabilities of the next token after any prompt. A sequence starts from the zero state with the zero input
/// (token -1). After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>One thread at a time.</remarks>
public sealed class Predictor<TShape> : IDisposable
    where TShape : struct, ILanguageModel
{
    private readonly Session<TShape> _session;
    private readonly TokenRanking _ranking;
    private readonly float[] _logits, _weights;

    /// <summary>A predictor at the start of a sequence.</summary>
    /// <param name="model">Read at every call; stays the caller's to dispose.</param>
    public Predictor(Model<TShape> model)
    {
        ArgumentNullException.ThrowIfNull(model);
        int vocabulary = TShape.Shape.Vocabulary;
        _session = new Session<TShape>(model);
        _ranking = new TokenRanking([.. Enumerable.Range(0, vocabulary)]);
        (_logits, _weights) = (new float[vocabulary], new float[vocabulary]);
        Reset();
    }

    /// <summary>Goes back to the start of a sequence.</summary>
    /// <exception cref="ObjectDisposedException">The predictor or its model was disposed.</exception>
    public void Reset()
    {
        _session.Reset();
        _session.Step(-1);
    }

    /// <summary>Reads tokens; what is predicted comes after them.</summary>
    /// <param name="tokens">Each 0 to V - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is out of range; none was read.</exception>
    /// <exception cref="ObjectDisposedException">The predictor or its model was disposed.</exception>
    public void Read(ReadOnlySpan<int> tokens)
    {
        TokenCheck.InVocabulary(tokens, _logits.Length, nameof(tokens));
        foreach (int token in tokens)
        {
            _session.Step(token);
        }
    }

    /// <summary>The probability of every token to be the next.</summary>
    /// <param name="probabilities">Receives V floats that sum to 1.</param>
    /// <exception cref="ArgumentException">The span is shorter than V; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">The model's logits are not finite.</exception>
    /// <exception cref="ObjectDisposedException">The predictor or its model was disposed.</exception>
    public void Distribution(Span<float> probabilities)
    {
        Require.AtLeast(probabilities.Length, _weights.Length, nameof(probabilities), "floats");
        float sum = Predict();
        for (int token = 0; token < _weights.Length; token++)
        {
            probabilities[token] = _weights[token] / sum;
        }
    }

    /// <summary>The likeliest next tokens, the likeliest first, of equally likely ones the lower token.</summary>
    /// <param name="likeliest">Receives as many as it holds, at most V.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="InvalidOperationException">The model's logits are not finite.</exception>
    /// <exception cref="ObjectDisposedException">The predictor or its model was disposed.</exception>
    public int Top(Span<TokenProbability> likeliest)
    {
        float sum = Predict();
        int count = Math.Min(likeliest.Length, _weights.Length);
        _ranking.Start(_logits);
        for (int rank = 0; rank < count; rank++)
        {
            int token = _ranking.TokenAt(rank, _logits);
            likeliest[rank] = new(token, _weights[token] / sum);
        }

        return count;
    }

    /// <summary>Frees the state; not the model.</summary>
    public void Dispose() => _session.Dispose();

    /// <summary>Fills logits and weights.</summary>
    /// <returns>The sum of the weights.</returns>
    private float Predict()
    {
        _session.Logits(_logits);
        _logits.CopyTo(_weights, 0);
        float sum = VectorMath.Softmax(_weights, 1);
        if (!(sum > 0 && float.IsFinite(sum)))
        {
            LogitGuard.ThrowNotFinite();
        }

        return sum;
    }
}
