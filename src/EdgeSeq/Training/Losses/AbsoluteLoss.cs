namespace EdgeSeq.Losses;

/// <summary>The absolute error |e|, whose best answer is the median: PyTorch's <c>L1Loss</c>. At 0 its derivative is taken for 0.</summary>
/// <remarks>Immutable: thread-safe.</remarks>
public sealed class AbsoluteLoss : NumberLoss
{
    /// <inheritdoc/>
    protected override (double Loss, double Gradient) Of(double error, int output) => (Math.Abs(error), error > 0 ? 1 : error < 0 ? -1 : 0);
}
