namespace EdgeSeq.Bench.Flow;

/// <summary>Recall: the first of <see cref="Window"/> tokens is one of 8 symbols, the others are noise; which symbol was it?</summary>
internal sealed class RecallTask(ulong seed)
{
    public const int Symbols = 8, Vocabulary = 2 * Symbols, Window = 40, Batch = 32;

    private readonly RandomGenerator _random = new(seed);

    /// <summary>[batch x window], row-major.</summary>
    public int[] Tokens { get; } = new int[Batch * Window];

    /// <summary>[batch].</summary>
    public int[] Classes { get; } = new int[Batch];

    /// <summary>Draws a batch.</summary>
    public void Next()
    {
        for (int i = 0; i < Tokens.Length; i++)
        {
            Tokens[i] = Symbols + _random.NextInt32(Symbols);
        }

        for (int row = 0; row < Batch; row++)
        {
            Classes[row] = Tokens[row * Window] = _random.NextInt32(Symbols);
        }
    }
}
