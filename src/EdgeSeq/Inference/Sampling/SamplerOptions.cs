namespace EdgeSeq;

/// <summary>
/// How tokens are drawn. Validated when a sampler is constructed. Restrictions apply in the order banned tokens,
/// repetition penalty, temperature, top-k, top-p, min-p.
/// </summary>
public sealed record SamplerOptions : DecodingOptions
{
    /// <summary>The lowest temperature above zero; a lower one cannot be told from greedy choice.</summary>
    public const float MinTemperature = 1e-6f;

    /// <summary>
    /// Logits are divided by it: 1 is the model's own distribution, less is more cautious. 0 is greedy: always the most
    /// likely token, of equally likely ones the lowest. Default 1.
    /// </summary>
    public float Temperature { get; init; } = 1;

    /// <summary>Only the k most likely tokens may be drawn; 0 for all. Of equal logits the lower token goes first.</summary>
    public int TopK { get; init; }

    /// <summary>
    /// Only the smallest set of most likely tokens whose probabilities sum to at least this may be drawn (nucleus sampling,
    /// Holtzman et al. 2020); in (0, 1], 1 for all. Probabilities are those after temperature and top-k. Default 1.
    /// </summary>
    public float TopP { get; init; } = 1;

    /// <summary>
    /// Only tokens at least this many times as likely as the likeliest one may be drawn (min-p sampling, Nguyen et al.
    /// 2024); in [0, 1], 0 for all. Probabilities are those after temperature. Default 0.
    /// </summary>
    public float MinP { get; init; }

    /// <summary>
    /// Makes the last <see cref="RepetitionWindow"/> tokens, prompt included, less likely to come again (Keskar et al. 2019):
    /// a positive logit is divided by it, a negative one multiplied. At least 1, which is no penalty; 1.1 to 1.3 is usual. Default 1.
    /// </summary>
    public float RepetitionPenalty { get; init; } = 1;

    /// <summary>The longest <see cref="RepetitionWindow"/>: so many tokens are held, 4 bytes each, for every text that runs.</summary>
    public const int MaxRepetitionWindow = 1 << 24;

    /// <summary>How many tokens back a token counts as repeated; 1 to <see cref="MaxRepetitionWindow"/>. Default 64.</summary>
    public int RepetitionWindow { get; init; } = 64;

    /// <summary>Seed of the random numbers.</summary>
    public ulong Seed { get; init; }

    /// <inheritdoc/>
    internal override void Validate(int vocabulary)
    {
        Require.That(
            Temperature == 0 || (Temperature >= MinTemperature && float.IsFinite(Temperature)), Temperature,
            $"it must be 0 (greedy), or finite and at least {MinTemperature}");
        Require.That(TopK >= 0, TopK, "it must be at least 1, or 0 for all tokens");
        Require.That(TopP is > 0 and <= 1, TopP, "it must be in (0, 1]");
        Require.That(MinP is >= 0 and <= 1, MinP, "it must be in [0, 1]");
        Require.That(RepetitionPenalty >= 1 && float.IsFinite(RepetitionPenalty), RepetitionPenalty, "it must be finite and at least 1");
        Require.That(RepetitionWindow is >= 1 and <= MaxRepetitionWindow, RepetitionWindow, $"it must be 1 to {MaxRepetitionWindow} tokens");
        ValidateTokens(vocabulary);
    }
}
