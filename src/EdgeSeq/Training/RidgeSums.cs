using EdgeSeq.Numerics;

namespace EdgeSeq.Training;

/// <summary>
/// Ridge regression (Hoerl and Kennard 1970) by its normal equations, summed online: (X^T X + ridge I) W = X^T Y, the ridge on all
/// weights but the bias. In double; samples one after the other, so the order of samples alone decides the bits.
/// </summary>
internal sealed class RidgeSums
{
    private readonly int _features, _outputs;
    private readonly double[] _squares, _products, _factor;

    /// <summary>Sums of no sample.</summary>
    /// <exception cref="ArgumentException">The matrices exceed what an array can hold.</exception>
    public RidgeSums(int features, int outputs)
    {
        // One more feature, which is always 1: the bias.
        (_features, _outputs) = (features + 1, outputs);
        Require.FitsSpan((long)_features * Math.Max(_features, _outputs), "The normal equations");
        _squares = new double[_features * _features];
        _factor = new double[_features * _features];
        _products = new double[_features * _outputs];
        Weights = new double[_features * _outputs];
        Sample = new double[_features];
        Target = new double[_outputs];
        Sample[^1] = 1;
    }

    /// <summary>Samples summed.</summary>
    public long Count { get; private set; }

    /// <summary>x of the next sample, and 1 for the bias.</summary>
    public double[] Sample { get; }

    /// <summary>y of the next sample.</summary>
    public double[] Target { get; }

    /// <summary>[features + 1, the bias last, x outputs], after <see cref="Solve"/>.</summary>
    public double[] Weights { get; }

    /// <summary>Adds <see cref="Sample"/> and <see cref="Target"/>.</summary>
    public void Add()
    {
        for (int i = 0; i < _features; i++)
        {
            double x = Sample[i];
            DoubleRows.AddScaled(_squares.AsSpan(i * _features + i, _features - i), x, Sample.AsSpan(i));
            DoubleRows.AddScaled(_products.AsSpan(i * _outputs, _outputs), x, Target);
        }

        Count++;
    }

    /// <summary>Forgets all samples.</summary>
    public void Clear()
    {
        Array.Clear(_squares);
        Array.Clear(_products);
        Count = 0;
    }

    /// <summary>Computes <see cref="Weights"/>; the sums stay as they are.</summary>
    /// <exception cref="InvalidOperationException">The equations have no one solution, or one that floats do not hold.</exception>
    public void Solve(double ridge)
    {
        _squares.CopyTo(_factor, 0);
        for (int i = 0; i < _features - 1; i++)
        {
            _factor[i * _features + i] += ridge;
        }

        int stuck = Cholesky.Factor(_factor, _features);
        if (stuck >= 0)
        {
            throw new InvalidOperationException(
                $"The normal equations of {Count} targets and {_features} features are not positive definite (feature {stuck}); "
                + $"raise the ridge, which is {ridge}, or add more data.");
        }

        _products.CopyTo(Weights, 0);
        Cholesky.Solve(_factor, _features, Weights, _outputs);
        foreach (double weight in Weights)
        {
            if (!float.IsFinite((float)weight))
            {
                throw new InvalidOperationException(
                    $"The solution has a weight of {weight}, which no float holds; raise the ridge, which is {ridge}, or scale the targets down.");
            }
        }
    }
}
