using EdgeSeq.Numerics;

namespace EdgeSeq.Labelling;

/// <summary>Prefixes of labels with the sums of the paths that came to them, the best first. Those that end in a blank are apart: behind them the last label may come again.</summary>
/// <param name="width">Prefixes at most.</param>
/// <param name="maxLabels">Labels of the longest one.</param>
internal sealed class CtcPrefixes(int width, int maxLabels)
{
    private readonly int[] _labels = new int[width * maxLabels];

    /// <summary>Prefixes.</summary>
    public int Count { get; set; }

    /// <summary>Labels of each.</summary>
    public int[] Lengths { get; } = new int[width];

    /// <summary>The last label of each, whether it was dropped or not; -1 of the empty one.</summary>
    public int[] Lasts { get; } = new int[width];

    /// <summary>A number of each that others do not have, but for one chance in 2^64: mixed from its labels.</summary>
    public ulong[] Keys { get; } = new ulong[width];

    /// <summary>That of each without its last label.</summary>
    public ulong[] ParentKeys { get; } = new ulong[width];

    /// <summary>Paths that end in a blank.</summary>
    public WideNumber[] Blank { get; } = new WideNumber[width];

    /// <summary>Paths that end in the last label.</summary>
    public WideNumber[] Label { get; } = new WideNumber[width];

    /// <summary>What the prior makes of the labels.</summary>
    public WideNumber[] Prior { get; } = new WideNumber[width];

    /// <summary>Room for the labels of a prefix.</summary>
    public Span<int> Room(int prefix) => _labels.AsSpan(prefix * maxLabels, maxLabels);

    /// <summary>The labels of a prefix.</summary>
    public ReadOnlySpan<int> Labels(int prefix) => Room(prefix)[..Lengths[prefix]];


    /// <summary>The empty prefix, for certain.</summary>
    public void Start()
    {
        (Count, Lengths[0], Lasts[0], Keys[0], ParentKeys[0]) = (1, 0, -1, 0, ulong.MaxValue);
        (Blank[0], Label[0], Prior[0]) = (WideNumber.One, default, WideNumber.One);
    }

    /// <summary>The key of a prefix and one more label.</summary>
    public static ulong KeyOf(ulong prefix, int label)
    {
        ulong state = prefix ^ ((ulong)label + 1);
        return RandomGenerator.SplitMix64(ref state);
    }

    /// <summary>Labels that all prefixes begin with.</summary>
    public int CommonLength()
    {
        int common = Lengths[0];
        for (int prefix = 1; prefix < Count; prefix++)
        {
            common = Math.Min(common, Labels(prefix).CommonPrefixLength(Labels(0)));
        }

        return common;
    }

    /// <summary>Forgets the first labels of all prefixes; they stay the prefixes that they are.</summary>
    public void Drop(int count)
    {
        for (int prefix = 0; prefix < Count; prefix++)
        {
            Labels(prefix)[count..].CopyTo(Room(prefix));
            Lengths[prefix] -= count;
        }
    }
}
