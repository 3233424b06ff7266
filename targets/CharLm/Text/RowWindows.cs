namespace EdgeSeq.Targets.CharLm.Text;

/// <summary>What becomes of a row's last steps when its length is not a multiple of the window.</summary>
internal enum RowTail
{
    /// <summary>Left out: every window is full. For training.</summary>
    Drop,

    /// <summary>A last window, filled up with steps that do not count. For evaluation.</summary>
    Pad,
}

/// <summary>
/// Cuts a text into windows for a batch with carried state. The text is divided into <c>batch</c> contiguous rows of
/// equal length (row b begins at byte b * <see cref="RowLength"/>), and window w of every row continues where window
/// w - 1 of the same row ended, so a state that is carried from window to window always meets the text that follows it.
/// </summary>
internal sealed class RowWindows
{
    private readonly ReadOnlyMemory<byte> _text;

    /// <summary>Divides a text.</summary>
    /// <param name="text">The text, one token a byte.</param>
    /// <param name="batch">Rows, at least 1.</param>
    /// <param name="window">Steps of a window, at least 1.</param>
    /// <param name="tail">What becomes of a row's last steps.</param>
    /// <exception cref="UsageException">The text is too short for one window of every row.</exception>
    public RowWindows(ReadOnlyMemory<byte> text, int batch, int window, RowTail tail)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        _text = text;
        Batch = batch;
        Window = window;
        RowLength = (text.Length - 1) / batch;
        Count = tail == RowTail.Drop ? RowLength / window : (RowLength + window - 1) / window;
        if (Count <= 0)
        {
            long least = (long)batch * (tail == RowTail.Drop ? window : 1) + 1;
            throw new UsageException(
                $"A text of {text.Length} bytes is too short for {batch} rows of {window} characters: at least {least} are needed.");
        }
    }

    /// <summary>Rows.</summary>
    public int Batch { get; }

    /// <summary>Steps of a window.</summary>
    public int Window { get; }

    /// <summary>Steps of one row: a row has a target for each, the first byte of the next row included.</summary>
    public int RowLength { get; }

    /// <summary>Windows of one pass over the text.</summary>
    public int Count { get; }

    /// <summary>Steps that count in one pass over the text, all rows together.</summary>
    public long CountedSteps => (long)Batch * Math.Min(RowLength, (long)Count * Window);

    /// <summary>Copies one window of every row; allocates nothing.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <param name="inputs">Receives [batch x window] tokens, row-major; -1 past the end of a row.</param>
    /// <param name="targets">Receives the token that follows each input; -1 past the end of a row.</param>
    public void Fill(int index, Span<int> inputs, Span<int> targets)
    {
        ReadOnlySpan<byte> text = _text.Span;
        int first = index * Window;
        int full = Math.Min(Window, RowLength - first);
        for (int row = 0; row < Batch; row++)
        {
            ReadOnlySpan<byte> from = text.Slice(row * RowLength + first, full + 1);
            Span<int> input = inputs.Slice(row * Window, Window);
            Span<int> target = targets.Slice(row * Window, Window);
            for (int t = 0; t < full; t++)
            {
                input[t] = from[t];
                target[t] = from[t + 1];
            }

            input[full..].Fill(-1);
            target[full..].Fill(-1);
        }
    }
}
