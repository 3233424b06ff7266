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

    /// <summary>Inputs k of a row; 1 for a bias.</summary>
    public int RowLength => Dimensions.Length == 1 ? 1 : Dimensions[1];

    /// <summary>Reads a number of this tensor from a parameter block.</summary>
    public float Get(ReadOnlySpan<float> block, int index)
    {
        ParameterInfo? parameter = Slots[index / SlotLength].Parameter;
        return parameter is null ? 0 : block[Place(parameter, index)];
    }

    /// <summary>Writes a number of this tensor to a parameter block; see <see cref="CanonicalSlot"/>.</summary>
    public void Set(Span<float> block, int index, float value)
    {
        CanonicalSlot slot = Slots[index / SlotLength];
        if (slot.Parameter is not null)
        {
            block[Place(slot.Parameter, index)] = value;
        }
        else if (slot.AddTo is not null)
        {
            block[Place(slot.AddTo, index)] += value;
        }
    }

    private int Place(ParameterInfo parameter, int index)
    {
        (int row, int column) = Math.DivRem(index % SlotLength, RowLength);
        return RowsAreInputs ? parameter.Layout.IndexOf(row, column) : parameter.Layout.IndexOf(k: column, j: row);
    }
}
