using EdgeSeq.Inference;
using EdgeSeq.Memory;
using EdgeSeq.Threads;

namespace EdgeSeq;

/// <summary>
/// Draws many texts from one model, side by side: the weights are read once for all of them. Text i has the tokens that a
/// <see cref="Sampler{TShape}"/> with the seed <c>Seed + i</c> would draw. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>One thread at a time.</remarks>
public sealed unsafe class BatchSampler<TShape> : IShared, IDisposable
    where TShape : struct, ILanguageModel
{
    /// <summary>Texts that run side by side unless said otherwise.</summary>
    public const int DefaultRows = 16;

    private readonly WeightReader _weights;
    private readonly BatchSamplerLane<TShape>[] _lanes;
    private readonly Team _team;
    private readonly Lifetime _lifetime;

    // What the threads read and write: the texts of a call, and the next one that nobody draws yet.
    private int* _output, _lengths;
    private int _texts, _length, _unread, _next;
    private long _first;

    /// <summary>A sampler of many texts.</summary>
    /// <param name="model">Read at every call; stays the caller's to dispose.</param>
    /// <param name="options">How tokens are drawn; the defaults if null.</param>
    /// <param name="rows">Texts that run side by side, at least 1. It changes the speed, not the texts.</param>
    /// <param name="threads">Threads that share the texts, and the rows, the caller's included; 0 for as many as there are processors, and at most one a row. The number changes no text.</param>
    /// <exception cref="ArgumentException">An option is out of range, the number of rows is below 1 or too large, or threads are negative.</exception>
    public BatchSampler(Model<TShape> model, SamplerOptions? options = null, int rows = DefaultRows, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        Require.That(rows >= 1, rows, "at least 1 text runs at a time");
        Require.FitsSpan((rows + 1L) * TShape.StateSize, "The states of all texts");
        Options = options ?? new SamplerOptions();
        Options.Validate(TShape.Shape);
        Team.Validate(threads, nameof(threads));
        int size = Team.SizeFor(threads, rows);
        _weights = new WeightReader(model.Weights);
        _lanes = new BatchSamplerLane<TShape>[size];
        for (int lane = 0; lane < size; lane++)
        {
            _lanes[lane] = new BatchSamplerLane<TShape>(_weights, Options, (rows + size - 1) / size);
        }

        _team = new Team(size);
        _lifetime = new Lifetime(typeof(BatchSampler<TShape>), [_team, .. _lanes, _weights], model.Lifetime);
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
        TokenCheck.InVocabulary(prompt, TShape.Shape.Vocabulary, nameof(prompt));
        using Lifetime.Use use = _lifetime.Enter();
        _ = _weights.Latest;
        if (length > 0)
        {
            _unread = _lanes[0].Read(prompt);   // of which nothing is needed any more: the texts may be written over it
            foreach (BatchSamplerLane<TShape> lane in _lanes.AsSpan(1))
            {
                lane.StartAs(_lanes[0]);
            }
        }

        lengths.Clear();
        if (length == 0)
        {
            return;
        }

        (_texts, _length, _first, _next) = (texts, length, first, Math.Min(texts, _lanes.Length * _lanes[0].Rows));
        fixed (int* outputAt = output, lengthAt = lengths)
        {
            _output = outputAt;
            _lengths = lengthAt;
            _team.Run(this);
        }
    }

    /// <summary>Frees the states; not the model.</summary>
    public void Dispose() => _lifetime.Close();

    /// <inheritdoc/>
    void IShared.Run(int part)
    {
        // The first texts go round the threads, so that all have some; then whoever has a free row takes the next.
        BatchSamplerLane<TShape> lane = _lanes[part];
        int running = 0;
        for (int text = part; text < _texts && running < lane.Rows; text += _lanes.Length)
        {
            Begin(lane, running++, text);
        }

        while (running > 0)
        {
            lane.Step(running);
            for (int row = 0; row < running; row++)
            {
                int text = lane.TextOf(row);
                if (text >= 0 && !lane.Draw(row, new(_output + ((long)text * _length), _length)))
                {
                    _lengths[text] = lane.LengthOf(row);
                    Begin(lane, row, NextText());
                }
            }

            while (running > 0 && lane.TextOf(running - 1) < 0)
            {
                running--;
            }
        }
    }

    private void Begin(BatchSamplerLane<TShape> lane, int row, int text) => lane.Begin(row, text, _unread, unchecked(Options.Seed + (ulong)_first + (ulong)text));

    /// <returns>A text that nobody has begun; -1 if there is none.</returns>
    private int NextText()
    {
        int text = Interlocked.Increment(ref _next) - 1;
        return text < _texts ? text : -1;
    }

    private static void ThrowUnequal(ReadOnlySpan<int> output, int texts) =>
        throw new ArgumentException($"output holds {output.Length} tokens for {texts} texts; it must be a multiple, the same room for each.", nameof(output));
}
