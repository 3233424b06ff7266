namespace EdgeSeq;

/// <summary>A token, or a class, and how likely it is.</summary>
/// <param name="Token">0 to V - 1.</param>
/// <param name="Probability">0 to 1.</param>
public readonly record struct TokenProbability(int Token, float Probability)
{
    /// <summary>The likeliest of all, the likeliest first, of equally likely ones the lower token. Nothing is allocated.</summary>
    /// <param name="probabilities">Those of <see cref="Session{TShape}.Output"/>, say; or any numbers to be ranked.</param>
    /// <param name="likeliest">Receives as many as it holds, at most as many as there are.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="ArgumentException">A probability is NaN, so that there is no order, or the spans overlap; nothing was written.</exception>
    public static int Top(ReadOnlySpan<float> probabilities, Span<TokenProbability> likeliest)
    {
        RequireOrder(probabilities);
        Require.Apart<TokenProbability, float>(likeliest, probabilities, nameof(likeliest), nameof(probabilities));
        int count = Math.Min(likeliest.Length, probabilities.Length);
        Span<TokenProbability> top = likeliest[..count];
        for (int token = 0; token < count; token++)
        {
            top[token] = new(token, probabilities[token]);
        }

        top.Sort(static (a, b) => a.Precedes(b) ? -1 : b.Precedes(a) ? 1 : 0);
        for (int token = count; token < probabilities.Length; token++)
        {
            TokenProbability next = new(token, probabilities[token]);
            int place = count;
            while (place > 0 && next.Precedes(top[place - 1]))
            {
                place--;
            }

            if (place < count)
            {
                top[place..^1].CopyTo(top[(place + 1)..]);
                top[place] = next;
            }
        }

        return count;
    }

    private bool Precedes(TokenProbability other) =>
        Probability > other.Probability || (Probability == other.Probability && Token < other.Token);

    private static void RequireOrder(ReadOnlySpan<float> probabilities)
    {
        for (int token = 0; token < probabilities.Length; token++)
        {
            if (float.IsNaN(probabilities[token]))
            {
                throw new ArgumentException($"probabilities[{token}] is NaN; have the weights diverged?", nameof(probabilities));
            }
        }
    }
}
