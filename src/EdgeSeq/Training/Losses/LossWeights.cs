namespace EdgeSeq.Losses;

/// <summary>How much the targets of a row count.</summary>
internal static class LossWeights
{
    /// <summary>The weight of a row as a whole.</summary>
    /// <exception cref="ArgumentException">It is negative or not finite, or there are several.</exception>
    public static double OfRow(in LossRow row) =>
        row.Weights.Length <= 1
            ? At(row, 0)
            : throw new ArgumentException($"target has {row.Weights.Length} weights a row; this loss is of a row as a whole, and takes one.", nameof(row));

    /// <summary>The weight of one of a row's outputs: its own, or that of the row.</summary>
    /// <exception cref="ArgumentException">It is negative or not finite.</exception>
    public static double At(in LossRow row, int step)
    {
        if (row.Weights.IsEmpty)
        {
            return 1;
        }

        int place = row.Weights.Length == 1 ? 0 : step;
        float weight = row.Weights[place];
        return weight >= 0 && float.IsFinite(weight)
            ? weight
            : throw new ArgumentException($"weights[{(row.Index * row.Weights.Length) + place}] is {weight}; weights are finite and at least 0.", nameof(row));
    }
}
