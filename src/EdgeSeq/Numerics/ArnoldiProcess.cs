namespace EdgeSeq.Numerics;

/// <summary>
/// A matrix seen from a Krylov space: with an orthonormal basis of x, A x, A^2 x, ..., the small matrix V^T A V takes on the outermost
/// eigenvalues of A long before the space is all there is (W. Arnoldi, Quart. Appl. Math. 9, 1951; G. Golub, C. Van Loan, "Matrix
/// Computations", section 10.5). A is read as a sparse matrix.
/// </summary>
internal sealed class ArnoldiProcess
{
    /// <summary>What is left of A v, relative to it, where the space cannot grow: rounding.</summary>
    private const double Nothing = 1e-13;

    private readonly int _size;
    private readonly double[] _matrix;
    private readonly int[] _rowStarts, _columns;
    private readonly List<double[]> _basis = [], _projected = [];

    /// <summary>A space of one vector, the same for every matrix of a size: drawn, so that no eigenvector is at right angles to it.</summary>
    /// <param name="matrix">[size x size], row-major, finite; kept and read.</param>
    /// <param name="size">Rows.</param>
    public ArnoldiProcess(double[] matrix, int size)
    {
        (_matrix, _size) = (matrix, size);
        (_rowStarts, _columns) = (new int[size + 1], new int[matrix.Length - matrix.AsSpan().Count(0.0)]);
        for (int row = 0, next = 0; row < size; row++)
        {
            for (int column = 0; column < size; column++)
            {
                if (matrix[row * size + column] != 0)
                {
                    _columns[next++] = column;
                }
            }

            _rowStarts[row + 1] = next;
        }

        double[] first = new double[size];
        var random = new RandomGenerator((ulong)size);
        foreach (ref double element in first.AsSpan())
        {
            element = random.NextNormal();
        }

        DoubleRows.Scale(first, 1 / Math.Sqrt(DoubleRows.Dot(first, first)));
        _basis.Add(first);
    }

    /// <summary>Dimensions reached.</summary>
    public int Dimensions => _projected.Count;

    /// <summary>How far A leads out of the space: the length of what the last basis vector's image has beyond it; 0 if the space is closed.</summary>
    public double Beyond { get; private set; } = 1;

    /// <summary>Grows the space, unless it is closed.</summary>
    public void Extend(int dimensions)
    {
        while (Dimensions < dimensions && Beyond > 0)
        {
            double[] next = new double[_size], along = new double[_basis.Count + 1];
            Multiply(_basis[^1], next);
            double whole = Math.Sqrt(DoubleRows.Dot(next, next));

            // Twice is enough (B. Parlett, "The symmetric eigenvalue problem", section 6-9).
            RemoveBasis(next, along);
            RemoveBasis(next, along);
            Beyond = Math.Sqrt(DoubleRows.Dot(next, next));
            Beyond = Beyond > Nothing * whole ? Beyond : 0;
            along[^1] = Beyond;
            _projected.Add(along);
            if (Beyond > 0)
            {
                DoubleRows.Scale(next, 1 / Beyond);
                _basis.Add(next);
            }
        }
    }

    /// <summary>V^T A V.</summary>
    /// <returns>[<see cref="Dimensions"/> x <see cref="Dimensions"/>], row-major; zero below its first subdiagonal.</returns>
    public double[] Projected()
    {
        double[] result = new double[Dimensions * Dimensions];
        for (int column = 0; column < Dimensions; column++)
        {
            // One longer than the column's part above the diagonal; of the last one that lies beyond the space.
            double[] along = _projected[column];
            for (int row = 0; row < Math.Min(along.Length, Dimensions); row++)
            {
                result[row * Dimensions + column] = along[row];
            }
        }

        return result;
    }

    private void Multiply(ReadOnlySpan<double> vector, Span<double> result)
    {
        for (int row = 0; row < _size; row++)
        {
            double sum = 0;
            for (int i = _rowStarts[row]; i < _rowStarts[row + 1]; i++)
            {
                sum += _matrix[row * _size + _columns[i]] * vector[_columns[i]];
            }

            result[row] = sum;
        }
    }

    private void RemoveBasis(Span<double> vector, double[] along)
    {
        for (int i = 0; i < _basis.Count; i++)
        {
            double projection = DoubleRows.Dot(_basis[i], vector);
            DoubleRows.AddScaled(vector, -projection, _basis[i]);
            along[i] += projection;
        }
    }
}
