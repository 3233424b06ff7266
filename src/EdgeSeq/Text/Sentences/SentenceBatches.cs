namespace EdgeSeq.Text;

/// <summary>
/// Sentences as rows, each from the zero state: -1, y1 ... yn in and y1 ... yn, <c>&lt;EOS&gt;</c> out, filled up with steps
/// that do not count. Sentences without a token are passed over.
/// </summary>
/// <remarks>
/// The text is read once when this is made, and again in every pass; memory is fixed by
/// <see cref="SentenceOptions.ShuffleTokens"/>, whatever the size of the text. The same options give the same order on every
/// machine. One thread at a time.
/// </remarks>
public sealed class SentenceBatches : ITokenBatches
{
    private const int None = -1;

    private readonly SentenceOptions _options;
    private readonly SentenceShards _shards;
    private readonly RandomGenerator _random = new();
    private readonly int[] _order;
    private readonly long[] _rows;
    private long _orderOf = None;

    /// <summary>Reads a text once, to count its sentences.</summary>
    /// <param name="text">The text; stays the caller's.</param>
    /// <param name="options">How sentences become batches.</param>
    /// <exception cref="ArgumentException">An option is out of range, or the text has no sentence of that part.</exception>
    public SentenceBatches(TokenSequence text, SentenceOptions options)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _shards = new SentenceShards(text, options);
        if (SentenceCount == 0)
        {
            throw new ArgumentException($"The text of {text.Count} tokens has no sentence of the part {options.Part}.", nameof(text));
        }

        _order = new int[_shards.Count];
        _rows = new long[options.Batch];
    }

    /// <inheritdoc/>
    public int Batch => _options.Batch;

    /// <inheritdoc/>
    public int Window => _options.Window;

    /// <inheritdoc/>
    public long Count => _shards.BatchCount;

    /// <inheritdoc/>
    public long TargetCount => _shards.TargetCount;

    /// <summary>Sentences of one pass.</summary>
    public long SentenceCount => _shards.SentenceCount;

    /// <summary>Sentences that are longer than a window, and cut.</summary>
    public long CutCount => _shards.CutCount;

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
    /// <remarks>
    /// Always true: every row begins a sequence. Within a batch the longest sentence comes first, so that rows of like length
    /// run together; rows that are left over come last, with length 0.
    /// </remarks>
    public bool Next(Span<int> inputs, Span<int> targets, Span<int> lengths)
    {
        Require.Length(inputs.Length, Batch * Window, nameof(inputs), "tokens");
        Require.Length(targets.Length, Batch * Window, nameof(targets), "tokens");
        Require.Length(lengths.Length, Batch, nameof(lengths), "rows");
        Require.Apart<int, int>(inputs, targets, nameof(inputs), nameof(targets));
        Require.Apart<int, int>(lengths, inputs, nameof(lengths), nameof(inputs));
        Require.Apart<int, int>(lengths, targets, nameof(lengths), nameof(targets));
        ReadOnlySpan<long> rows = LongestFirst(LoadShard() * Batch);
        inputs.Fill(-1);
        targets.Fill(-1);
        lengths.Clear();
        for (int row = 0; row < rows.Length; row++)
        {
            ReadOnlySpan<int> sentence = _shards[(int)rows[row]];
            sentence.CopyTo(targets.Slice(row * Window, Window));
            sentence[..^1].CopyTo(inputs.Slice(row * Window + 1));
            lengths[row] = sentence.Length;
        }

        Position = Position.Next(Count);
        return true;
    }

    /// <summary>The places of a batch's sentences, in the low half of each number.</summary>
    private ReadOnlySpan<long> LongestFirst(int first)
    {
        Span<long> rows = _rows.AsSpan(0, Math.Min(Batch, _shards.LoadedCount - first));
        for (int row = 0; row < rows.Length; row++)
        {
            rows[row] = ((long)-_shards[first + row].Length << 32) | (uint)(first + row);
        }

        rows.Sort();
        return rows;
    }

    /// <summary>Makes sure that the sentences of the position are in memory, in their order.</summary>
    /// <returns>Which batch of them is meant.</returns>
    private int LoadShard()
    {
        OrderShards(Position.Epoch);
        long batch = Position.Batch;
        int place = 0;
        while (batch >= _shards.BatchesOf(_order[place]))
        {
            batch -= _shards.BatchesOf(_order[place++]);
        }

        ulong seed = _options.Seed;
        ulong order = RandomGenerator.SplitMix64(ref seed) ^ (ulong)Position.Epoch;
        _shards.Load(_order[place], _options.Shuffle ? RandomGenerator.SplitMix64(ref order) : null);
        return (int)batch;
    }

    private void OrderShards(long epoch)
    {
        if (_orderOf == epoch)
        {
            return;
        }

        _orderOf = epoch;
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        if (_options.Shuffle)
        {
            _random.Reseed(unchecked(_options.Seed + (ulong)epoch));
            _random.Shuffle<int>(_order);
        }
    }
}
