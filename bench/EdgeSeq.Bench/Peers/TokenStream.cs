namespace EdgeSeq.Bench.Peers;

/// <summary>
/// Inputs of the workloads. Tokens with a skewed distribution, about that of characters in text. Several batches, so that no peer learns one by heart
/// and then works on vanishing gradients.
/// </summary>
internal static class TokenStream
{
    public const int Batches = 32;

    public static int[] Draw(int vocabulary, int length, int seed)
    {
        var random = new Random(seed);
        int[] tokens = new int[length];
        foreach (ref int token in tokens.AsSpan())
        {
            double u = random.NextDouble();
            token = (int)(u * u * vocabulary);
        }

        return tokens;
    }

    /// <summary>Numbers of vectors, uniform in [-1, 1].</summary>
    public static float[] DrawVectors(int length, int seed)
    {
        var random = new Random(seed);
        float[] values = new float[length];
        foreach (ref float value in values.AsSpan())
        {
            value = random.NextSingle() * 2 - 1;
        }

        return values;
    }
}
