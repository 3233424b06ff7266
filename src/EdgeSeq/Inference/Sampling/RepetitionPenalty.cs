namespace EdgeSeq.Inference;

/// <summary>
/// Lowers the logits of the tokens that came last. Each is penalised once, however often it came: a positive logit is divided
/// by the penalty, a negative one multiplied (Keskar et al. 2019, "CTRL", section 4.1).
/// </summary>
internal sealed class RepetitionPenalty
{
    private readonly float _penalty;
    private readonly int[] _recent;
    private readonly int[] _counts;
    private int _length, _oldest;

    private RepetitionPenalty(int vocabulary, SamplerOptions options)
    {
        _penalty = options.RepetitionPenalty;
        _recent = new int[options.RepetitionWindow];
        _counts = new int[vocabulary];
    }

    /// <summary>The penalty of some options; null if there is none.</summary>
    /// <param name="vocabulary">V.</param>
    /// <param name="options">Already validated.</param>
    public static RepetitionPenalty? Of(int vocabulary, SamplerOptions options) =>
        options.RepetitionPenalty > 1 ? new(vocabulary, options) : null;

    /// <summary>Remembers a token, and forgets the oldest when there are too many.</summary>
    public void Add(int token)
    {
        if (_length == _recent.Length)
        {
            _counts[_recent[_oldest]]--;
            _recent[_oldest] = token;
            _oldest = _oldest + 1 == _recent.Length ? 0 : _oldest + 1;
        }
        else
        {
            _recent[_length++] = token;
        }

        _counts[token]++;
    }

    /// <summary>Remembers what another one of the same options does, and nothing else.</summary>
    public void CopyFrom(RepetitionPenalty other)
    {
        (_length, _oldest) = (other._length, other._oldest);
        other._recent.CopyTo(_recent, 0);
        other._counts.CopyTo(_counts, 0);
    }

    /// <summary>Forgets all tokens.</summary>
    public void Reset()
    {
        (_length, _oldest) = (0, 0);
        Array.Clear(_counts);
    }

    /// <summary>Penalises what is remembered.</summary>
    /// <param name="logits">V logits.</param>
    public void Apply(Span<float> logits)
    {
        for (int token = 0; token < _counts.Length; token++)
        {
            if (_counts[token] > 0)
            {
                logits[token] = logits[token] > 0 ? logits[token] / _penalty : logits[token] * _penalty;
            }
        }
    }
}
