using System.Collections.Immutable;
using EdgeSeq.Shapes;

namespace EdgeSeq.Quantization;

/// <summary>Looks for weights that a shape has no numbers for.</summary>
internal static class TooLarge
{
    /// <summary>What is wrong, as a sentence without its end; null where nothing is.</summary>
    /// <param name="floats">Finite floats.</param>
    /// <param name="from">Where they lie.</param>
    /// <param name="to">How they will be held.</param>
    public static string? In(ReadOnlySpan<float> floats, ImmutableArray<ParameterInfo> from, ImmutableArray<ParameterInfo> to)
    {
        for (int i = 0; i < to.Length; i++)
        {
            if (to[i].Codec is { } codec && codec.FirstTooLarge(floats, from[i]) is var (k, j))
            {
                return $"{from[i].Name} has {floats[from[i].Layout.IndexOf(k, j)]} at input {k}, output {j}, which is too large for {codec.Title}";
            }
        }

        return null;
    }
}
