namespace EdgeSeq.Inference;

/// <summary>Checks whole sequences of tokens before anything runs.</summary>
internal static class TokenCheck
{
    /// <exception cref="ArgumentException">A token is outside [0, V).</exception>
    public static void InVocabulary(ReadOnlySpan<int> tokens, int vocabulary, string name)
    {
        int stray = tokens.IndexOfAnyExceptInRange(0, vocabulary - 1);
        if (stray >= 0)
        {
            Throw(tokens[stray], stray, vocabulary, name);
        }
    }

    private static void Throw(int token, int index, int vocabulary, string name) =>
        throw new ArgumentOutOfRangeException(
            name, token, $"{name}[{index}] is {token}; tokens of this model are 0 to {vocabulary - 1}.");
}
