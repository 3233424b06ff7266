namespace EdgeSeq.Text;

/// <summary>How sentences become batches. Validated when they are read.</summary>
public sealed record SentenceOptions
{
    /// <summary>Sentences of a batch; at least 1.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Steps of a row: a sentence of n tokens takes n + 1, the last for its end. At least 1. A longer sentence is cut there and its end is not learned.</summary>
    public int Window { get; init; } = 64;

    /// <summary>The token that ends a sentence; <see cref="Vocabulary.EndToken"/>.</summary>
    public required int EndToken { get; init; }

    /// <summary>Which sentences.</summary>
    public SentencePart Part { get; init; }

    /// <summary>
    /// Share of the sentences that are held out, in [0, 1). A hash of its tokens decides for each, so equal sentences are never
    /// on both sides, and the share is only about right.
    /// </summary>
    public double HeldOut { get; init; } = 0.1;

    /// <summary>Another number holds out other sentences.</summary>
    public ulong SplitSeed { get; init; }

    /// <summary>Whether each epoch has an order of its own. Otherwise sentences come as they stand.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>Seed of the order.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// Tokens, ends included, that are held in memory and shuffled together, at up to 8 bytes each; at least a window. A longer text
    /// is read in stretches of so many, and the stretches come in a shuffled order, too.
    /// </summary>
    public int ShuffleTokens { get; init; } = 1 << 20;

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Validate()
    {
        Require.That(Batch >= 1, Batch, "a batch has at least 1 row");
        Require.That(Window >= 1, Window, "a row has at least 1 step");
        Require.FitsSpan((long)Batch * Window, "A batch of tokens");
        Require.FitsSpan((long)ShuffleTokens + Window, "What is shuffled together, and a window more,");
        Require.That(EndToken >= 0, EndToken, "tokens are at least 0");
        Require.That(Part is SentencePart.All or SentencePart.Training or SentencePart.HeldOut, Part, "it must be All, Training or HeldOut");
        Require.That(HeldOut is >= 0 and < 1, HeldOut, "it must be in [0, 1)");
        Require.That(ShuffleTokens >= Window, ShuffleTokens, $"it must be at least a window, {Window}");
    }
}
