namespace EdgeSeq.Storage;

/// <summary>
/// Matrices of a file as whole numbers of 8 bits: dtype I8 under the name of the floats, and F32 [outputs x 1] under that name and <c>_scale</c>. The number that an
/// element stands for is their product.
/// </summary>
internal static class ScaledTensors
{
    public const string Suffix = "_scale";

    /// <summary>The scales of a matrix.</summary>
    public static ExpectedTensor ScalesOf(ExpectedTensor tensor) => new(tensor.Name + Suffix, [tensor.Dimensions[0], 1]);

    /// <summary>Whether a name is that of the scales of a tensor.</summary>
    public static bool IsScaleOf(string name, string tensor) =>
        name.Length == tensor.Length + Suffix.Length && name.StartsWith(tensor, StringComparison.Ordinal) && name.EndsWith(Suffix, StringComparison.Ordinal);

    /// <summary>The tensors to expect of a file: floats, but for those matrices that it has as whole numbers.</summary>
    public static List<ExpectedTensor> In(Dictionary<string, SafetensorsEntry> file, ReadOnlySpan<ExpectedTensor> floats)
    {
        var expected = new List<ExpectedTensor>();
        foreach (ExpectedTensor tensor in floats)
        {
            if (tensor.Dimensions.Length > 1 && file.TryGetValue(tensor.Name, out SafetensorsEntry? entry) && entry.Dtype == FloatType.Int8)
            {
                expected.Add(tensor with { Dtype = FloatType.Int8 });
                expected.Add(ScalesOf(tensor));
            }
            else
            {
                expected.Add(tensor);
            }
        }

        return expected;
    }

    /// <summary>Makes floats of the whole numbers of a matrix, row by row.</summary>
    /// <exception cref="ModelFormatException">A scale is not above 0, or a weight with it is not finite.</exception>
    public static void Scale(string tensor, Span<float> numbers, ReadOnlySpan<float> scales)
    {
        int length = numbers.Length / scales.Length;
        for (int i = 0; i < numbers.Length; i++)
        {
            Check(tensor, i / length, scales[i / length], numbers[i]);
            numbers[i] *= scales[i / length];
        }
    }

    /// <exception cref="ModelFormatException">A scale is not above 0, or a weight with it is not finite.</exception>
    public static void Check(string tensor, int row, float scale, float largest)
    {
        if (!(scale > 0 && float.IsFinite(scale * Math.Max(1, Math.Abs(largest)))))
        {
            throw new ModelFormatException($"{tensor}{Suffix}: number {row} is {scale}; a scale must be above 0, and its weights finite.");
        }
    }
}
