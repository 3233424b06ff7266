using EdgeSeq.Numerics;

namespace EdgeSeq.Inference;

/// <summary>
/// Chooses one token from logits, deterministically on every machine. Allocates nothing after construction; O(V).
/// </summary>
internal sealed class TokenSelector
{
    private readonly int[] _banned;
    private readonly float[] _padded;   // zeros behind the vocabulary, to a multiple of 16
    private readonly int _vocabulary;
    private readonly float _inverseTemperature;
    private readonly bool _greedy;
    private readonly int _topK;
    private readonly float _topP, _minP;

    /// <summary>A selector for logits of <paramref name="vocabulary"/> tokens.</summary>
    /// <param name="vocabulary">V.</param>
    /// <param name="options">Already validated.</param>
    public TokenSelector(int vocabulary, SamplerOptions options)
    {
        _banned = options.AllBannedTokens(vocabulary);
        int allowed = vocabulary - _banned.Length;
        _greedy = options.Temperature == 0 || options.TopK == 1;
        _inverseTemperature = _greedy ? 1 : 1 / options.Temperature;
        _topK = options.TopK < allowed ? options.TopK : 0;
        (_topP, _minP) = (options.TopP, options.MinP);
        _vocabulary = vocabulary;
        _padded = new float[(vocabulary + LaneTree.Lanes - 1) / LaneTree.Lanes * LaneTree.Lanes];
    }

    /// <summary>The V logits to choose from: to be written before each choice, which overwrites them.</summary>
    public Span<float> Logits => _padded.AsSpan(0, _vocabulary);

    /// <summary>Chooses a token by <see cref="Logits"/>.</summary>
    /// <param name="random">Advanced by one number, by none if the choice is greedy.</param>
    /// <exception cref="InvalidOperationException">A logit is not a number or plus infinity, or all are minus infinity.</exception>
    public int Select(RandomGenerator random)
    {
        Span<float> logits = Logits, weights = _padded;
        foreach (int banned in _banned)
        {
            logits[banned] = float.NegativeInfinity;
        }

        if (_greedy)
        {
            return MostLikely(logits);
        }

        float sum = VectorMath.Softmax(logits, _inverseTemperature);
        if (!(sum > 0 && float.IsFinite(sum)))
        {
            LogitGuard.ThrowNotFinite();
        }

        // A token of all that is among those kept was drawn from these, and whether it is takes one pass, where finding them takes ten to thirty.
        double u = random.NextDouble();
        int token = TokenDraw.Draw(weights, sum, ref u);
        if (!IsKept(weights, token))
        {
            Filter(weights, near: weights[token]);
            token = TokenDraw.Draw(weights, VectorMath.SumAtLeast(weights, 0), ref u);
        }

        return token;
    }

    /// <summary>Whether <see cref="Filter"/> keeps a token; false where this cannot be told without it, as top-p is a share of what top-k leaves.</summary>
    private bool IsKept(ReadOnlySpan<float> weights, int token) =>
        weights[token] >= _minP
        && (_topP == 1 || (_topK == 0 && TokenFilter.IsInTopP(weights, token, _topP)))
        && (_topK == 0 || TokenFilter.IsInTopK(weights, token, _topK));

    private void Filter(Span<float> weights, float near)
    {
        if (_topK > 0)
        {
            TokenFilter.KeepTopK(weights, _topK, near);
        }

        if (_topP < 1)
        {
            TokenFilter.KeepTopP(weights, _topP, near);
        }

        if (_minP > 0)
        {
            TokenFilter.KeepAtLeast(weights, _minP);
        }
    }

    /// <summary>The token with the highest logit, of equal ones the lowest.</summary>
    private static int MostLikely(ReadOnlySpan<float> logits)
    {
        int best = -1;
        float highest = float.NegativeInfinity;
        for (int token = 0; token < logits.Length; token++)
        {
            float logit = logits[token];
            if (logit > highest)
            {
                (best, highest) = (token, logit);
            }
            else if (float.IsNaN(logit))
            {
                LogitGuard.ThrowNotFinite();
            }
        }

        if (best < 0 || float.IsPositiveInfinity(highest))
        {
            LogitGuard.ThrowNotFinite();
        }

        return best;
    }
}
