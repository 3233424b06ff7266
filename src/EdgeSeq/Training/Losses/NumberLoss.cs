namespace EdgeSeq.Losses;

/// <summary>
/// A loss of numbers against numbers, one by one. Targets are <see cref="SequenceTarget.Values"/>, O an output, NaN where none counts; weights one a row or one
/// an output. The mean is over the weights of the numbers that count.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public abstract class NumberLoss : SequenceLoss
{
    /// <inheritdoc/>
    protected internal override double Count(in LossRow row)
    {
        LossWeights.Check(row, row.Values.Length / row.Size);
        if (row.Values.Length < row.Steps * row.Size || row.Values.Length % row.Size != 0)
        {
            throw new ArgumentException($"target has {row.Values.Length} numbers a row; each of up to {row.Steps} outputs has {row.Size}.", nameof(row));
        }

        double sum = 0;
        for (int step = 0; step < row.Steps; step++)
        {
            double weight = LossWeights.At(row, step);
            for (int i = step * row.Size; i < (step + 1) * row.Size; i++)
            {
                if (float.IsInfinity(row.Values[i]))
                {
                    throw new ArgumentException($"target[{(row.Index * row.Values.Length) + i}] is {row.Values[i]}; targets are finite, or NaN for none.", nameof(row));
                }

                sum += float.IsNaN(row.Values[i]) ? 0 : weight;
            }
        }

        return sum;
    }

    /// <inheritdoc/>
    protected internal override double Evaluate(in LossRow row)
    {
        double sum = 0;
        for (int i = 0; i < row.Outputs.Length; i++)
        {
            if (!float.IsNaN(row.Values[i]))
            {
                double weight = LossWeights.At(row, i / row.Size);
                (double loss, double gradient) = Of((double)row.Outputs[i] - row.Values[i], i % row.Size);
                sum += weight * loss;
                row.Gradients[i] = (float)(weight * gradient);
            }
        }

        return sum;
    }

    /// <summary>The loss of one number, and its derivative.</summary>
    /// <param name="error">What the model said less what is true.</param>
    /// <param name="output">Which of the O numbers it is.</param>
    protected abstract (double Loss, double Gradient) Of(double error, int output);
}
