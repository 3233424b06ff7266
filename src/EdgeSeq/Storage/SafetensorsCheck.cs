using static EdgeSeq.Storage.JsonFields;

namespace EdgeSeq.Storage;

/// <summary>Compares the tensors that a header describes with those that are expected.</summary>
internal static class SafetensorsCheck
{
    private const int Shown = 3;

    /// <summary>Requires the same tensors, in any order of the file.</summary>
    /// <param name="entries">What the header describes.</param>
    /// <param name="expected">What must be there.</param>
    /// <param name="owner">Who expects it, for messages.</param>
    /// <exception cref="ModelFormatException">A tensor is missing, surplus, or of another type, shape or place; it is named.</exception>
    public static void Require(Dictionary<string, SafetensorsEntry> entries, IReadOnlyList<ExpectedTensor> expected, string owner)
    {
        List<string> surplus = Surplus(entries, expected);
        foreach (ExpectedTensor tensor in expected)
        {
            if (!entries.TryGetValue(tensor.Name, out SafetensorsEntry? entry))
            {
                string found = surplus.Count == 0 ? "" : $" It has {List(surplus)} instead; other module names are mapped by {nameof(ModelFileOptions)}.";
                throw new ModelFormatException($"The file has no tensor {tensor}, which {owner} expects.{found}");
            }

            RequireTensor(tensor, entry);
        }

        if (surplus.Count > 0)
        {
            throw new ModelFormatException($"The file has {List(surplus)}, which {owner} does not expect.");
        }

        RequireNoGaps(entries);
    }

    /// <summary>Names that are not expected, in the order of the header.</summary>
    private static List<string> Surplus(Dictionary<string, SafetensorsEntry> entries, IReadOnlyList<ExpectedTensor> expected)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (ExpectedTensor tensor in expected)
        {
            names.Add(tensor.Name);
        }

        List<string> surplus = [];
        foreach (string name in entries.Keys)
        {
            if (!names.Contains(name))
            {
                surplus.Add(name);
            }
        }

        return surplus;
    }

    private static string List(List<string> names) =>
        string.Join(", ", names.GetRange(0, Math.Min(names.Count, Shown)).ConvertAll(Quote)) + (names.Count > Shown ? $" and {names.Count - Shown} more" : "");

    private static void RequireTensor(ExpectedTensor tensor, SafetensorsEntry entry)
    {
        int size = tensor.IsDigest ? (entry.Dtype == SafetensorsFormat.UInt8 ? 1 : 0)
            : tensor.IsInt8 ? (entry.Dtype == FloatType.Int8 ? 1 : 0)
            : FloatType.SizeOf(entry.Dtype);
        if (size == 0)
        {
            string types = tensor.IsDigest ? SafetensorsFormat.UInt8 : tensor.IsInt8 ? FloatType.Int8 : FloatType.All;
            throw new ModelFormatException($"{tensor.Name} has dtype {Quote(entry.Dtype)}; expected {types}.");
        }

        if (!entry.HasDimensions(tensor.Dimensions.AsSpan()))
        {
            string found = string.Join(", ", entry.Dimensions.AsSpan(0, Math.Min(entry.Dimensions.Length, 8)).ToArray());
            throw new ModelFormatException($"{tensor.Name} has shape [{found}]; expected [{string.Join(", ", tensor.Dimensions)}].");
        }

        long bytes = (long)tensor.Length * size;
        if (entry.Begin > entry.End || entry.End - entry.Begin != bytes)
        {
            throw new ModelFormatException($"{tensor.Name} has data_offsets [{entry.Begin}, {entry.End}]; expected a span of {bytes} bytes.");
        }
    }

    /// <summary>Tensors must cover the data from the first byte on, without gap or overlap.</summary>
    private static void RequireNoGaps(Dictionary<string, SafetensorsEntry> entries)
    {
        long end = 0;
        foreach ((string name, SafetensorsEntry entry) in SafetensorsEntry.InFileOrder(entries))
        {
            if (entry.Begin != end)
            {
                throw new ModelFormatException($"{name} begins at byte {entry.Begin} of the data; expected {end}: tensors have no gaps and do not overlap.");
            }

            end = entry.End;
        }
    }
}
