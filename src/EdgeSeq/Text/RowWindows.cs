namespace EdgeSeq.Text;

/// <summary>
/// Cuts a text into windows for truncated backpropagation with carried state. The text is divided into <c>batch</c>
/// contiguous rows of equal length (row b begins at token b * <see cref="RowLength"/>; less than a row's tokens are left
/// over), and window w of every row continues where window w - 1 of the same row ended, so a state that is carried from
/// window to window always meets the text that follows it.
/// </summary>
/// <remarks>
/// A row is -1, y1 ... y(n-1) in and y1 ... yn out, as <see cref="Sampler{TShape}"/> and <see cref="Scorer{TShape}"/> begin a
/// sequence. Now and then a window of a row begins like that in the middle of the text (<see cref="ResetRate"/>). Takes 4 bytes a step of a window besides the text. One thread at a time.
/// </remarks>
public sealed class RowWindows : ITokenBatches
{
    private const int Start = -1;
    private const double DefaultResetRate = 1.0 / 16;

    private readonly TokenSequence _text;
    private readonly int[] _row;
    private readonly bool[] _restarts;

    /// <summary>Divides a text.</summary>
    /// <param name="text">The text; stays the caller's.</param>
    /// <param name="batch">Rows, at least 1.</param>
    /// <param name="window">Steps of a window, at least 1.</param>
    /// <param name="tail">What becomes of a row's last steps.</param>
    /// <exception cref="ArgumentException">A size is below 1, or the text is too short for one window of every row.</exception>
    public RowWindows(TokenSequence text, int batch, int window, RowTail tail = RowTail.Drop)
    {
        ArgumentNullException.ThrowIfNull(text);
        Require.That(batch >= 1, batch, "a batch has at least 1 row");
        Require.That(window >= 1, window, "a window has at least 1 step");
        Require.FitsSpan((long)batch * window, "A batch of tokens");
        _text = text;
        (Batch, Window) = (batch, window);
        RowLength = text.Count / batch;
        Count = tail == RowTail.Drop ? RowLength / window : (RowLength + window - 1) / window;
        if (Count == 0)
        {
            long least = (long)batch * (tail == RowTail.Drop ? window : 1);
            throw new ArgumentException(
                $"A text of {text.Count} tokens is too short for {batch} rows and windows of {window} steps: at least {least} are needed. Choose fewer rows or a smaller window.", nameof(text));
        }

        _row = new int[(int)Math.Min(window, RowLength) + 1];
        _restarts = new bool[batch];
        ResetRate = tail == RowTail.Drop ? DefaultResetRate : 0;
    }

    /// <inheritdoc/>
    public int Batch { get; }

    /// <inheritdoc/>
    public int Window { get; }

    /// <summary>
    /// The probability that a row begins anew with a window: its first input is -1, and its state is to be reset (<see cref="Restarts"/>). At 0 a row
    /// begins once a pass, so a model sees next to no beginnings, and may keep what it noted at one in a unit for good: it then fails from any other.
    /// From 0 to 1. Default 1/16; 0 with <see cref="RowTail.Pad"/>, which is for measuring.
    /// </summary>
    public double ResetRate
    {
        get;
        init
        {
            Require.That(value is >= 0 and <= 1, value, "it must be a probability", nameof(ResetRate));
            field = value;
        }
    }

    /// <summary>Which windows begin anew follows from this seed and the position alone. Default 0.</summary>
    public ulong ResetSeed { get; init; }

    /// <inheritdoc/>
    public ReadOnlySpan<bool> Restarts => _restarts;

    /// <summary>Tokens of one row.</summary>
    public long RowLength { get; }

    /// <summary>Windows of one pass over the text.</summary>
    public long Count { get; }

    /// <inheritdoc/>
    public long TargetCount => Batch * Math.Min(RowLength, Count * Window);

    /// <inheritdoc/>
    public DataPosition Position
    {
        get;
        set
        {
            value.RequireWithin(Count);
            field = value;
        }
    }

    /// <inheritdoc/>
    public bool Next(Span<int> inputs, Span<int> targets, Span<int> lengths)
    {
        Require.Length(inputs.Length, Batch * Window, nameof(inputs), "tokens");
        Require.Length(targets.Length, Batch * Window, nameof(targets), "tokens");
        Require.Length(lengths.Length, Batch, nameof(lengths), "rows");
        Require.Apart<int, int>(inputs, targets, nameof(inputs), nameof(targets));
        Require.Apart<int, int>(lengths, inputs, nameof(lengths), nameof(inputs));
        Require.Apart<int, int>(lengths, targets, nameof(lengths), nameof(targets));
        long first = Position.Batch * Window;
        DrawRestarts(begin: first == 0);
        int full = (int)Math.Min(Window, RowLength - first);
        for (int row = 0; row < Batch; row++)
        {
            ReadRow(row * RowLength + first, isStart: first == 0 || _restarts[row], full);
            Span<int> input = inputs.Slice(row * Window, Window), target = targets.Slice(row * Window, Window);
            _row.AsSpan(0, full).CopyTo(input);
            _row.AsSpan(1, full).CopyTo(target);
            input[full..].Fill(-1);
            target[full..].Fill(-1);
        }

        lengths.Fill(full);
        Position = Position.Next(Count);
        return first == 0;
    }

    private void DrawRestarts(bool begin)
    {
        ulong epoch = ResetSeed, batch = RandomGenerator.SplitMix64(ref epoch) + (ulong)Position.Epoch, state = RandomGenerator.SplitMix64(ref batch) + (ulong)Position.Batch;
        for (int row = 0; row < _restarts.Length; row++)
        {
            double drawn = (RandomGenerator.SplitMix64(ref state) >> 11) * (1.0 / (1L << 53));
            _restarts[row] = !begin && drawn < ResetRate;
        }
    }

    /// <summary>Reads some tokens and the one before them.</summary>
    private void ReadRow(long first, bool isStart, int count)
    {
        if (isStart)
        {
            _row[0] = Start;
            _text.Read(first, _row.AsSpan(1, count));
        }
        else
        {
            _text.Read(first - 1, _row.AsSpan(0, count + 1));
        }
    }
}
