using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeSeq.Numerics;

/// <summary>
/// Products of double-precision matrices by register tiles. Every element of the result is a sum of its own, in ascending k, each
/// product rounded before it is added: neither the tile nor the width of a vector changes a bit.
/// </summary>
internal static class DoubleProduct
{
    private const int TileRows = 4, TileVectors = 2;

    // Rows of the right matrix that a pass over the left one reads, times the columns of a tile: they stay in the first-level cache.
    private const int Depth = 128;

    /// <summary>result += left * right.</summary>
    /// <param name="left">[rows x depth].</param>
    /// <param name="right">[depth x columns], its rows contiguous.</param>
    /// <param name="result">[rows x columns], its rows contiguous; may not overlap the others.</param>
    public static void Add(in DoubleMatrix left, in DoubleMatrix right, in DoubleMatrix result)
    {
        int tileColumns = TileVectors * Vector<double>.Count, depth = right.Rows, columns = result.Columns;
        for (int from = 0; from < depth; from += Depth)
        {
            int to = Math.Min(from + Depth, depth);
            int column = 0;
            for (; column + tileColumns <= columns; column += tileColumns)
            {
                int row = 0;
                for (; row + TileRows <= result.Rows; row += TileRows)
                {
                    Tile(left, right, result, row, column, from, to);
                }

                for (; row < result.Rows; row++)
                {
                    Strip(left, right, result, row, column, column + tileColumns, from, to);
                }
            }

            for (int row = 0; row < result.Rows && column < columns; row++)
            {
                Strip(left, right, result, row, column, columns, from, to);
            }
        }
    }

    private static void Tile(
        in DoubleMatrix left, in DoubleMatrix right, in DoubleMatrix result, int row, int column, int from, int to)
    {
        ref double sums = ref result.At(row, column), terms = ref right.At(from, column), factors = ref left.At(row, from);
        nint width = Vector<double>.Count, down = result.RowStride, next = right.RowStride;
        nint factorDown = left.RowStride, factorNext = left.ColumnStride;
        Vector<double> s00 = Load(ref sums, 0), s01 = Load(ref sums, width);
        Vector<double> s10 = Load(ref sums, down), s11 = Load(ref sums, down + width);
        Vector<double> s20 = Load(ref sums, 2 * down), s21 = Load(ref sums, 2 * down + width);
        Vector<double> s30 = Load(ref sums, 3 * down), s31 = Load(ref sums, 3 * down + width);
        for (int k = from; k < to; k++)
        {
            Vector<double> t0 = Load(ref terms, 0), t1 = Load(ref terms, width);
            var factor = new Vector<double>(factors);
            s00 += factor * t0;
            s01 += factor * t1;
            factor = new Vector<double>(Unsafe.Add(ref factors, factorDown));
            s10 += factor * t0;
            s11 += factor * t1;
            factor = new Vector<double>(Unsafe.Add(ref factors, 2 * factorDown));
            s20 += factor * t0;
            s21 += factor * t1;
            factor = new Vector<double>(Unsafe.Add(ref factors, 3 * factorDown));
            s30 += factor * t0;
            s31 += factor * t1;
            terms = ref Unsafe.Add(ref terms, next);
            factors = ref Unsafe.Add(ref factors, factorNext);
        }

        Store(s00, ref sums, 0);
        Store(s01, ref sums, width);
        Store(s10, ref sums, down);
        Store(s11, ref sums, down + width);
        Store(s20, ref sums, 2 * down);
        Store(s21, ref sums, 2 * down + width);
        Store(s30, ref sums, 3 * down);
        Store(s31, ref sums, 3 * down + width);
    }

    private static void Strip(
        in DoubleMatrix left, in DoubleMatrix right, in DoubleMatrix result, int row, int column, int end, int from, int to)
    {
        Span<double> sums = MemoryMarshal.CreateSpan(ref result.At(row, column), end - column);
        for (int k = from; k < to; k++)
        {
            DoubleRows.AddScaled(sums, left.At(row, k), MemoryMarshal.CreateReadOnlySpan(ref right.At(k, column), end - column));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Load(ref double start, nint offset) =>
        Unsafe.ReadUnaligned<Vector<double>>(ref Unsafe.As<double, byte>(ref Unsafe.Add(ref start, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector<double> vector, ref double start, nint offset) =>
        Unsafe.WriteUnaligned(ref Unsafe.As<double, byte>(ref Unsafe.Add(ref start, offset)), vector);
}
