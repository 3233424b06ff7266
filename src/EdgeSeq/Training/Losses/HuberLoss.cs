using EdgeSeq.Shapes;

namespace EdgeSeq.Losses;

/// <summary>
/// Squared near 0 and straight beyond, so that outliers do not lead (P. J. Huber, "Robust estimation of a location parameter", 1964):
/// <c>e^2 / 2</c> up to |e| = delta, then <c>delta (|e| - delta / 2)</c>; PyTorch's <c>HuberLoss</c>.
/// </summary>
/// <remarks>Immutable: thread-safe.</remarks>
public sealed class HuberLoss : NumberLoss
{
    /// <summary>Where the straight parts begin; positive and finite. Default 1.</summary>
    public float Delta { get; init; } = 1;

    /// <inheritdoc/>
    protected internal override void Validate(ModelShape shape) => Require.That(Delta > 0 && float.IsFinite(Delta), Delta, "it must be positive and finite");

    /// <inheritdoc/>
    protected override (double Loss, double Gradient) Of(double error, int output)
    {
        double size = Math.Abs(error);
        return size <= Delta ? (0.5 * error * error, error) : (Delta * (size - (0.5 * Delta)), error > 0 ? Delta : -Delta);
    }
}
