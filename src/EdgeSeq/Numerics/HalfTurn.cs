namespace EdgeSeq.Numerics;

/// <summary>Half a turn of the cosine from + and * alone, so that schedules have the same bits with every C library.</summary>
internal static class HalfTurn
{
    /// <summary>cos(pi x) = sin(pi u) with u = 1/2 - x.</summary>
    /// <param name="x">0 to 1.</param>
    public static double Cosine(double x)
    {
        // The sum of (-1)^n pi^(2n+1) / (2n+1)! u^(2n+1): for |u| <= 1/2 the first term left out, u^23, is below 2e-18.
        // Written out, because a table would be allocated at the first call, in the middle of a training run.
        double u = 0.5 - x, square = u * u;
        double sum = 5.3926646662608128e-10;
        sum = sum * square - 2.2948428997269873e-8;
        sum = sum * square + 7.9520540014755128e-7;
        sum = sum * square - 2.1915353447830216e-5;
        sum = sum * square + 4.6630280576761256e-4;
        sum = sum * square - 7.3704309457143508e-3;
        sum = sum * square + 8.2145886611128229e-2;
        sum = sum * square - 5.9926452932079208e-1;
        sum = sum * square + 2.5501640398773454;
        sum = sum * square - 5.1677127800499700;
        sum = sum * square + 3.1415926535897932;
        return Math.Clamp(sum * u, -1, 1);   // roundings may not make a rate negative, or larger than its peak
    }
}
