namespace EdgeSeq.Numerics;

/// <summary>Half a turn of the cosine from + and * alone, so that schedules have the same bits with every C library.</summary>
internal static class HalfTurn
{
    // sin(pi u) = sum of (-1)^n pi^(2n+1) / (2n+1)! u^(2n+1): for |u| <= 1/2 the first term left out, u^23, is below 2e-18.
    // An array and not a span literal, which allocates in code that the JIT has not optimised (yet).
    private static readonly double[] Coefficients =
    [
        3.1415926535897932, -5.1677127800499700, 2.5501640398773454, -5.9926452932079208e-1, 8.2145886611128229e-2,
        -7.3704309457143508e-3, 4.6630280576761256e-4, -2.1915353447830216e-5, 7.9520540014755128e-7,
        -2.2948428997269873e-8, 5.3926646662608128e-10,
    ];

    /// <summary>cos(pi x).</summary>
    /// <param name="x">0 to 1.</param>
    public static double Cosine(double x)
    {
        double u = 0.5 - x, square = u * u, sum = 0;
        for (int i = Coefficients.Length - 1; i >= 0; i--)
        {
            sum = sum * square + Coefficients[i];
        }

        return sum * u;
    }
}
