using EdgeSeq.Shapes;

namespace EdgeSeq.Forms.Tests;

/// <summary>
/// Slopes of a loss that is computed in float and summed in double: differences over five points, exact up to the fourth power of
/// the nudge (about 1e-7 here), so that the nudge can be large enough for the rounding of floats (about 1e-5) not to matter.
/// </summary>
internal static class Slope
{
    public const double Tolerance = 4e-5;

    private const float Nudge = 1f / 64;

    public static double Of(Func<double> loss, Span<float> at, int index)
    {
        float before = at[index];
        double slope = 0;
        foreach ((int steps, double weight) in new[] { (1, 8.0), (-1, -8.0), (2, -1.0), (-2, 1.0) })
        {
            at[index] = before + (steps * Nudge);
            slope += weight * loss();
        }

        at[index] = before;
        return slope / (12 * Nudge);
    }

    /// <summary>Places of a parameter's elements, at most so many, spread evenly.</summary>
    public static IEnumerable<int> Places(ParameterInfo parameter, int most = 12)
    {
        int count = parameter.Rows * parameter.Columns, stride = Math.Max(1, count / most);
        for (int i = 0; i < count; i += stride)
        {
            yield return parameter.Layout.IndexOf(i / parameter.Columns, i % parameter.Columns);
        }
    }
}
