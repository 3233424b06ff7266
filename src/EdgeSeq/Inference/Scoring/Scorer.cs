using EdgeSeq.Inference;
using EdgeSeq.Memory;
using EdgeSeq.Threads;

namespace EdgeSeq;

/// <summary>
/// Log-probabilities of given sequences, each from the zero state and the zero input (token -1):
/// <c>ln P(y1 ... yn) = sum over t of ln P(yt | y1 ... y(t-1))</c>. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>
/// A sequence has the same score, to the bit, alone and among others, on every machine. Each term is a logit less the
/// log-sum-exp of all, so it neither overflows nor underflows; terms are summed in double. Append the stop token to score
/// the end of a text as well. One thread at a time.
/// </remarks>
public sealed unsafe class Scorer<TShape> : IShared, IDisposable
    where TShape : struct, ILanguageModel
{
    /// <summary>Sequences that run side by side unless said otherwise.</summary>
    public const int DefaultRows = 16;

    private readonly WeightReader _weights;
    private readonly ScorerLane<TShape>[] _lanes;
    private readonly Bound[] _bounds;
    private readonly Team _team;
    private readonly Lifetime _lifetime;

    // What the threads read and write.
    private int* _sharedTokens, _sharedLengths;
    private SequenceScore* _sharedScores;

    /// <summary>A scorer of one model.</summary>
    /// <param name="model">Read at every call; stays the caller's to dispose.</param>
    /// <param name="rows">Sequences of a batch that run side by side, at least 1. It changes the speed, not the scores.</param>
    /// <param name="threads">
    /// Threads that share the sequences of a batch, and the rows, the caller's included; 0 for as many as there are processors, and at most one a row. A
    /// single sequence runs on the caller's. The number changes no bit.
    /// </param>
    /// <exception cref="ArgumentException">The number of rows is below 1 or too large, or threads are negative.</exception>
    public Scorer(Model<TShape> model, int rows = DefaultRows, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        Require.That(rows >= 1, rows, "at least 1 sequence runs at a time");
        Team.Validate(threads, nameof(threads));
        int size = Team.SizeFor(threads, rows);
        _weights = new WeightReader(model.Weights);
        _lanes = new ScorerLane<TShape>[size];
        for (int lane = 0; lane < size; lane++)
        {
            _lanes[lane] = new ScorerLane<TShape>(_weights, (rows + size - 1) / size);
        }

        _bounds = new Bound[size + 1];
        _team = new Team(size);
        _lifetime = new Lifetime(typeof(Scorer<TShape>), [_team, .. _lanes, _weights], model.Lifetime);
    }

    /// <summary>Scores one sequence.</summary>
    /// <param name="tokens">y1 ... yn, each 0 to V - 1; may be empty.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is out of range.</exception>
    /// <exception cref="InvalidOperationException">The model's logits are not finite.</exception>
    /// <exception cref="ObjectDisposedException">The scorer or its model was disposed.</exception>
    public SequenceScore Score(ReadOnlySpan<int> tokens) => ScoreOne(tokens, []);

    /// <summary>Scores one sequence, token by token.</summary>
    /// <param name="tokens">y1 ... yn, each 0 to V - 1; may be empty.</param>
    /// <param name="logProbabilities">Receives ln P(yt | y1 ... y(t-1)) of each, in nats; at least n floats.</param>
    /// <exception cref="ArgumentException">The span is too short, the spans overlap, or a token is out of range; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">The model's logits are not finite.</exception>
    /// <exception cref="ObjectDisposedException">The scorer or its model was disposed.</exception>
    public SequenceScore Score(ReadOnlySpan<int> tokens, Span<float> logProbabilities)
    {
        Require.AtLeast(logProbabilities.Length, tokens.Length, nameof(logProbabilities), "floats");
        Require.Apart<float, int>(logProbabilities, tokens, nameof(logProbabilities), nameof(tokens));
        return ScoreOne(tokens, logProbabilities);
    }

    /// <summary>Scores many sequences, side by side.</summary>
    /// <param name="tokens">All sequences, one behind the other without gaps; each token 0 to V - 1.</param>
    /// <param name="lengths">Tokens of each sequence, at least 0; together as many as <paramref name="tokens"/>.</param>
    /// <param name="scores">Receives a score for each sequence; at least as many as <paramref name="lengths"/>.</param>
    /// <exception cref="ArgumentException">A length or token is out of range, a span too short, or the scores overlap what is read; nothing was written.</exception>
    /// <exception cref="InvalidOperationException">The model's logits are not finite.</exception>
    /// <exception cref="ObjectDisposedException">The scorer or its model was disposed.</exception>
    public void Score(ReadOnlySpan<int> tokens, ReadOnlySpan<int> lengths, Span<SequenceScore> scores)
    {
        Require.AtLeast(scores.Length, lengths.Length, nameof(scores), "scores");
        Require.Apart<SequenceScore, int>(scores, tokens, nameof(scores), nameof(tokens));
        Require.Apart<SequenceScore, int>(scores, lengths, nameof(scores), nameof(lengths));
        CheckLengths(lengths, tokens.Length);
        TokenCheck.InVocabulary(tokens, TShape.Shape.Vocabulary, nameof(tokens));

        using Lifetime.Use use = _lifetime.Enter();
        _ = _weights.Latest;
        Share(lengths, tokens.Length);
        fixed (int* tokenAt = tokens, lengthAt = lengths)
        fixed (SequenceScore* scoreAt = scores)
        {
            _sharedTokens = tokenAt;
            _sharedLengths = lengthAt;
            _sharedScores = scoreAt;
            _team.Run(this);
        }
    }

    /// <summary>Orders sequences by their scores, the likeliest first, of equal ones the earlier.</summary>
    /// <param name="scores">The scores.</param>
    /// <param name="order">Receives the index of the best score, of the second best, and so on; as many as there are scores.</param>
    /// <remarks>A longer sequence is less likely as a whole; compare sequences of one meaning, not of any length.</remarks>
    /// <exception cref="ArgumentException">The lengths differ, or the spans overlap.</exception>
    public static void Rank(ReadOnlySpan<SequenceScore> scores, Span<int> order)
    {
        Require.Length(order.Length, scores.Length, nameof(order), "indices (one for each score)");
        Require.Apart<int, SequenceScore>(order, scores, nameof(order), nameof(scores));
        ScoreOrder.Sort(scores, order);
    }

    /// <summary>Frees the states; not the model.</summary>
    public void Dispose() => _lifetime.Close();

    private SequenceScore ScoreOne(ReadOnlySpan<int> tokens, Span<float> logProbabilities)
    {
        TokenCheck.InVocabulary(tokens, TShape.Shape.Vocabulary, nameof(tokens));
        using Lifetime.Use use = _lifetime.Enter();
        _ = _weights.Latest;
        return _lanes[0].Score(tokens, logProbabilities);
    }

    /// <inheritdoc/>
    void IShared.Run(int part)
    {
        (Bound first, Bound end) = (_bounds[part], _bounds[part + 1]);
        _lanes[part].Score(
            new(_sharedTokens + first.Token, end.Token - first.Token), new(_sharedLengths + first.Sequence, end.Sequence - first.Sequence),
            new(_sharedScores + first.Sequence, end.Sequence - first.Sequence));
    }

    /// <summary>Gives each thread neighbouring sequences of about as many tokens.</summary>
    private void Share(ReadOnlySpan<int> lengths, int tokens)
    {
        int part = 1, token = 0;
        for (int sequence = 0; sequence < lengths.Length; sequence++)
        {
            for (; part < _lanes.Length && token >= (long)tokens * part / _lanes.Length; part++)
            {
                _bounds[part] = new(sequence, token);
            }

            token += ScorerLane<TShape>.LengthAt(lengths, sequence, tokens - token);
        }

        _bounds.AsSpan(part).Fill(new(lengths.Length, tokens));
    }

    private static void CheckLengths(ReadOnlySpan<int> lengths, int tokens)
    {
        long sum = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] < 0)
            {
                ScorerLane<TShape>.ThrowLength(lengths[i], i);
            }

            sum += lengths[i];
        }

        if (sum != tokens)
        {
            throw new ArgumentException($"The lengths add up to {sum} tokens; there are {tokens}.", nameof(lengths));
        }
    }

    /// <summary>Where the sequences of a thread begin.</summary>
    private readonly record struct Bound(int Sequence, int Token);
}
