using EdgeSeq.Numerics;

namespace EdgeSeq.Inference;

/// <summary>
/// Chooses one token from logits, deterministically on every machine. Allocates nothing after construction; O(V).
/// </summary>
internal sealed class TokenSelector
{
    private readonly int[] _banned;
    private readonly float[] _weights;
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
        _weights = new float[_greedy ? 0 : (vocabulary + LaneTree.Lanes - 1) / LaneTree.Lanes * LaneTree.Lanes];
    }

    /// <summary>Chooses a token.</summary>
    /// <param name="logits">V logits; those of banned tokens are overwritten.</param>
    /// <param name="random">Advanced by one number, by none if the choice is greedy.</param>
    /// <exception cref="InvalidOperationException">A logit is not a number or plus infinity, or all are minus infinity.</exception>
    public int Select(Span<float> logits, RandomGenerator random)
    {
        foreach (int token in _banned)
        {
            logits[token] = float.NegativeInfinity;
        }

        if (_greedy)
        {
            return MostLikely(logits);
        }

        logits.CopyTo(_weights);
        float sum = VectorMath.Softmax(_weights.AsSpan(0, logits.Length), _inverseTemperature);
        if (!(sum > 0 && float.IsFinite(sum)))
        {
            LogitGuard.ThrowNotFinite();
        }

        if (_topK > 0)
        {
            TokenFilter.KeepTopK(_weights, _topK);
        }

        if (_topP < 1)
        {
            TokenFilter.KeepTopP(_weights, _topP);
        }

        if (_minP > 0)
        {
            TokenFilter.KeepAtLeast(_weights, _minP);
        }

        return TokenFilter.Draw(_weights, random.NextDouble());
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
