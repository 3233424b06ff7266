using EdgeSeq.Numerics;
using EdgeSeq.Shapes;

namespace EdgeSeq.Losses;

/// <summary>
/// The negative log-likelihood of a normal distribution whose variance is an output as well (D. A. Nix, A. S. Weigend, 1994): forecasts that say how sure they are.
/// Of the 2 n outputs the first n are means, the others s = ln of the variances: <c>(s + (y - mean)^2 e^-s) / 2</c>, which is PyTorch's <c>GaussianNLLLoss</c>.
/// </summary>
/// <remarks>
/// Targets are <see cref="SequenceTarget.Values"/>, n an output, NaN where none counts, in the numbers that the model computes with: a model with a normaliser of
/// outputs is refused. Weights are one a row or one an output; the mean is over the weights of the targets that count. Immutable: thread-safe.
/// </remarks>
public sealed class GaussianLoss : SequenceLoss
{
    /// <summary>
    /// The least s that the loss counts with, so that a lucky guess is not worth everything; finite. Default -14, a variance of about 1e-6. The derivative is as if there were
    /// none, so that what is below comes back.
    /// </summary>
    public float LeastLogVariance { get; init; } = -14;

    /// <inheritdoc/>
    protected internal override void Validate(ModelShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        Require.That(float.IsFinite(LeastLogVariance), LeastLogVariance, "it must be finite");
        Require.That(shape.Outputs % 2 == 0, shape.Outputs, "outputs are as many means as variances");
    }

    /// <inheritdoc/>
    protected internal override double Count(in LossRow row)
    {
        int means = row.Size / 2;
        LossWeights.Check(row, row.Values.Length / means);
        if (row.Values.Length < row.Steps * means || row.Values.Length % means != 0)
        {
            throw new ArgumentException($"target has {row.Values.Length} numbers a row; each of up to {row.Steps} outputs has {means}, one a mean.", nameof(row));
        }

        double sum = 0;
        for (int i = 0; i < row.Steps * means; i++)
        {
            if (float.IsInfinity(row.Values[i]))
            {
                throw new ArgumentException($"target[{(row.Index * row.Values.Length) + i}] is {row.Values[i]}; targets are finite, or NaN for none.", nameof(row));
            }

            sum += float.IsNaN(row.Values[i]) ? 0 : LossWeights.At(row, i / means);
        }

        return sum;
    }

    /// <inheritdoc/>
    protected internal override double Evaluate(in LossRow row)
    {
        int means = row.Size / 2;
        double sum = 0;
        for (int i = 0; i < row.Steps * means; i++)
        {
            if (!float.IsNaN(row.Values[i]))
            {
                int mean = (i / means * row.Size) + (i % means), variance = mean + means;
                double weight = LossWeights.At(row, i / means), error = (double)row.Outputs[mean] - row.Values[i];
                float s = Math.Max(row.Outputs[variance], LeastLogVariance);
                double precision = VectorMath.Exp(-s);
                sum += weight * 0.5 * (s + (error * error * precision));
                row.Gradients[mean] = (float)(weight * error * precision);
                row.Gradients[variance] = (float)(weight * 0.5 * (1 - (error * error * precision)));
            }
        }

        return sum;
    }
}
