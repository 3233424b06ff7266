using System.Collections.Immutable;
using EdgeSeq.Shapes;
using EdgeSeq.Text;

namespace EdgeSeq;

/// <summary>Which tokens may follow, however they are chosen.</summary>
public abstract record DecodingOptions
{
    private protected DecodingOptions()
    {
    }

    /// <summary>
    /// What the tokens stand for; null if that is unknown. With a vocabulary, <c>&lt;UNK&gt;</c> is never chosen (see
    /// <see cref="AllowUnknown"/>), nor are tokens of the shape that the vocabulary does not have. Default null.
    /// </summary>
    public Vocabulary? Vocabulary { get; init; }

    /// <summary>Whether <c>&lt;UNK&gt;</c> of the <see cref="Vocabulary"/> may be chosen.</summary>
    public bool AllowUnknown { get; init; }

    /// <summary>Tokens that are never chosen, besides those that <see cref="Vocabulary"/> rules out. Default none.</summary>
    public ImmutableArray<int> BannedTokens { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>
    /// The token that ends a text; null for none. One that is banned, or that <see cref="Vocabulary"/> rules out, is never chosen either:
    /// texts then go on to their limit. Default null.
    /// </summary>
    public int? StopToken { get; init; }

    /// <exception cref="ArgumentException">An option is out of range, or the vocabulary does not fit the shape.</exception>
    internal void Validate(ModelShape shape)
    {
        Vocabulary?.RequireFits(shape);
        Validate(shape.Vocabulary);
    }

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal abstract void Validate(int vocabulary);

    /// <summary>Every token that is never chosen, once, ascending.</summary>
    /// <param name="vocabulary">V of the shape.</param>
    internal int[] AllBannedTokens(int vocabulary)
    {
        bool[] isBanned = new bool[vocabulary];
        isBanned.AsSpan(Vocabulary?.Count ?? vocabulary).Fill(true);
        foreach (int token in BannedTokens)
        {
            isBanned[token] = true;
        }

        if (!AllowUnknown && Vocabulary?.UnknownToken is int unknown)
        {
            isBanned[unknown] = true;
        }

        List<int> banned = [];
        for (int token = 0; token < vocabulary; token++)
        {
            if (isBanned[token])
            {
                banned.Add(token);
            }
        }

        return [.. banned];
    }

    /// <exception cref="ArgumentException">A token is out of range, or none is left.</exception>
    private protected void ValidateTokens(int vocabulary)
    {
        string range = $"tokens of this model are 0 to {vocabulary - 1}";
        if (StopToken is int stop)
        {
            Require.That((uint)stop < (uint)vocabulary, stop, range, nameof(StopToken));
        }

        foreach (int token in BannedTokens)
        {
            Require.That((uint)token < (uint)vocabulary, token, range, nameof(BannedTokens));
        }

        int banned = AllBannedTokens(vocabulary).Length;
        Require.That(
            banned < vocabulary, banned, $"all {vocabulary} tokens are banned, at least one must be allowed", nameof(BannedTokens));
    }
}
