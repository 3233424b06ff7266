namespace EdgeSeq.Tests.Interpretation;

/// <summary>The standard normal distribution in double precision, its far tail included.</summary>
internal static class NormalDistribution
{
    /// <summary>From here on the continued fraction converges fast.</summary>
    private const double Tail = 3;

    private const int Fractions = 150;

    public static double Density(double x) => Math.Exp(-0.5 * x * x) / Math.Sqrt(2 * Math.PI);

    /// <summary>The probability of a value below <paramref name="x"/>, with all digits for negative x too.</summary>
    public static double Below(double x) =>
        double.IsInfinity(x) ? (x > 0 ? 1 : 0)
        : x > 0 ? 1 - Below(-x)
        : Density(x) * MillsRatio(-x);

    /// <summary>The probability of a value above <paramref name="x"/>, which is not negative, divided by the density.</summary>
    public static double MillsRatio(double x)
    {
        if (x >= Tail)
        {
            // Laplace: 1 / (x + 1 / (x + 2 / (x + 3 / ...))).
            double fraction = x;
            for (int k = Fractions; k > 0; k--)
            {
                fraction = x + (k / fraction);
            }

            return 1 / fraction;
        }

        // G. Marsaglia, Evaluating the normal distribution (2004): the probability between 0 and x over the density is x + x^3 / 3 + x^5 / (3 5) + ...
        double term = x, sum = x;
        for (int k = 3; sum + term > sum; k += 2)
        {
            term *= x * x / k;
            sum += term;
        }

        return (0.5 / Density(x)) - sum;
    }
}
