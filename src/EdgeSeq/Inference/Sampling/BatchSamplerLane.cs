using EdgeSeq.Memory;

namespace EdgeSeq.Inference;

/// <summary>What one thread of a <see cref="BatchSampler{TShape}"/> needs: texts that it draws side by side, one in each row.</summary>
internal sealed class BatchSamplerLane<TShape> : IDisposable
    where TShape : struct, ILanguageModel
{
    private const int Start = -1;

    // The last row of the lockstep keeps the state after the prompt.
    private readonly Lockstep<TShape> _lockstep;
    private readonly TokenSelector _selector;
    private readonly RepetitionPenalty? _prompt;   // what every text remembers when it begins
    private readonly Row[] _rows;
    private readonly int[] _tokens;

    /// <summary>A lane of some rows without a text.</summary>
    /// <param name="weights">What all lanes read.</param>
    /// <param name="options">Already validated.</param>
    /// <param name="rows">Texts at a time.</param>
    /// <exception cref="ArgumentException">The rows take more than a span can hold.</exception>
    public BatchSamplerLane(WeightReader weights, SamplerOptions options, int rows)
    {
        int vocabulary = TShape.Shape.Vocabulary;
        _lockstep = new Lockstep<TShape>(weights, rows + 1, typeof(BatchSampler<TShape>));
        _selector = new TokenSelector(vocabulary, options);
        _prompt = RepetitionPenalty.Of(vocabulary, options);
        _rows = [.. Enumerable.Range(0, rows).Select(_ => new Row(RepetitionPenalty.Of(vocabulary, options)))];
        _tokens = new int[rows];
        StopToken = options.StopToken;
    }

    /// <summary>Texts at a time.</summary>
    public int Rows => _rows.Length;

    private int? StopToken { get; }

    /// <summary>The text of a row; negative if it has none.</summary>
    public int TextOf(int row) => _rows[row].Text;

    /// <summary>Tokens drawn in a row since its text began.</summary>
    public int LengthOf(int row) => _rows[row].Length;

    /// <summary>Reads all of the prompt but its last token, once for all texts; the prompt is not needed any more.</summary>
    /// <returns>The token that each text reads first.</returns>
    public int Read(ReadOnlySpan<int> prompt)
    {
        _lockstep.Reset(0);
        _prompt?.Reset();
        int unread = Start;
        foreach (int token in prompt)
        {
            _lockstep.Step([unread]);
            _prompt?.Add(token);
            unread = token;
        }

        _lockstep.CopyRow(0, _rows.Length);
        return unread;
    }

    /// <summary>Lets texts begin where those of another lane do.</summary>
    public void StartAs(BatchSamplerLane<TShape> other)
    {
        other._lockstep.State(other._rows.Length).CopyTo(_lockstep.State(_rows.Length));
        if (other._prompt is { } prompt)
        {
            _prompt?.CopyFrom(prompt);
        }
    }

    /// <summary>Begins a text in a row, or leaves it without one.</summary>
    /// <param name="row">The row.</param>
    /// <param name="text">Its number; negative for none.</param>
    /// <param name="unread">What it reads first.</param>
    /// <param name="seed">Of its random numbers.</param>
    public void Begin(int row, int text, int unread, ulong seed)
    {
        (_rows[row].Text, _rows[row].Length) = (text, 0);
        _tokens[row] = unread;
        if (text < 0)
        {
            return;
        }

        _lockstep.CopyRow(_rows.Length, row);
        _rows[row].Random.Reseed(seed);
        if (_prompt is not null)
        {
            _rows[row].Repetition?.CopyFrom(_prompt);
        }
    }

    /// <summary>The first rows read their tokens.</summary>
    public void Step(int rows) => _lockstep.Step(_tokens.AsSpan(0, rows));

    /// <summary>Draws the next token of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="output">Receives it, behind those before.</param>
    /// <returns>Whether the text goes on.</returns>
    /// <exception cref="InvalidOperationException">The logits are not finite.</exception>
    public bool Draw(int row, Span<int> output)
    {
        Row state = _rows[row];
        Span<float> logits = _selector.Logits;
        _lockstep.Logits(row, logits);
        state.Repetition?.Apply(logits);
        int token = _selector.Select(state.Random);
        state.Repetition?.Add(token);
        if (token == StopToken)
        {
            return false;
        }

        output[state.Length++] = token;
        _tokens[row] = token;
        return state.Length < output.Length;
    }

    /// <summary>Frees the states.</summary>
    public void Dispose() => _lockstep.Dispose();

    /// <summary>What a row needs besides its state.</summary>
    private sealed class Row(RepetitionPenalty? repetition)
    {
        public int Text { get; set; } = -1;

        public int Length { get; set; }

        public RandomGenerator Random { get; } = new();

        public RepetitionPenalty? Repetition { get; } = repetition;
    }
}
