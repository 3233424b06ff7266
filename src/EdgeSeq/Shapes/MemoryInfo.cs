using EdgeSeq.Numerics;

namespace EdgeSeq.Shapes;

/// <summary>
/// What an attention of a network reads from, and its place in the state of a sequence: rows of a key and a value, such as a decoder has of each step of its
/// source. It is empty at the start of a sequence, and no step changes it.
/// </summary>
/// <param name="Name">The attention's name in the network's text.</param>
/// <param name="Steps">Rows at most.</param>
/// <param name="Keys">Numbers of a key, as many as the attention's query has.</param>
/// <param name="Values">Numbers of a value.</param>
/// <param name="IsShared">True where a key is its own value.</param>
/// <param name="Offset">Its first float in the <see cref="ISequenceModel.StateSize"/> floats of a sequence.</param>
/// <param name="WeightsOffset">Where the state holds the weights of the last step, one a row of the memory.</param>
public sealed record MemoryInfo(string Name, int Steps, int Keys, int Values, bool IsShared, int Offset, int WeightsOffset)
{
    /// <summary>Numbers of a row: those of the key and, where it has its own, of the value.</summary>
    public int RowSize => IsShared ? Keys : Keys + Values;

    private AttentionShape Shape => new(Steps, Keys, Values, IsShared);

    /// <summary>Puts rows into a memory, in place of all that it held.</summary>
    /// <param name="state">The state of a sequence.</param>
    /// <param name="rows">[rows x <see cref="RowSize"/>] the rows; <paramref name="stride"/> floats from one to the next.</param>
    /// <param name="count">How many, at most <see cref="Steps"/>.</param>
    /// <param name="stride">Floats from one row's first to the next row's; <see cref="RowSize"/> by default.</param>
    /// <exception cref="ArgumentException">There are too many rows, a span is shorter than it must be, or the state overlaps the rows; nothing was changed.</exception>
    public void Write(Span<float> state, ReadOnlySpan<float> rows, int count, int stride = 0)
    {
        stride = stride == 0 ? RowSize : stride;
        if (count < 0 || count > Steps || stride < RowSize)
        {
            throw new ArgumentException($"The memory of {Name} holds 0 to {Steps} rows of {RowSize} numbers; here are {count}, {stride} numbers from one to the next.");
        }

        long needed = count == 0 ? 0 : ((long)(count - 1) * stride) + RowSize;
        if (rows.Length < needed)
        {
            throw new ArgumentException($"{count} rows for {Name} are {needed} numbers; here are {rows.Length}.", nameof(rows));
        }

        Span<float> memory = state.Slice(Offset, Shape.Size);
        Require.Apart<float, float>(state, rows, nameof(state), nameof(rows));
        memory.Clear();
        memory[0] = count;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<float> row = rows.Slice(i * stride, RowSize);
            row[..Keys].CopyTo(memory[Shape.KeyAt(i)..]);
            row[(IsShared ? 0 : Keys)..].CopyTo(memory[Shape.ValueAt(i)..]);
        }
    }

    /// <summary>The gradients of a memory's rows, as <see cref="Write"/> takes the rows.</summary>
    /// <param name="stateGradients">The gradients of the state of a sequence.</param>
    /// <param name="rows">Receives them.</param>
    /// <param name="count">How many rows.</param>
    /// <param name="stride">Floats from one row's first to the next row's.</param>
    internal void ReadGradients(ReadOnlySpan<float> stateGradients, Span<float> rows, int count, int stride)
    {
        ReadOnlySpan<float> memory = stateGradients.Slice(Offset, Shape.Size);
        for (int i = 0; i < count; i++)
        {
            Span<float> row = rows.Slice(i * stride, RowSize);
            memory.Slice(Shape.KeyAt(i), Keys).CopyTo(row);
            memory.Slice(Shape.ValueAt(i), Values).CopyTo(row[(IsShared ? 0 : Keys)..]);
        }
    }
}
