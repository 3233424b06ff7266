using EdgeSeq.Numerics;

namespace EdgeSeq.Training;

/// <summary>
/// Ridge regression (Hoerl and Kennard 1970) by its normal equations, summed online: (X^T X + ridge I) W = X^T Y, the ridge on all
/// weights but the bias. In double; samples one after the other, so the order of samples alone decides the bits. Threads may share the sums: each adds
/// all samples to rows of its own.
/// </summary>
internal sealed class RidgeSums
{
    /// <summary>What a row of the sums costs besides its numbers, in numbers.</summary>
    private const int RowCost = 64;

    private readonly int _features, _outputs;
    private readonly double[] _squares, _products, _factor;
    private readonly int[] _bounds;

    /// <summary>Sums of no sample.</summary>
    /// <param name="features">Numbers of a sample, without the bias.</param>
    /// <param name="outputs">Numbers of a target.</param>
    /// <param name="parts">Threads that share the sums.</param>
    /// <exception cref="ArgumentException">The matrices exceed what an array can hold.</exception>
    public RidgeSums(int features, int outputs, int parts)
    {
        // One more feature, which is always 1: the bias.
        (_features, _outputs) = (features + 1, outputs);
        Require.FitsSpan((long)_features * Math.Max(_features, _outputs), "The normal equations");
        _squares = new double[_features * _features];
        _factor = new double[_features * _features];
        _products = new double[_features * _outputs];
        Weights = new double[_features * _outputs];
        _bounds = Bounds(parts);
    }

    /// <summary>Numbers of a sample, the 1 of the bias included.</summary>
    public int Features => _features;

    /// <summary>Numbers of a target.</summary>
    public int Outputs => _outputs;

    /// <summary>Samples summed.</summary>
    public long Count { get; set; }

    /// <summary>[features + 1, the bias last, x outputs], after <see cref="Solve"/>.</summary>
    public double[] Weights { get; }

    /// <summary>Adds a sample to the sums of one part; whoever has added it to all counts it.</summary>
    /// <param name="part">0 to parts - 1.</param>
    /// <param name="sample">x, and 1 for the bias.</param>
    /// <param name="target">y.</param>
    public void Add(int part, double[] sample, double[] target)
    {
        for (int i = _bounds[part]; i < _bounds[part + 1]; i++)
        {
            double x = sample[i];
            DoubleRows.AddScaled(_squares.AsSpan(i * _features + i, _features - i), x, sample.AsSpan(i));
            DoubleRows.AddScaled(_products.AsSpan(i * _outputs, _outputs), x, target);
        }
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

    /// <summary>The first row of each part, and the end: rows of the triangle become shorter, so later parts have more of them.</summary>
    private int[] Bounds(int parts)
    {
        int[] bounds = new int[parts + 1];
        long all = (long)_features * (_features + 1) / 2 + (long)_features * (_outputs + RowCost), before = 0;
        int part = 1;
        for (int row = 0; row < _features; row++)
        {
            for (; part < parts && before >= all * part / parts; part++)
            {
                bounds[part] = row;
            }

            before += _features - row + _outputs + RowCost;
        }

        bounds.AsSpan(part).Fill(_features);
        return bounds;
    }
}
