namespace EdgeSeq.Numerics;

/// <summary>
/// Linear equations with a symmetric positive definite matrix, by Cholesky's factors A = R^T R (G. Golub, C. Van Loan, "Matrix
/// Computations", section 4.2). In double, in place, in one fixed order.
/// </summary>
internal static class Cholesky
{
    /// <summary>Replaces the upper triangle of A by R.</summary>
    /// <param name="matrix">[size x size], row-major; what lies below the diagonal is neither read nor written.</param>
    /// <param name="size">Rows.</param>
    /// <returns>
    /// -1; or the first row that depends on those above it up to rounding, or is not finite: A is not positive definite.
    /// </returns>
    public static int Factor(Span<double> matrix, int size)
    {
        const double Epsilon = 1.0 / (1L << 52);
        for (int k = 0; k < size; k++)
        {
            Span<double> row = matrix.Slice(k * size + k, size - k);
            double whole = row[0];
            for (int i = 0; i < k; i++)
            {
                // What the rows above explain of row k.
                ReadOnlySpan<double> above = matrix.Slice(i * size + k, size - k);
                DoubleRows.AddScaled(row, -above[0], above);
            }

            if (!(row[0] > size * Epsilon * whole && double.IsFinite(row[0])))
            {
                return k;
            }

            DoubleRows.Scale(row, 1 / Math.Sqrt(row[0]));
        }

        return -1;
    }

    /// <summary>Solves R^T R X = B in place.</summary>
    /// <param name="factor">[size x size], the upper triangle from <see cref="Factor"/>.</param>
    /// <param name="size">Rows.</param>
    /// <param name="right">[size x columns]: B, then X.</param>
    /// <param name="columns">Columns of B.</param>
    public static void Solve(ReadOnlySpan<double> factor, int size, Span<double> right, int columns)
    {
        for (int k = 0; k < size; k++)
        {
            Span<double> row = right.Slice(k * columns, columns);
            DoubleRows.Scale(row, 1 / factor[k * size + k]);
            for (int i = k + 1; i < size; i++)
            {
                DoubleRows.AddScaled(right.Slice(i * columns, columns), -factor[k * size + i], row);
            }
        }

        for (int k = size - 1; k >= 0; k--)
        {
            Span<double> row = right.Slice(k * columns, columns);
            for (int i = k + 1; i < size; i++)
            {
                DoubleRows.AddScaled(row, -factor[k * size + i], right.Slice(i * columns, columns));
            }

            DoubleRows.Scale(row, 1 / factor[k * size + k]);
        }
    }
}
