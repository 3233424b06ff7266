namespace EdgeSeq.Storage;

/// <summary>One tensor as a file's header describes it; nothing of it is trusted.</summary>
/// <param name="Dtype">Type of number.</param>
/// <param name="Dimensions">Sizes.</param>
/// <param name="Begin">First byte, counted from the end of the header.</param>
/// <param name="End">Byte after the last.</param>
internal sealed record SafetensorsEntry(string Dtype, long[] Dimensions, long Begin, long End)
{
    /// <summary>Whether the sizes are these.</summary>
    public bool HasDimensions(ReadOnlySpan<int> sizes)
    {
        if (Dimensions.Length != sizes.Length)
        {
            return false;
        }

        for (int i = 0; i < sizes.Length; i++)
        {
            if (Dimensions[i] != sizes[i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Tensors by place in the file; those of one place in the order of the header. Files mostly have both orders alike: then it is one pass.</summary>
    public static List<KeyValuePair<string, SafetensorsEntry>> InFileOrder(Dictionary<string, SafetensorsEntry> entries)
    {
        var ordered = new List<KeyValuePair<string, SafetensorsEntry>>(entries.Count);
        foreach (KeyValuePair<string, SafetensorsEntry> entry in entries)
        {
            int at = ordered.Count;
            while (at > 0 && entry.Value.IsBefore(ordered[at - 1].Value))
            {
                at--;
            }

            ordered.Insert(at, entry);
        }

        return ordered;
    }

    private bool IsBefore(SafetensorsEntry other) => Begin < other.Begin || (Begin == other.Begin && End < other.End);
}
