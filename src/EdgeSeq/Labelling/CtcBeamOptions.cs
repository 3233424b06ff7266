using System.Collections.Immutable;

namespace EdgeSeq.Labelling;

/// <summary>How labels are searched. Validated when a search is constructed.</summary>
public sealed record CtcBeamOptions
{
    /// <summary>Prefixes that are followed side by side, at least 1. More find likelier ones, in proportionally more time. Default 8.</summary>
    public int Width { get; init; } = 8;

    /// <summary>Labels of the longest prefix, at least 1; longer ones are not looked at. Default 200.</summary>
    public int MaxLabels { get; init; } = 200;

    /// <summary>The class between labels. Default 0.</summary>
    public int Blank { get; init; }

    /// <summary>The power of the language model's probability of the labels; at least 0 and finite. Default 0.5.</summary>
    public float PriorWeight { get; init; } = 0.5f;

    /// <summary>What a label is worth, in nats: a prior makes long texts unlikely, which this makes up for. Finite. Default 0.</summary>
    public float LabelBonus { get; init; }

    /// <summary>[C] the language model's token for each class; that of the blank is not looked at. Empty, the default, where classes are tokens.</summary>
    public ImmutableArray<int> Tokens { get; init; } = [];

    /// <exception cref="ArgumentException">An option is out of range.</exception>
    internal void Validate(int classes)
    {
        Require.That(classes >= 2, classes, "there are at least 2 classes, the blank and a label");
        Require.That(Width >= 1, Width, "at least 1 prefix is followed");
        Require.That(MaxLabels >= 1, MaxLabels, "a prefix has room for at least 1 label");
        Require.That(Blank >= 0 && Blank < classes, Blank, $"it is one of the classes 0 to {classes - 1}");
        Require.That(PriorWeight >= 0 && float.IsFinite(PriorWeight), PriorWeight, "it must be at least 0 and finite");
        Require.That(float.IsFinite(LabelBonus), LabelBonus, "it must be finite");
        Require.FitsSpan((long)Width * Math.Max(MaxLabels, classes), "All prefixes of a search together");
    }
}
