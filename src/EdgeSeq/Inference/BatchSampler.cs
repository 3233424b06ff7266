using EdgeSeq.Inference;
using EdgeSeq.Memory;

namespace EdgeSeq;

/// <summary>
/// Draws many texts from one model, side by side: the weights are read once for all of them. Text i has the tokens that a
/// <see cref="Sampler{TShape}"/> with the seed <c>Seed + i</c> would draw. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>One at a time: not for use by two threads at once.</remarks>
public sealed class BatchSampler<TShape> : IDisposable
    where TShape : struct, ILanguageModel
{
    /// <summary>Texts that run side by side unless said otherwise.</summary>
    public const int DefaultRows = 16;

    private const int Start = -1, None = -1;

    // The last row of the lockstep keeps the state after the prompt.
    private readonly Lockstep<TShape> _lockstep;
    private readonly Lifetime _lifetime;
    private readonly TokenSelector _selector;
    private readonly float[] _logits;
    private readonly RepetitionPenalty? _prompt;   // what every text remembers when it begins
    private readonly Row[] _rows;
    private readonly int[] _tokens;
    private long _first;

    /// <summary>A sampler of many texts.</summary>
    /// <param name="model">Read at every call; stays the caller's to dispose.</param>
    /// <param name="options">How tokens are drawn; the defaults if null.</param>
    /// <param name="rows">Texts that run side by side, at least 1. It changes the speed, not the texts.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the number of rows is below 1 or too large.</exception>
    public BatchSampler(Model<TShape> model, SamplerOptions? options = null, int rows = DefaultRows)
    {
        ArgumentNullException.ThrowIfNull(model);
        Require.That(rows >= 1, rows, "at least 1 text runs at a time");
        Require.FitsSpan((rows + 1L) * TShape.StateSize, "The states of all texts");
        Options = options ?? new SamplerOptions();
        Options.Validate(TShape.Shape);
        int vocabulary = TShape.Shape.Vocabulary;
        _lockstep = new Lockstep<TShape>(new WeightReader(model.Weights), rows + 1, typeof(BatchSampler<TShape>));
        _selector = new TokenSelector(vocabulary, Options);
        _logits = new float[vocabulary];
        _prompt = RepetitionPenalty.Of(vocabulary, Options);
        _rows = [.. Enumerable.Range(0, rows).Select(_ => new Row(RepetitionPenalty.Of(vocabulary, Options)))];
        _tokens = new int[rows];
        _lifetime = new Lifetime(typeof(BatchSampler<TShape>), [_lockstep], model.Lifetime);
    }

    /// <summary>The options, as given.</summary>
    public SamplerOptions Options { get; }

    /// <summary>Draws texts that go on from one prompt, each until it is full or the stop token comes.</summary>
    /// <param name="prompt">Tokens 0 to V - 1; may be empty.</param>
    /// <param name="output">Receives [texts x length] tokens, row-major, without stop tokens; what a text leaves free is not written. May overlap the prompt, which is read before.</param>
    /// <param name="lengths">Receives the tokens of each text; as many texts are drawn. May overlap the prompt.</param>
    /// <param name="first">Texts drawn before, to go on with other ones: the seed of the first text is <c>Seed + first</c>.</param>
    /// <exception cref="ArgumentException">
    /// The output cannot be shared equally among the texts or overlaps the lengths, or a token is out of range; nothing was written.
    /// </exception>
    /// <exception cref="InvalidOperationException">The model's logits are not finite.</exception>
    /// <exception cref="ObjectDisposedException">The sampler or its model was disposed.</exception>
    public void Generate(ReadOnlySpan<int> prompt, Span<int> output, Span<int> lengths, long first = 0)
    {
        int texts = lengths.Length, length = texts == 0 ? 0 : output.Length / texts;
        if (output.Length != texts * length)
        {
            ThrowUnequal(output, texts);
        }

        Require.Apart<int, int>(output, lengths, nameof(output), nameof(lengths));
        TokenCheck.InVocabulary(prompt, _logits.Length, nameof(prompt));
        using Lifetime.Use use = _lifetime.Enter();
        _lockstep.Renew();
        _first = first;
        int unread = length == 0 ? Start : Read(prompt);
        lengths.Clear();
        if (length == 0)
        {
            return;
        }

        int next = Math.Min(texts, _rows.Length), running = next;
        for (int row = 0; row < running; row++)
        {
            Begin(row, row, unread);
        }

        while (running > 0)
        {
            _lockstep.Step(_tokens.AsSpan(0, running));
            for (int row = 0; row < running; row++)
            {
                int text = _rows[row].Text;
                if (text != None && !Draw(row, output.Slice(text * length, length), ref lengths[text]))
                {
                    Begin(row, next < texts ? next++ : None, unread);
                }
            }

            while (running > 0 && _rows[running - 1].Text == None)
            {
                running--;
            }
        }
    }

    /// <summary>Frees the states; not the model.</summary>
    public void Dispose() => _lifetime.Close();

    /// <summary>Reads all of the prompt but its last token, once for all texts; the prompt is not needed any more.</summary>
    /// <returns>The token that each text reads first.</returns>
    private int Read(ReadOnlySpan<int> prompt)
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

    private void Begin(int row, int text, int unread)
    {
        _rows[row].Text = text;
        _tokens[row] = unread;
        if (text == None)
        {
            return;
        }

        _lockstep.CopyRow(_rows.Length, row);
        _rows[row].Random.Reseed(unchecked(Options.Seed + (ulong)_first + (ulong)text));
        if (_prompt is not null)
        {
            _rows[row].Repetition?.CopyFrom(_prompt);
        }
    }

    /// <summary>Draws the next token of a row.</summary>
    /// <returns>Whether the text goes on.</returns>
    private bool Draw(int row, Span<int> output, ref int length)
    {
        Row state = _rows[row];
        _lockstep.Logits(row, _logits);
        state.Repetition?.Apply(_logits);
        int token = _selector.Select(_logits, state.Random);
        state.Repetition?.Add(token);
        if (token == Options.StopToken)
        {
            return false;
        }

        output[length++] = token;
        _tokens[row] = token;
        return length < output.Length;
    }

    private static void ThrowUnequal(ReadOnlySpan<int> output, int texts) =>
        throw new ArgumentException($"output holds {output.Length} tokens for {texts} texts; it must be a multiple, the same room for each.", nameof(output));

    /// <summary>What a row needs besides its state.</summary>
    private sealed class Row(RepetitionPenalty? repetition)
    {
        public int Text { get; set; } = None;

        public RandomGenerator Random { get; } = new();

        public RepetitionPenalty? Repetition { get; } = repetition;
    }
}
