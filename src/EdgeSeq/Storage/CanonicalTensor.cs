using System.Collections.Immutable;
using EdgeSeq.Shapes;

namespace EdgeSeq.Storage;

/// <summary>
/// One tensor of a model file: the matrices of the gates stacked, outputs as rows. It has no padding and no panels.
/// </summary>
/// <param name="Name">PyTorch's name.</param>
/// <param name="Dimensions">[rows x inputs], [rows x channels x steps] for a convolution, or [rows] for a bias.</param>
/// <param name="Slots">The gates, first to last; all of one size.</param>
/// <param name="RowsAreInputs">True for learned vectors, one a row: inputs as rows, where weights have outputs as rows.</param>
internal sealed record CanonicalTensor(string Name, ImmutableArray<int> Dimensions, ImmutableArray<CanonicalSlot> Slots, bool RowsAreInputs = false)
{
    /// <summary>Numbers.</summary>
    public int Length { get; } = Dimensions.Aggregate(1, (product, size) => checked(product * size));

    /// <summary>Numbers of one slot.</summary>
    public int SlotLength => Length / Slots.Length;

    /// <summary>Numbers of a row; 1 for a bias.</summary>
    public int RowLength => Dimensions.Length == 1 ? 1 : Length / Dimensions[0];

    /// <summary>Whether numbers of it are added to those of another tensor, which must be written before.</summary>
    public bool IsAdded { get; } = Slots.Any(slot => slot.AddTo is not null);

    /// <summary>Whether the cell has no place for some of its numbers.</summary>
    public bool HasNoPlace { get; } = Slots.Any(slot => slot is { Parameter: null, AddTo: null });

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
            if (slot.Parameter is { } parameter)
            {
                Read(block, parameter, row, column, run);
            }
            else
            {
                run.Clear();
            }

            start += run.Length;
            values = values[run.Length..];
        }
    }

    /// <summary>Writes numbers of this tensor to a parameter block; see <see cref="CanonicalSlot"/>.</summary>
    /// <param name="start">The first number.</param>
    /// <param name="values">The numbers.</param>
    /// <param name="block">The parameter block.</param>
    public void Write(int start, ReadOnlySpan<float> values, Span<float> block)
    {
        while (!values.IsEmpty)
        {
            (CanonicalSlot slot, int row, int column) = Locate(start);
            ReadOnlySpan<float> run = values[..Math.Min(RowLength - column, values.Length)];
            if (slot.Parameter is { } parameter)
            {
                Write(run, parameter, row, column, block);
            }
            else if (slot.AddTo is { } sum)
            {
                Add(run, sum, row, column, block);
            }

            start += run.Length;
            values = values[run.Length..];
        }
    }

    /// <summary>Multiplies the rows of this tensor, which lie in a block as whole numbers, by their scales.</summary>
    public void Scale(ReadOnlySpan<float> scales, Span<float> block)
    {
        float[] numbers = new float[RowLength];
        for (int row = 0; row < scales.Length; row++)
        {
            Read(block, row * RowLength, numbers);
            for (int i = 0; i < numbers.Length; i++)
            {
                ScaledTensors.Check(Name, row, scales[row], numbers[i]);
                numbers[i] *= scales[row];
            }

            Write(row * RowLength, numbers, block);
        }
    }

    /// <summary>Adds a number of this tensor to the one of another tensor that enters the same sum.</summary>
    /// <exception cref="ModelFormatException">The sum is not finite, so what is loaded could not be saved.</exception>
    public float Sum(float value, float other) => float.IsFinite(value + other) ? value + other
        : throw new ModelFormatException($"{Name}: {value} is added to {other}, the other bias of its gate; the sum must be finite.");

    private void Read(ReadOnlySpan<float> block, ParameterInfo parameter, int row, int column, Span<float> run)
    {
        if (parameter.Codec is { } codec)
        {
            for (int i = 0; i < run.Length; i++)
            {
                run[i] = RowsAreInputs ? codec.Read(block, parameter, row, column + i) : codec.Read(block, parameter, column + i, row);
            }

            return;
        }

        if (RowsAreInputs)
        {
            for (int i = 0; i < run.Length; i++)
            {
                run[i] = block[parameter.Layout.IndexOf(row, column + i)];
            }

            return;
        }

        int at = parameter.Layout.IndexOf(column, row), step = parameter.Layout.StepOf(row);
        for (int i = 0; i < run.Length; i++, at += step)
        {
            run[i] = block[at];
        }
    }

    private void Write(ReadOnlySpan<float> run, ParameterInfo parameter, int row, int column, Span<float> block)
    {
        if (RowsAreInputs)
        {
            for (int i = 0; i < run.Length; i++)
            {
                block[parameter.Layout.IndexOf(row, column + i)] = run[i];
            }

            return;
        }

        int at = parameter.Layout.IndexOf(column, row), step = parameter.Layout.StepOf(row);
        for (int i = 0; i < run.Length; i++, at += step)
        {
            block[at] = run[i];
        }
    }

    private void Add(ReadOnlySpan<float> run, ParameterInfo sum, int row, int column, Span<float> block)
    {
        for (int i = 0; i < run.Length; i++)
        {
            // Not for 0, which would turn a stored -0 into 0.
            if (run[i] != 0)
            {
                ref float other = ref block[sum.Layout.IndexOf(column + i, row)];
                other = Sum(run[i], other);
            }
        }
    }

    /// <summary>Where a number belongs: row and column are those of its gate.</summary>
    public (CanonicalSlot Slot, int Row, int Column) Locate(int index)
    {
        int inSlot = index % SlotLength;
        return (Slots[index / SlotLength], inSlot / RowLength, inSlot % RowLength);
    }
}
