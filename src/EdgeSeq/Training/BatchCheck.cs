namespace EdgeSeq.Training;

/// <summary>
/// Checks a whole batch before any row runs, so that a wrong token leaves states and gradients untouched.
/// </summary>
internal static class BatchCheck
{
    /// <summary>Checks lengths and ranges.</summary>
    /// <returns>How many targets count.</returns>
    /// <exception cref="ArgumentException">A length differs from batch x window, or a token is outside [-1, V).</exception>
    public static int CountTargets(ReadOnlySpan<int> inputs, ReadOnlySpan<int> targets, int batch, int window, int vocabulary)
    {
        string what = "tokens (batch x window)";
        Require.Length(inputs.Length, batch * window, nameof(inputs), what);
        Require.Length(targets.Length, batch * window, nameof(targets), what);
        CountTokens(inputs, vocabulary, nameof(inputs));
        return CountTokens(targets, vocabulary, nameof(targets));
    }

    /// <summary>Tokens other than -1.</summary>
    private static int CountTokens(ReadOnlySpan<int> tokens, int vocabulary, string name)
    {
        int count = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            // -1 becomes 0, the vocabulary V becomes V + 1, anything below -1 becomes huge.
            if ((uint)(tokens[i] + 1) > (uint)vocabulary)
            {
                ThrowToken(tokens[i], i, vocabulary, name);
            }

            count += tokens[i] >= 0 ? 1 : 0;
        }

        return count;
    }

    private static void ThrowToken(int token, int index, int vocabulary, string name) =>
        throw new ArgumentException($"{name}[{index}] is {token}; tokens are 0 to {vocabulary - 1}, or -1 for none.", name);
}
