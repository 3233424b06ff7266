namespace EdgeSeq.Targets.LanguageModels.Report;

/// <summary>Round numbers along an axis: multiples of 1, 2 or 5 times a power of ten.</summary>
internal static class AxisTicks
{
    /// <summary>The distance between ticks that gives at most <paramref name="most"/> of them.</summary>
    /// <param name="span">Length of the axis, above 0.</param>
    /// <param name="most">Ticks, at least 1.</param>
    public static double Spacing(double span, int most)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(span / most)));
        foreach (int multiple in (ReadOnlySpan<int>)[1, 2, 5])
        {
            if (span / (multiple * power) <= most)
            {
                return multiple * power;
            }
        }

        return 10 * power;
    }

    /// <summary>The ticks within [<paramref name="low"/>, <paramref name="high"/>], ascending.</summary>
    public static IEnumerable<double> Between(double low, double high, int most)
    {
        double spacing = Spacing(high - low, most);
        long first = (long)Math.Ceiling(low / spacing - 1e-9);
        long last = (long)Math.Floor(high / spacing + 1e-9);
        for (long i = first; i <= last; i++)
        {
            yield return i * spacing;
        }
    }
}
