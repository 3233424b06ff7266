namespace EdgeSeq.Evaluations.Generated;

/// <summary>Channels of deviation 1, without noise: each mixes the same sines of periods that share no common one, as sensors of one machine do.</summary>
internal static class MixedWaves
{
    private const int Waves = 12;

    /// <summary>Draws a series.</summary>
    /// <param name="channels">Numbers a step.</param>
    /// <param name="length">Steps.</param>
    /// <param name="random">Draws periods of 20 to 300 steps, phases and shares.</param>
    /// <returns>[length x channels].</returns>
    public static float[] Series(int channels, int length, RandomGenerator random)
    {
        double[] frequency = Draw(Waves, 0.02, 0.32), phase = Draw(Waves, 0, 2 * Math.PI), share = Draw(channels * Waves, -0.5, 0.5);
        float[] series = new float[length * channels];
        for (int c = 0; c < channels; c++)
        {
            ReadOnlySpan<double> own = share.AsSpan(c * Waves, Waves);
            double variance = 0;
            foreach (double part in own)
            {
                variance += part * part / 2;
            }

            for (int t = 0; t < length; t++)
            {
                double value = 0;
                for (int i = 0; i < Waves; i++)
                {
                    value += own[i] * Math.Sin((frequency[i] * t) + phase[i]);
                }

                series[(t * channels) + c] = (float)(value / Math.Sqrt(variance));
            }
        }

        return series;

        double[] Draw(int count, double least, double most)
        {
            double[] values = new double[count];
            for (int i = 0; i < count; i++)
            {
                values[i] = least + ((most - least) * random.NextDouble());
            }

            return values;
        }
    }
}
