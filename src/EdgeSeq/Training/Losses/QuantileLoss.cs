using EdgeSeq.Shapes;

namespace EdgeSeq.Losses;

/// <summary>
/// The pinball loss, whose best answer is a quantile (R. Koenker, G. Bassett, "Regression quantiles", 1978): q times what the model says too little, 1 - q times what it
/// says too much. Several outputs with the same target and quantiles of their own are the band of a forecast.
/// </summary>
/// <remarks>Immutable: thread-safe.</remarks>
public sealed class QuantileLoss : NumberLoss
{
    private readonly float[] _quantiles;

    /// <summary>A loss.</summary>
    /// <param name="quantiles">Output j is for quantile j mod their number; each above 0 and below 1. O is a multiple of their number.</param>
    /// <exception cref="ArgumentException">There is none, or one is out of range.</exception>
    public QuantileLoss(params ReadOnlySpan<float> quantiles)
    {
        Require.That(quantiles.Length >= 1, quantiles.Length, "there is at least 1 quantile", nameof(quantiles));
        foreach (float quantile in quantiles)
        {
            Require.That(quantile is > 0 and < 1, quantile, "a quantile is above 0 and below 1", nameof(quantiles));
        }

        _quantiles = quantiles.ToArray();
    }

    /// <inheritdoc/>
    protected internal override void Validate(ModelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Require.That(shape.Outputs % _quantiles.Length == 0, shape.Outputs, $"outputs are a multiple of the {_quantiles.Length} quantiles");
    }

    /// <inheritdoc/>
    protected override (double Loss, double Gradient) Of(double error, int output)
    {
        double quantile = _quantiles[output % _quantiles.Length], slope = error > 0 ? 1 - quantile : error < 0 ? -quantile : 0;
        return (error * slope, slope);
    }
}
