using System.Collections.Immutable;

namespace EdgeSeq;

/// <summary>
/// How tokens are drawn. Validated when a sampler is constructed. Restrictions apply in the order banned tokens,
/// temperature, top-k, top-p.
/// </summary>
public sealed record SamplerOptions
{
    /// <summary>The lowest temperature above zero; a lower one cannot be told from greedy choice.</summary>
    public const float MinTemperature = 1e-6f;

    /// <summary>
    /// Logits are divided by it: 1 is the model's own distribution, less is more cautious. 0 is greedy: always the most
    /// likely token, of equally likely ones the lowest.
    /// </summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Only the k most likely tokens may be drawn; 0 for all. Of equal logits the lower token goes first.</summary>
    public int TopK { get; init; }

    /// <summary>
    /// Only the smallest set of most likely tokens whose probabilities sum to at least this may be drawn (nucleus sampling,
    /// Holtzman et al. 2020); in (0, 1], 1 for all. Probabilities are those after temperature and top-k.
    /// </summary>
    public float TopP { get; init; } = 1;

    /// <summary>Tokens that are never drawn.</summary>
    public ImmutableArray<int> BannedTokens { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>The token that ends <see cref="Sampler{TShape}.Generate"/>; null for none.</summary>
    public int? StopToken { get; init; }

    /// <summary>Seed of the random numbers.</summary>
    public ulong Seed { get; init; }

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Validate(int vocabulary)
    {
        Require.That(
            Temperature == 0 || (Temperature >= MinTemperature && float.IsFinite(Temperature)), Temperature,
            $"it must be 0 (greedy), or finite and at least {MinTemperature}");
        Require.That(TopK >= 0, TopK, "it must be at least 1, or 0 for all tokens");
        Require.That(TopP is > 0 and <= 1, TopP, "it must be in (0, 1]");
        string range = $"tokens of this model are 0 to {vocabulary - 1}";
        if (StopToken is int stop)
        {
            Require.That((uint)stop < (uint)vocabulary, stop, range, nameof(StopToken));
        }

        foreach (int token in BannedTokens)
        {
            Require.That((uint)token < (uint)vocabulary, token, range, nameof(BannedTokens));
        }

        Require.That(
            BannedTokens.Distinct().Count() < vocabulary, BannedTokens.Length,
            $"all {vocabulary} tokens are banned, at least one must be allowed", nameof(BannedTokens));
    }
}
