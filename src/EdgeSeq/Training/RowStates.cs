namespace EdgeSeq.Training;

/// <summary>The states that rows of a batch carry from window to window.</summary>
internal static class RowStates
{
    /// <summary>Gives rows the states of others, in turn.</summary>
    /// <param name="states">[batch x size].</param>
    /// <param name="others">[any number x size]; nothing is done where there are none.</param>
    /// <param name="size">Floats of one.</param>
    public static void Set(Span<float> states, ReadOnlySpan<float> others, int size)
    {
        for (int row = 0; !others.IsEmpty && row < states.Length / size; row++)
        {
            others.Slice(row % (others.Length / size) * size, size).CopyTo(states[(row * size)..]);
        }
    }

    /// <summary>Puts some rows at the start of a sequence.</summary>
    /// <param name="states">[batch x size].</param>
    /// <param name="rows">[batch] true for a row that begins; empty for none.</param>
    /// <param name="batch">Rows.</param>
    /// <exception cref="ArgumentException">It has another length; nothing was changed.</exception>
    public static void Reset(Span<float> states, ReadOnlySpan<bool> rows, int batch)
    {
        if (rows.IsEmpty)
        {
            return;
        }

        Require.Length(rows.Length, batch, nameof(rows), "rows");
        int size = states.Length / batch;
        for (int row = 0; row < batch; row++)
        {
            if (rows[row])
            {
                states.Slice(row * size, size).Clear();
            }
        }
    }
}
