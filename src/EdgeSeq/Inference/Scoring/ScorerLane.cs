using EdgeSeq.Memory;
using EdgeSeq.Numerics;

namespace EdgeSeq.Inference;

/// <summary>What one thread of a <see cref="Scorer{TShape}"/> needs: sequences that it runs side by side.</summary>
internal sealed class ScorerLane<TShape> : IDisposable
    where TShape : struct, ILanguageModel
{
    private readonly Lockstep<TShape> _lockstep;
    private readonly float[] _logits;
    private readonly int[] _tokens;
    private readonly Place[] _places;

    /// <summary>A lane of some rows.</summary>
    /// <param name="weights">What all lanes read.</param>
    /// <param name="rows">Sequences at a time.</param>
    /// <exception cref="ArgumentException">The rows take more than a span can hold.</exception>
    public ScorerLane(WeightReader weights, int rows)
    {
        _lockstep = new Lockstep<TShape>(weights, rows, typeof(Scorer<TShape>));
        _logits = new float[TShape.Shape.Vocabulary];
        _tokens = new int[rows];
        _places = new Place[rows];
    }

    /// <summary>Scores many sequences, whose lengths add up.</summary>
    public void Score(ReadOnlySpan<int> tokens, ReadOnlySpan<int> lengths, Span<SequenceScore> scores)
    {
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

    /// <summary>Scores one sequence, token by token where <paramref name="logProbabilities"/> has room.</summary>
    public SequenceScore Score(ReadOnlySpan<int> tokens, Span<float> logProbabilities)
    {
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

    /// <summary>Reads a length that was checked before; again checked, since another thread may have written it meanwhile.</summary>
    public static int LengthAt(ReadOnlySpan<int> lengths, int sequence, int left)
    {
        int length = lengths[sequence];
        if ((uint)length > (uint)left)
        {
            ThrowLength(length, sequence);
        }

        return length;
    }

    /// <exception cref="ArgumentOutOfRangeException">Always.</exception>
    public static void ThrowLength(int length, int index) =>
        throw new ArgumentOutOfRangeException(nameof(length), length, $"lengths[{index}] is {length}; a sequence has at least 0 tokens.");

    /// <summary>Frees the states.</summary>
    public void Dispose() => _lockstep.Dispose();

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

    /// <summary>Where a row stands among all tokens.</summary>
    private record struct Place(int Sequence, int First, int Next, int End)
    {
        public readonly bool IsAtEnd => Next == End;
    }
}
