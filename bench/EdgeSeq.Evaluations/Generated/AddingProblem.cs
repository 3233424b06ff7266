using EdgeSeq.Evaluations.Running;

namespace EdgeSeq.Evaluations.Generated;

/// <summary>
/// The adding problem of Hochreiter and Schmidhuber (1997): of T random numbers in [0, 1) two are marked, one in each half; after the
/// last step their sum is asked for. Always saying 1 has a squared error of 1/6.
/// </summary>
internal static class AddingProblem
{
    /// <summary>Squared error of the best answer that does not remember.</summary>
    public const double Baseline = 1.0 / 6;

    /// <summary>Fills a batch of D = 2, O = 1.</summary>
    public static void Fill(SequenceBatch batch, RandomGenerator random)
    {
        int steps = batch.Window;
        for (int row = 0; row < batch.Rows; row++)
        {
            Span<float> x = batch.Vectors.AsSpan(row * steps * 2, steps * 2);
            for (int t = 0; t < steps; t++)
            {
                (x[2 * t], x[2 * t + 1]) = (random.NextSingle(), 0);
            }

            int first = random.NextInt32(steps / 2), second = steps / 2 + random.NextInt32(steps - steps / 2);
            x[2 * first + 1] = x[2 * second + 1] = 1;
            batch.Values[row] = x[2 * first] + x[2 * second];
        }
    }
}
