using System.Collections.Immutable;

namespace EdgeSeq.Import.Form;

/// <summary>Numbers of a file with their sizes, the last axis running fastest.</summary>
/// <param name="Dimensions">Sizes; none for a single number.</param>
/// <param name="Values">As many numbers as the sizes' product.</param>
internal sealed record NumberTensor(ImmutableArray<int> Dimensions, float[] Values)
{
    /// <summary>For messages: <c>[12, 4]</c>.</summary>
    public string Size => $"[{string.Join(", ", Dimensions)}]";

    /// <summary>A tensor of one axis.</summary>
    public static NumberTensor Vector(float[] values) => new([values.Length], values);

    /// <summary>Requires sizes.</summary>
    /// <param name="what">Where it stands, for the message.</param>
    /// <param name="sizes">What must be there.</param>
    /// <exception cref="ModelFormatException">The sizes are others.</exception>
    public NumberTensor Require(string what, params ReadOnlySpan<int> sizes) => Dimensions.AsSpan().SequenceEqual(sizes) ? this
        : throw new ModelFormatException($"{what} has the size {Size}; expected [{string.Join(", ", sizes.ToArray())}].");

    /// <summary>Requires a number of axes.</summary>
    /// <param name="what">Where it stands, for the message.</param>
    /// <param name="rank">How many.</param>
    /// <exception cref="ModelFormatException">There are others, or one of them is empty.</exception>
    public NumberTensor RequireRank(string what, int rank) => Dimensions.Length == rank && Values.Length > 0 ? this
        : throw new ModelFormatException($"{what} has the size {Size}; expected {rank} axes, none of them empty.");

    /// <summary>Rows and columns exchanged: files of Keras have inputs as rows.</summary>
    public NumberTensor Transposed()
    {
        int rows = Dimensions[0], columns = Dimensions[1];
        float[] values = new float[Values.Length];
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                values[(column * rows) + row] = Values[(row * columns) + column];
            }
        }

        return new([columns, rows], values);
    }

    /// <summary>Equal blocks of rows (or of numbers, of a vector) in another order.</summary>
    /// <param name="order">The place of each block of the result in this tensor.</param>
    public NumberTensor Blocks(params ReadOnlySpan<int> order)
    {
        int length = Values.Length / order.Length;
        float[] values = new float[Values.Length];
        for (int i = 0; i < order.Length; i++)
        {
            Values.AsSpan(order[i] * length, length).CopyTo(values.AsSpan(i * length));
        }

        return this with { Values = values };
    }

    /// <summary>A part of the first axis.</summary>
    public NumberTensor Rows(int first, int count)
    {
        int length = Values.Length / Dimensions[0];
        return new(Dimensions.SetItem(0, count), Values[(first * length)..((first + count) * length)]);
    }
}
