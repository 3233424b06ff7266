namespace EdgeSeq.Conformance;

internal static class Tokens
{
    /// <summary>Random tokens of a vocabulary, some of them the zero input or target (-1).</summary>
    public static int[] Draw(RandomGenerator random, int count, int vocabulary)
    {
        int[] tokens = new int[count];
        for (int i = 0; i < count; i++)
        {
            tokens[i] = random.NextInt32(20) == 0 ? -1 : random.NextInt32(vocabulary);
        }

        return tokens;
    }
}
