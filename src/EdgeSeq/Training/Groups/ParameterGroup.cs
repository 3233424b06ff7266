namespace EdgeSeq.Training;

/// <summary>
/// Parameters that are trained in another way than the rest. Where several groups have a parameter it takes from each what that says; where two say
/// the same thing, the later one in <see cref="TrainerOptions.Groups"/> counts.
/// </summary>
public sealed record ParameterGroup
{
    /// <summary>The parameters of some tensors.</summary>
    /// <param name="names">
    /// Names of tensors as model files and PyTorch have them: <c>embedding.weight</c>, <c>rnn.weight_hh_l0</c>, <c>head.bias</c>, in a network the row's
    /// name in front; <c>*</c> stands for any characters. Of an encoder-decoder behind <c>encoder.</c> or <c>decoder.</c>. A name that fits nothing is an error of the trainer's.
    /// </param>
    /// <exception cref="ArgumentException">There is no name, or one is empty.</exception>
    public ParameterGroup(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (names.Length == 0 || names.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("A group has the names of its tensors, such as \"embedding.weight\" or \"rnn.*\".", nameof(names));
        }

        Names = [.. names];
    }

    private ParameterGroup(bool isVectors) => (Names, IsVectors) = ([], isVectors);

    /// <summary>
    /// All that is no matrix: biases, the gains and shifts of norms, vectors and single numbers of a cell of one's own. They are few and multiply nothing, so decay
    /// is mostly left to matrices: <c>ParameterGroup.BiasesAndVectors with { Decay = 0 }</c>.
    /// </summary>
    public static ParameterGroup BiasesAndVectors { get; } = new(isVectors: true);

    /// <summary>Names and patterns, as given; empty for <see cref="BiasesAndVectors"/>.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>What the schedule's rate is multiplied by, at least 0; null, the default, for what other groups say, or 1.</summary>
    public float? RateFactor { get; init; }

    /// <summary>The decay in place of the optimiser's <c>L2</c> (of <see cref="AdamW"/> its <c>Decay</c>), at least 0; null, the default, for what other groups say, or the optimiser's.</summary>
    public float? Decay { get; init; }

    /// <summary>
    /// Whether the parameters stay as they are: no update, no decay, no moments, and no part in the gradient's norm. Their gradients are computed all the same. Default false.
    /// </summary>
    public bool IsFrozen { get; init; }

    /// <summary>Whether it has all that is no matrix.</summary>
    internal bool IsVectors { get; }

    /// <exception cref="ArgumentException">A number is out of range.</exception>
    internal void Validate()
    {
        Require.That(RateFactor is null or (>= 0 and < float.PositiveInfinity), RateFactor ?? 0, "it must be at least 0 and finite, or null", nameof(RateFactor));
        Require.That(Decay is null or (>= 0 and < float.PositiveInfinity), Decay ?? 0, "it must be at least 0 and finite, or null", nameof(Decay));
    }
}
