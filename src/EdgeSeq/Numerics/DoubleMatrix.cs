using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeSeq.Numerics;

/// <summary>A view of a double-precision matrix, or of its transpose.</summary>
internal readonly ref struct DoubleMatrix
{
    private readonly ref double _first;

    /// <summary>A row-major matrix.</summary>
    /// <param name="elements">[rows x columns].</param>
    /// <param name="rows">At least 0.</param>
    /// <param name="columns">At least 0.</param>
    public DoubleMatrix(Span<double> elements, int rows, int columns)
        : this(ref MemoryMarshal.GetReference(elements), rows, columns, columns, 1) =>
        Require.AtLeast(elements.Length, checked(rows * columns), nameof(elements), "elements");

    private DoubleMatrix(ref double first, int rows, int columns, nint rowStride, nint columnStride)
    {
        _first = ref first;
        (Rows, Columns, RowStride, ColumnStride) = (rows, columns, rowStride, columnStride);
    }

    /// <summary>Rows.</summary>
    public int Rows { get; }

    /// <summary>Columns.</summary>
    public int Columns { get; }

    /// <summary>Elements from one row to the next.</summary>
    public nint RowStride { get; }

    /// <summary>Elements from one column to the next.</summary>
    public nint ColumnStride { get; }

    /// <summary>The same elements, rows as columns.</summary>
    public DoubleMatrix Transposed => new(ref _first, Columns, Rows, ColumnStride, RowStride);

    /// <summary>An element; the caller stays inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref double At(int row, int column) => ref Unsafe.Add(ref _first, row * RowStride + column * ColumnStride);

    /// <summary>Copies all elements.</summary>
    /// <param name="destination">As many rows and columns.</param>
    public void CopyTo(in DoubleMatrix destination)
    {
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                destination.At(row, column) = At(row, column);
            }
        }
    }
}
