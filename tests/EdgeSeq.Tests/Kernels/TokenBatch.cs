namespace EdgeSeq.Tests.Kernels;

/// <summary>Random tokens and targets, [rows x window], with zero inputs and ignored targets among them.</summary>
internal sealed record TokenBatch(int Rows, int Window, int[] Tokens, int[] Targets)
{
    /// <summary>Targets that count.</summary>
    public int Counted => Targets.Count(target => target >= 0);

    /// <summary>The factor of the mean loss.</summary>
    public float Scale => 1f / Counted;

    public static TokenBatch Random(ModelShape shape, int rows, int window, ulong seed = 1)
    {
        var random = new RandomGenerator(seed);
        int[] tokens = new int[rows * window], targets = new int[rows * window];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = i % 7 == 3 ? -1 : random.NextInt32(shape.Vocabulary);
            targets[i] = i % 6 == 2 ? -1 : random.NextInt32(shape.Vocabulary);
        }

        // The ends of the vocabulary, where rows of tables are missed or overrun.
        tokens[0] = shape.Vocabulary - 1;
        targets[^1] = shape.Vocabulary - 1;
        return new(rows, window, tokens, targets);
    }

    /// <summary>Some of the rows.</summary>
    public TokenBatch Part(int first, int rows)
    {
        Range range = (first * Window)..((first + rows) * Window);
        return new(rows, Window, Tokens[range], Targets[range]);
    }
}
