using EdgeSeq.Numerics;

namespace EdgeSeq.Inference;

/// <summary>
/// Chooses one token from logits, deterministically on every machine. Allocates nothing after construction; O(V), and
/// O(V + n log V) where the n most likely tokens must be ranked.
/// </summary>
internal sealed class TokenSelector
{
    private readonly int[] _banned;
    private readonly float[] _weights;
    private readonly TokenRanking? _ranking;
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
        _weights = new float[_greedy ? 0 : vocabulary];
        if (!_greedy && (_topK > 0 || _topP < 1))
        {
            _ranking = new TokenRanking(Enumerable.Range(0, vocabulary).Except(_banned).ToArray());
        }
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
        float sum = VectorMath.Softmax(_weights, _inverseTemperature);
        if (!(sum > 0 && float.IsFinite(sum)))
        {
            LogitGuard.ThrowNotFinite();
        }

        double u = random.NextDouble();
        return _ranking is not null ? DrawRanked(_ranking, logits, sum, u) : Draw(u * (_minP > 0 ? KeepLikely() : sum));
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

    /// <summary>Min-p: a weight is the ratio to the likeliest token's already, since that one's is e^0.</summary>
    /// <returns>What the kept weights sum to.</returns>
    private double KeepLikely()
    {
        double sum = 0;
        foreach (ref float weight in _weights.AsSpan())
        {
            weight = weight >= _minP ? weight : 0;
            sum += weight;
        }

        return sum;
    }

    /// <summary>The token in whose stretch <paramref name="point"/> lies, the weights laid end to end in token order.</summary>
    private int Draw(double point)
    {
        double reached = 0;
        int last = 0;
        for (int token = 0; token < _weights.Length; token++)
        {
            float weight = _weights[token];
            reached += weight;
            if (reached > point)
            {
                return token;
            }

            last = weight > 0 ? token : last;
        }

        // The sum in lanes was rounded up a little more than this one.
        return last;
    }

    /// <summary>The same among the most likely tokens only, laid end to end from the most likely on.</summary>
    private int DrawRanked(TokenRanking ranking, ReadOnlySpan<float> logits, double sum, double u)
    {
        ranking.Start(logits);
        double mass = sum;
        int kept = ranking.Count;
        if (_topK > 0)
        {
            (kept, mass) = (_topK, 0);
            for (int rank = 0; rank < kept; rank++)
            {
                mass += _weights[ranking.TokenAt(rank, logits)];
            }
        }

        if (_topP < 1)
        {
            double wanted = _topP * mass;
            int nucleus = 0;
            mass = 0;
            do
            {
                mass += _weights[ranking.TokenAt(nucleus++, logits)];
            }
            while (mass < wanted && nucleus < kept);
            kept = nucleus;
        }

        if (_minP > 0)
        {
            (kept, mass) = KeepLikely(ranking, logits, kept);
        }

        double point = u * mass, reached = 0;
        for (int rank = 0; rank < kept - 1; rank++)
        {
            int token = ranking.TokenAt(rank, logits);
            reached += _weights[token];
            if (reached > point)
            {
                return token;
            }
        }

        return ranking.TokenAt(kept - 1, logits);
    }

    /// <summary>Min-p among the most likely tokens.</summary>
    private (int Kept, double Mass) KeepLikely(TokenRanking ranking, ReadOnlySpan<float> logits, int kept)
    {
        double mass = 0;
        for (int rank = 0; rank < kept; rank++)
        {
            float weight = _weights[ranking.TokenAt(rank, logits)];
            if (weight < _minP)
            {
                return (rank, mass);
            }

            mass += weight;
        }

        return (kept, mass);
    }
}
