namespace EdgeSeq.Losses;

/// <summary>How much the targets of a row count.</summary>
internal static class LossWeights
{
    /// <summary>The weight of a row as a whole.</summary>
    /// <exception cref="ArgumentException">It is negative or not finite, or there are several.</exception>
    public static double OfRow(in LossRow row)
    {
        Check(row, 1);
        return At(row, 0);
    }

    /// <summary>The weight of one of a row's outputs: its own, or that of the row.</summary>
    public static double At(in LossRow row, int step) => row.Weights.IsEmpty ? 1 : row.Weights[row.Weights.Length == 1 ? 0 : step];

    /// <summary>Checks the weights of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="outputs">Outputs that it has targets for.</param>
    /// <exception cref="ArgumentException">One is negative or not finite, or there are neither one nor as many as outputs.</exception>
    public static void Check(in LossRow row, int outputs)
    {
        if (row.Weights.Length > 1 && row.Weights.Length != outputs)
        {
            throw new ArgumentException(
                $"target has {row.Weights.Length} weights a row; {(outputs > 1 ? $"one weighs the row, {outputs} its outputs" : "one weighs the row")}.", nameof(row));
        }

        for (int i = 0; i < row.Weights.Length; i++)
        {
            if (!(row.Weights[i] >= 0 && float.IsFinite(row.Weights[i])))
            {
                throw new ArgumentException($"weights[{(row.Index * row.Weights.Length) + i}] is {row.Weights[i]}; weights are finite and at least 0.", nameof(row));
            }
        }
    }
}
