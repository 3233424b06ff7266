using EdgeSeq.Numerics;

namespace EdgeSeq.Models;

/// <summary>
/// The recurrent weights of a reservoir (H. Jaeger, GMD report 148, 2001): sparse, random, scaled to a spectral radius. Every unit
/// reads equally many others, at least one, so following them back always ends in a loop and the radius is never 0 by bad luck.
/// </summary>
internal static class SparseReservoir
{
    private const double Tolerance = 1e-6;

    /// <summary>Draws the matrix.</summary>
    /// <param name="size">H.</param>
    /// <param name="density">The share of weights that are not zero, above 0, at most 1.</param>
    /// <param name="spectralRadius">Positive; reached to about 1e-6.</param>
    /// <param name="random">Source of the numbers.</param>
    /// <returns>[size x size]: row k, what reads unit k.</returns>
    public static double[] Create(int size, double density, double spectralRadius, RandomGenerator random)
    {
        int connections = Math.Clamp((int)Math.Round(density * size), 1, size);
        double[] weights = new double[checked(size * size)];
        double radius;
        do
        {
            Draw(weights, size, connections, random);
            radius = SpectralRadius.Estimate(weights, size, Tolerance);
        }
        while (radius == 0);   // a weight drawn as 0

        DoubleRows.Scale(weights, spectralRadius / radius);
        return weights;
    }

    private static void Draw(Span<double> weights, int size, int connections, RandomGenerator random)
    {
        weights.Clear();
        int[] units = new int[size];
        for (int i = 0; i < size; i++)
        {
            units[i] = i;
        }

        for (int j = 0; j < size; j++)
        {
            for (int i = 0; i < connections; i++)
            {
                int other = i + random.NextInt32(size - i);
                (units[i], units[other]) = (units[other], units[i]);
                weights[units[i] * size + j] = 2 * random.NextDouble() - 1;
            }
        }
    }
}
