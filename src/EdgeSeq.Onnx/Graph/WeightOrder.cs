using System.Collections.Immutable;
using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>Reorders gates and transposes: all that lies between the tensors of a model file and those of ONNX.</summary>
internal static class WeightOrder
{
    private const int Strip = 16;

    /// <summary>The gates of a stacked tensor in the order of ONNX.</summary>
    /// <param name="values">The gates in the order of EdgeSeq, one after the other.</param>
    /// <param name="gates"><see cref="CellOperator.Gates"/>.</param>
    public static float[] ToOnnx(ReadOnlySpan<float> values, ImmutableArray<int> gates)
    {
        float[] reordered = new float[values.Length];
        int length = values.Length / gates.Length;
        for (int gate = 0; gate < gates.Length; gate++)
        {
            values.Slice(gates[gate] * length, length).CopyTo(reordered.AsSpan(gate * length));
        }

        return reordered;
    }

    /// <summary>The gates of a stacked tensor in the order of EdgeSeq; the inverse of <see cref="ToOnnx"/>.</summary>
    /// <param name="values">The gates in the order of ONNX, one after the other.</param>
    /// <param name="gates"><see cref="CellOperator.Gates"/>.</param>
    public static float[] FromOnnx(FloatNumbers values, ImmutableArray<int> gates)
    {
        float[] reordered = new float[values.Length];
        int length = values.Length / gates.Length;
        for (int gate = 0; gate < gates.Length; gate++)
        {
            values.CopyTo(gate * length, reordered.AsSpan(gates[gate] * length, length));
        }

        return reordered;
    }

    /// <summary>[rows x columns] to [columns x rows].</summary>
    public static float[] Transpose(ReadOnlySpan<float> values, int rows)
    {
        int columns = values.Length / rows;
        float[] taken = new float[values.Length];
        Transpose(values, columns, rows, 0, taken);
        return taken;
    }

    /// <summary>Some columns of a matrix, as rows.</summary>
    /// <param name="values">[rows x columns].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <param name="taken">Receives them, [count x rows].</param>
    public static void Columns(FloatNumbers values, int rows, int first, int count, Span<float> taken)
    {
        int columns = values.Length / rows;
        float[] strip = new float[Math.Min(Strip, rows) * count];
        for (int row = 0; row < rows; row += Strip)
        {
            int height = Math.Min(Strip, rows - row);
            for (int i = 0; i < height; i++)
            {
                values.CopyTo(((row + i) * columns) + first, strip.AsSpan(i * count, count));
            }

            Transpose(strip.AsSpan(0, height * count), count, rows, row, taken);
        }
    }

    /// <summary>The input weights of one direction in the order of EdgeSeq, from rows that tokens gather: those of <see cref="Selection"/>.</summary>
    /// <param name="values">[tokens x numbers of all gates of all directions].</param>
    /// <param name="tokens">V.</param>
    /// <param name="first">The first number of the direction.</param>
    /// <param name="hidden">H.</param>
    /// <param name="gates"><see cref="CellOperator.Gates"/>.</param>
    public static float[] FromGathered(FloatNumbers values, int tokens, int first, int hidden, ImmutableArray<int> gates)
    {
        int length = hidden * tokens;
        float[] weights = new float[gates.Length * length];
        for (int gate = 0; gate < gates.Length; gate++)
        {
            Columns(values, tokens, first + (gate * hidden), hidden, weights.AsSpan(gates[gate] * length, length));
        }

        return weights;
    }

    /// <summary>Writes rows as columns, a strip of rows at a time, so that numbers go side by side.</summary>
    private static void Transpose(ReadOnlySpan<float> source, int columns, int rows, int row, Span<float> destination)
    {
        for (; !source.IsEmpty; row += Strip)
        {
            int height = Math.Min(Strip, source.Length / columns);
            for (int column = 0; column < columns; column++)
            {
                Span<float> run = destination.Slice((column * rows) + row, height);
                for (int i = 0; i < run.Length; i++)
                {
                    run[i] = source[(i * columns) + column];
                }
            }

            source = source[(height * columns)..];
        }
    }

    /// <summary>
    /// Input weights that hand each direction its part of the input: what stands in for W where tokens gather rows of W already.
    /// </summary>
    /// <param name="directions">Directions.</param>
    /// <param name="rows">Numbers of all gates of one direction.</param>
    /// <returns>[directions x rows x (directions * rows)]: 1 where the column is that of direction and row.</returns>
    public static float[] Selection(int directions, int rows)
    {
        int width = directions * rows;
        float[] weights = new float[checked(width * width)];
        for (int i = 0; i < width; i++)
        {
            weights[(i * width) + i] = 1;
        }

        return weights;
    }

    /// <summary>Whether input weights are those of <see cref="Selection"/>.</summary>
    public static bool IsSelection(FloatNumbers weights, int directions, int rows)
    {
        int width = directions * rows;
        if (weights.Length != (long)width * width)
        {
            return false;
        }

        float[] row = new float[width];
        for (int i = 0; i < width; i++)
        {
            weights.CopyTo(i * width, row);
            if (row[i] != 1 || row.AsSpan(0, i).ContainsAnyExcept(0f) || row.AsSpan(i + 1).ContainsAnyExcept(0f))
            {
                return false;
            }
        }

        return true;
    }
}
