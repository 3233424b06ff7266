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
        var names = expected.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        string[] surplus = [.. entries.Keys.Where(name => !names.Contains(name))];
        foreach (ExpectedTensor tensor in expected)
        {
            if (!entries.TryGetValue(tensor.Name, out SafetensorsEntry? entry))
            {
                string found = surplus.Length == 0 ? "" : $" It has {List(surplus)} instead; other module names are mapped by {nameof(ModelFileOptions)}.";
                throw new ModelFormatException($"The file has no tensor {tensor}, which {owner} expects.{found}");
            }

            RequireTensor(tensor, entry);
        }

        if (surplus.Length > 0)
        {
            throw new ModelFormatException($"The file has {List(surplus)}, which {owner} does not expect.");
        }

        RequireNoGaps(entries);
    }

    private static string List(string[] names) =>
        string.Join(", ", names.Take(Shown).Select(Quote)) + (names.Length > Shown ? $" and {names.Length - Shown} more" : "");

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

        if (!entry.Dimensions.SequenceEqual(tensor.Dimensions.Select(length => (long)length)))
        {
            string found = string.Join(", ", entry.Dimensions.Take(8));
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
        foreach ((string name, SafetensorsEntry entry) in entries.OrderBy(e => e.Value.Begin).ThenBy(e => e.Value.End))
        {
            if (entry.Begin != end)
            {
                throw new ModelFormatException($"{name} begins at byte {entry.Begin} of the data; expected {end}: tensors have no gaps and do not overlap.");
            }

            end = entry.End;
        }
    }
}
