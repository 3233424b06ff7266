namespace EdgeSeq.Training;

/// <summary>
/// beta1^t and beta2^t of Adam after t updates, as running products: a power function would give other bits elsewhere,
/// and a resumed run must go on with exactly these.
/// </summary>
/// <param name="Beta1">1 before the first update.</param>
/// <param name="Beta2">1 before the first update.</param>
internal record struct BetaPowers(double Beta1, double Beta2)
{
    /// <summary>Before the first update.</summary>
    public static BetaPowers Start => new(1, 1);

    /// <summary>1 / (1 - beta1^t), which unbiases the mean.</summary>
    public readonly float MeanCorrection => (float)(1 / (1 - Beta1));

    /// <summary>1 / sqrt(1 - beta2^t), which unbiases the root of the squares.</summary>
    public readonly float RootCorrection => (float)(1 / Math.Sqrt(1 - Beta2));

    /// <summary>Those after one update more.</summary>
    public readonly BetaPowers Advanced(float beta1, float beta2) => new(Beta1 * beta1, Beta2 * beta2);
}
