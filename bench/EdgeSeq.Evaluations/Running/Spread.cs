using System.Globalization;

namespace EdgeSeq.Evaluations.Running;

/// <summary>What several seeds reached.</summary>
internal static class Spread
{
    /// <summary>Mean, and the deviation of a single one (n - 1), as a text.</summary>
    public static string Of(IReadOnlyCollection<double> values, string format = "F4")
    {
        double mean = values.Average(), deviation = Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / Math.Max(1, values.Count - 1));
        return string.Create(CultureInfo.InvariantCulture, $"{values.Count} seeds, each ± {deviation.ToString(format, CultureInfo.InvariantCulture)} ({string.Join(", ", values.Select(value => value.ToString(format, CultureInfo.InvariantCulture)))})");
    }
}
