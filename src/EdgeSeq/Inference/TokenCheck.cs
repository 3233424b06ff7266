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

    /// <summary>Reads a token that was checked before; again checked, since another thread may have written it meanwhile.</summary>
    /// <exception cref="ArgumentException">It is outside [0, V).</exception>
    public static int At(ReadOnlySpan<int> tokens, int index, int vocabulary, string name)
    {
        int token = tokens[index];
        if ((uint)token >= (uint)vocabulary)
        {
            Throw(token, index, vocabulary, name);
        }

        return token;
    }

    private static void Throw(int token, int index, int vocabulary, string name) =>
        throw new ArgumentOutOfRangeException(
            name, token, $"{name}[{index}] is {token}; tokens of this model are 0 to {vocabulary - 1}.");
}
