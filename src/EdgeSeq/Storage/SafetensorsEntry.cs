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

    /// <summary>Tensors by place in the file; those of one place in the order of the header. Runs are merged by hand: a sort of such pairs would be kilobytes of code in every program.</summary>
    public static KeyValuePair<string, SafetensorsEntry>[] InFileOrder(Dictionary<string, SafetensorsEntry> entries)
    {
        var ordered = new KeyValuePair<string, SafetensorsEntry>[entries.Count];
        var merged = new KeyValuePair<string, SafetensorsEntry>[entries.Count];
        int next = 0;
        foreach (KeyValuePair<string, SafetensorsEntry> entry in entries)
        {
            ordered[next++] = entry;
        }

        for (int run = 1; run < ordered.Length; run *= 2)
        {
            for (int start = 0; start < ordered.Length; start += 2 * run)
            {
                int middle = Math.Min(start + run, ordered.Length), end = Math.Min(start + (2 * run), ordered.Length), left = start, right = middle;
                for (int at = start; at < end; at++)
                {
                    bool takesRight = left == middle || (right < end && ordered[right].Value.IsBefore(ordered[left].Value));
                    merged[at] = takesRight ? ordered[right++] : ordered[left++];
                }
            }

            (ordered, merged) = (merged, ordered);
        }

        return ordered;
    }

    private bool IsBefore(SafetensorsEntry other) => Begin < other.Begin || (Begin == other.Begin && End < other.End);
}
