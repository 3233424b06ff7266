using EdgeSeq.Inference;
using EdgeSeq.Memory;
using EdgeSeq.Numerics;

namespace EdgeSeq;

/// <summary>
/// Log-probabilities of given sequences, each from the zero state and the zero input (token -1):
/// <c>ln P(y1 ... yn) = sum over t of ln P(yt | y1 ... y(t-1))</c>. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>
/// A sequence has the same score, to the bit, alone and among others, on every machine. Each term is a logit less the
/// log-sum-exp of all, so it neither overflows nor underflows; terms are summed in double. Append the stop token to score
/// the end of a text as well. One at a time: not for use by two threads at once.
/// </remarks>
public sealed class Scorer<TShape> : IDisposable
    where TShape : struct, ILanguageModel
{
    /// <summary>Sequences that run side by side unless said otherwise.</summary>
    public const int DefaultRows = 16;

    private readonly Lockstep<TShape> _lockstep;
    private readonly Lifetime _lifetime;
    private readonly float[] _logits;
    private readonly int[] _tokens;
    private readonly Place[] _places;

    /// <summary>A scorer of one model.</summary>
    /// <param name="model">Read at every call; stays the caller's to dispose.</param>
    /// <param name="rows">Sequences of a batch that run side by side, at least 1. It changes the speed, not the scores.</param>
    /// <exception cref="ArgumentException">The number of rows is below 1 or too large.</exception>
    public Scorer(Model<TShape> model, int rows = DefaultRows)
    {
        ArgumentNullException.ThrowIfNull(model);
        Require.That(rows >= 1, rows, "at least 1 sequence runs at a time");
        _lockstep = new Lockstep<TShape>(new WeightReader(model.Weights), rows, typeof(Scorer<TShape>));
        _logits = new float[TShape.Shape.Vocabulary];
        _tokens = new int[rows];
        _places = new Place[rows];
        _lifetime = new Lifetime(typeof(Scorer<TShape>), [_lockstep], model.Lifetime);
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
        TokenCheck.InVocabulary(tokens, _logits.Length, nameof(tokens));

        using Lifetime.Use use = _lifetime.Enter();
        _lockstep.Renew();
        int sequence = 0, first = 0, rows = 0;
        while (true)
        {
            // A row whose sequence has ended takes the next one; when there is none, the last row moves to its place.
            for (int row = 0; row < _places.Length; row++)
            {
                while ((row >= rows || _places[row].IsAtEnd) && sequence < lengths.Length)
                {
                    int length = LengthAt(lengths, sequence, tokens.Length - first);
                    Begin(row, new Place(sequence, first, first, first + length), scores);
                    first += length;
                    sequence++;
                    rows = Math.Max(rows, row + 1);
                }
            }

            rows = Compact(rows);
            if (rows == 0)
            {
                return;
            }

            _lockstep.Step(_tokens.AsSpan(0, rows));
            for (int row = 0; row < rows; row++)
            {
                ref Place place = ref _places[row];
                ref SequenceScore score = ref scores[place.Sequence];
                int token = TokenCheck.At(tokens, place.Next++, _logits.Length, nameof(tokens));
                score = score with { LogProbability = score.LogProbability + LogProbability(row, token) };
                _tokens[row] = token;
            }
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
        TokenCheck.InVocabulary(tokens, _logits.Length, nameof(tokens));
        using Lifetime.Use use = _lifetime.Enter();
        _lockstep.Renew();
        _lockstep.Reset(0);
        double sum = 0;
        int read = -1;
        for (int t = 0; t < tokens.Length; t++)
        {
            _lockstep.Step([read]);
            read = TokenCheck.At(tokens, t, _logits.Length, nameof(tokens));
            float term = LogProbability(0, read);
            sum += term;
            if (!logProbabilities.IsEmpty)
            {
                logProbabilities[t] = term;
            }
        }

        return new(sum, tokens.Length);
    }

    private float LogProbability(int row, int token)
    {
        _lockstep.Logits(row, _logits);
        float term = _logits[token] - VectorMath.LogSumExp(_logits);
        if (!float.IsFinite(term))
        {
            LogitGuard.ThrowNotFinite();
        }

        return term;
    }

    private void Begin(int row, Place place, Span<SequenceScore> scores)
    {
        _places[row] = place;
        _tokens[row] = -1;
        _lockstep.Reset(row);
        scores[place.Sequence] = new(0, place.End - place.First);
    }

    /// <summary>Closes up the rows that still run.</summary>
    /// <returns>How many.</returns>
    private int Compact(int rows)
    {
        for (int row = rows - 1; row >= 0; row--)
        {
            if (_places[row].IsAtEnd)
            {
                rows--;
                (_places[row], _tokens[row]) = (_places[rows], _tokens[rows]);
                _lockstep.CopyRow(rows, row);
            }
        }

        return rows;
    }

    private static void CheckLengths(ReadOnlySpan<int> lengths, int tokens)
    {
        long sum = 0;
        for (int i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] < 0)
            {
                ThrowLength(lengths[i], i);
            }

            sum += lengths[i];
        }

        if (sum != tokens)
        {
            throw new ArgumentException($"The lengths add up to {sum} tokens; there are {tokens}.", nameof(lengths));
        }
    }

    /// <summary>Reads a length that was checked before; again checked, since another thread may have written it meanwhile.</summary>
    private static int LengthAt(ReadOnlySpan<int> lengths, int sequence, int left)
    {
        int length = lengths[sequence];
        if ((uint)length > (uint)left)
        {
            ThrowLength(length, sequence);
        }

        return length;
    }

    private static void ThrowLength(int length, int index) =>
        throw new ArgumentOutOfRangeException(nameof(length), length, $"lengths[{index}] is {length}; a sequence has at least 0 tokens.");

    /// <summary>Where a row stands among all tokens.</summary>
    private record struct Place(int Sequence, int First, int Next, int End)
    {
        public readonly bool IsAtEnd => Next == End;
    }
}
