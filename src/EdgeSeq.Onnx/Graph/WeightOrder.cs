using System.Collections.Immutable;

namespace EdgeSeq.Onnx.Graph;

/// <summary>Reorders gates and transposes: all that lies between the tensors of a model file and those of ONNX.</summary>
internal static class WeightOrder
{
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
    public static float[] FromOnnx(ReadOnlySpan<float> values, ImmutableArray<int> gates)
    {
        float[] reordered = new float[values.Length];
        int length = values.Length / gates.Length;
        for (int gate = 0; gate < gates.Length; gate++)
        {
            values.Slice(gate * length, length).CopyTo(reordered.AsSpan(gates[gate] * length));
        }

        return reordered;
    }

    /// <summary>[rows x columns] to [columns x rows].</summary>
    public static float[] Transpose(ReadOnlySpan<float> values, int rows) => Columns(values, rows, 0, values.Length / rows);

    /// <summary>Some columns of a matrix, as rows.</summary>
    /// <param name="values">[rows x columns].</param>
    /// <param name="rows">Rows.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <returns>[count x rows].</returns>
    public static float[] Columns(ReadOnlySpan<float> values, int rows, int first, int count)
    {
        int columns = values.Length / rows;
        float[] taken = new float[rows * count];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < count; column++)
            {
                taken[(column * rows) + row] = values[(row * columns) + first + column];
            }
        }

        return taken;
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
    public static bool IsSelection(ReadOnlySpan<float> weights, int directions, int rows)
    {
        int width = directions * rows;
        bool isSelection = weights.Length == (long)width * width;
        for (int i = 0; isSelection && i < weights.Length; i++)
        {
            isSelection = weights[i] == (i % (width + 1) == 0 ? 1 : 0);
        }

        return isSelection;
    }
}
