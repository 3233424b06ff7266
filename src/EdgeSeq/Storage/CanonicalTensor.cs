using System.Collections.Immutable;

namespace EdgeSeq.Storage;

/// <summary>
/// One tensor of a model file: the matrices of the gates stacked, outputs as rows. It has no padding and no panels.
/// </summary>
/// <param name="Name">PyTorch's name.</param>
/// <param name="Dimensions">[rows x inputs], or [rows] for a bias.</param>
/// <param name="Slots">The gates, first to last; all of one size.</param>
/// <param name="RowsAreInputs">True for learned vectors, one a row: inputs as rows, where weights have outputs as rows.</param>
internal sealed record CanonicalTensor(string Name, ImmutableArray<int> Dimensions, ImmutableArray<CanonicalSlot> Slots, bool RowsAreInputs = false)
{
    /// <summary>Numbers.</summary>
    public int Length { get; } = Dimensions.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Numbers of one slot.</summary>
    public int SlotLength => Length / Slots.Length;

    /// <summary>Numbers of a row; 1 for a bias.</summary>
    public int RowLength => Dimensions.Length == 1 ? 1 : Dimensions[1];

    /// <summary>Reads numbers of this tensor from a parameter block.</summary>
    /// <param name="block">The parameter block.</param>
    /// <param name="start">The first number.</param>
    /// <param name="values">Receives them; at most as many as follow.</param>
    public void Read(ReadOnlySpan<float> block, int start, Span<float> values)
    {
        while (!values.IsEmpty)
        {
            (CanonicalSlot slot, int row, int column) = Locate(start);
            Span<float> run = values[..Math.Min(RowLength - column, values.Length)];
            for (int i = 0; i < run.Length; i++)
            {
                run[i] = slot.Parameter is { } parameter ? block[Place(parameter, row, column + i)] : 0;
            }

            start += run.Length;
            values = values[run.Length..];
        }
    }

    /// <summary>Writes the whole tensor to a parameter block; see <see cref="CanonicalSlot"/>.</summary>
    /// <param name="values">All numbers.</param>
    /// <param name="block">The parameter block.</param>
    public void Write(ReadOnlySpan<float> values, Span<float> block)
    {
        for (int index = 0; index < values.Length; index++)
        {
            (CanonicalSlot slot, int row, int column) = Locate(index);
            if (slot.Parameter is { } parameter)
            {
                block[Place(parameter, row, column)] = values[index];
            }
            else if (slot.AddTo is { } sum && values[index] != 0)
            {
                // Not for 0, which would turn a stored -0 into 0.
                block[Place(sum, row, column)] += values[index];
            }
        }
    }

    private (CanonicalSlot Slot, int Row, int Column) Locate(int index)
    {
        int inSlot = index % SlotLength;
        return (Slots[index / SlotLength], inSlot / RowLength, inSlot % RowLength);
    }

    private int Place(ParameterInfo parameter, int row, int column) =>
        RowsAreInputs ? parameter.Layout.IndexOf(row, column) : parameter.Layout.IndexOf(k: column, j: row);
}
