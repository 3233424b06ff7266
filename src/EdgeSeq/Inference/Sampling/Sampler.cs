using EdgeSeq.Inference;

namespace EdgeSeq;

/// <summary>
/// Draws text from a model. A sequence starts from the zero state with the zero input (token -1), then reads the prompt,
/// then its own tokens. After construction it allocates nothing.
/// </summary>
/// <typeparam name="TShape">The declared shape.</typeparam>
/// <remarks>
/// The same seed, prompts and model give the same tokens on every machine. One thread at a time.
/// </remarks>
public sealed class Sampler<TShape> : IDisposable
    where TShape : struct, ILanguageModel
{
    private const int Start = -1;

    private readonly Session<TShape> _session;
    private readonly TokenSelector _selector;
    private readonly RepetitionPenalty? _repetition;
    private int _unread = Start;

    /// <summary>A sampler at the start of a sequence.</summary>
    /// <param name="model">Read at every step; stays the caller's to dispose.</param>
    /// <param name="options">How tokens are drawn; the defaults if null.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public Sampler(Model<TShape> model, SamplerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        Options = options ?? new SamplerOptions();
        int vocabulary = TShape.Shape.Vocabulary;
        Options.Validate(TShape.Shape);
        _session = new Session<TShape>(model);
        _selector = new TokenSelector(vocabulary, Options);
        _repetition = RepetitionPenalty.Of(vocabulary, Options);
        Random = new RandomGenerator(Options.Seed);
    }

    /// <summary>The options, as given.</summary>
    public SamplerOptions Options { get; }

    /// <summary>The random numbers: one a token, none if greedy. <see cref="Reset"/> leaves them alone.</summary>
    public RandomGenerator Random { get; }

    /// <summary>Starts a sequence, reads a prompt and draws tokens until the output is full or the stop token comes.</summary>
    /// <param name="prompt">Tokens 0 to V - 1; may be empty.</param>
    /// <param name="output">Receives the tokens after the prompt, without the stop token. May overlap it.</param>
    /// <returns>Tokens written.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A token of the prompt is out of range.</exception>
    /// <exception cref="InvalidOperationException">The model's logits are not finite.</exception>
    /// <exception cref="ObjectDisposedException">The sampler or its model was disposed.</exception>
    public int Generate(ReadOnlySpan<int> prompt, Span<int> output)
    {
        Reset();
        Read(prompt);
        int length = 0;
        foreach (int token in new SampledTokens<TShape>(this, output.Length))
        {
            output[length++] = token;
        }

        return length;
    }

    /// <summary>
    /// The same token by token, so that a text can appear while it is drawn: starts a sequence and reads the prompt now,
    /// draws each token when it is asked for, and ends before the stop token.
    /// </summary>
    /// <param name="prompt">Tokens 0 to V - 1; may be empty.</param>
    /// <param name="length">Tokens at most, at least 0.</param>
    /// <returns>To be enumerated once, with <c>foreach</c>; nothing is allocated.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative, or a token of the prompt is out of range.</exception>
    /// <exception cref="ObjectDisposedException">The sampler or its model was disposed.</exception>
    public SampledTokens<TShape> Enumerate(ReadOnlySpan<int> prompt, int length)
    {
        Require.That(length >= 0, length, "a text has at least 0 tokens");
        Reset();
        Read(prompt);
        return new(this, length);
    }

    /// <summary>Draws the next token of the sequence, which goes on with it.</summary>
    /// <returns>A token, the stop token included.</returns>
    /// <exception cref="InvalidOperationException">The model's logits are not finite.</exception>
    /// <exception cref="ObjectDisposedException">The sampler or its model was disposed.</exception>
    public int Next()
    {
        Span<float> logits = _selector.Logits;
        _session.Step(_unread, logits);
        _repetition?.Apply(logits);
        _unread = _selector.Select(Random);
        _repetition?.Add(_unread);
        return _unread;
    }

    /// <summary>Goes on with given tokens, as if they had been drawn.</summary>
    /// <param name="tokens">0 to V - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A token is out of range; those before it were read.</exception>
    /// <exception cref="ObjectDisposedException">The sampler or its model was disposed.</exception>
    public void Read(ReadOnlySpan<int> tokens)
    {
        foreach (int token in tokens)
        {
            if ((uint)token >= (uint)TShape.Shape.Vocabulary)
            {
                ThrowToken(token);
            }

            _session.Step(_unread);
            _unread = token;
            _repetition?.Add(token);
        }
    }

    /// <summary>Goes back to the start of a sequence. The random numbers go on.</summary>
    /// <exception cref="ObjectDisposedException">The sampler was disposed.</exception>
    public void Reset()
    {
        _session.Reset();
        _unread = Start;
        _repetition?.Reset();
    }

    /// <summary>Frees the state; not the model.</summary>
    public void Dispose() => _session.Dispose();

    private static void ThrowToken(int token) =>
        Require.That(false, token, $"tokens of a prompt are 0 to {TShape.Shape.Vocabulary - 1}");
}
