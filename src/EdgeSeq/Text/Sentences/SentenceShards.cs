namespace EdgeSeq.Text;

/// <summary>The sentences of a text in stretches that fit into memory, of which one is there at a time.</summary>
internal sealed class SentenceShards
{
    private const int None = -1;

    private readonly SentenceOptions _options;
    private readonly SentenceReader _reader;
    private readonly RandomGenerator _random = new();
    private readonly List<Shard> _shards = [];

    // The sentences that are there: tokens one behind the other, where each begins, and their order.
    private readonly int[] _tokens, _starts, _order;
    private int _loaded = None;
    private ulong? _loadedSeed;

    /// <summary>Goes through a text once.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">Already validated.</param>
    public SentenceShards(TokenSequence text, SentenceOptions options)
    {
        _options = options;
        _reader = new SentenceReader(text, options);
        Scan(text.Count);
        int most = _shards.Count == 0 ? 0 : _shards.Max(s => s.Sentences);

        // A window more, since the reader writes a sentence before it knows whether it is of the part.
        _tokens = new int[options.Window + (_shards.Count == 0 ? 0 : _shards.Max(s => s.Tokens))];
        (_starts, _order) = (new int[most + 1], new int[most]);
    }

    /// <summary>Stretches.</summary>
    public int Count => _shards.Count;

    /// <summary>Batches of all stretches; the last one of each may have rows left over.</summary>
    public long BatchCount { get; private set; }

    /// <summary>Tokens of all sentences, ends included.</summary>
    public long TargetCount { get; private set; }

    /// <summary>Sentences.</summary>
    public long SentenceCount { get; private set; }

    /// <summary>Sentences longer than a window.</summary>
    public long CutCount { get; private set; }

    /// <summary>Sentences that are there.</summary>
    public int LoadedCount => _shards[_loaded].Sentences;

    /// <summary>The targets of a sentence that is there.</summary>
    /// <param name="place">Its place in the order.</param>
    public ReadOnlySpan<int> this[int place] => _tokens.AsSpan(_starts[_order[place]].._starts[_order[place] + 1]);

    /// <summary>Batches of one stretch.</summary>
    public int BatchesOf(int shard) => (_shards[shard].Sentences - 1) / _options.Batch + 1;

    /// <summary>Brings the sentences of a stretch into memory and into their order.</summary>
    /// <param name="shard">Which one.</param>
    /// <param name="seed">Of the order; null for the order of the text.</param>
    public void Load(int shard, ulong? seed)
    {
        if (_loaded != shard)
        {
            Shard found = _shards[shard];
            _reader.Start(found.First, found.End);
            for (int i = 0; i < found.Sentences; i++)
            {
                _starts[i + 1] = _starts[i] + _reader.Read(_tokens.AsSpan(_starts[i]));
            }
        }
        else if (_loadedSeed == seed)
        {
            return;
        }

        (_loaded, _loadedSeed) = (shard, seed);
        Span<int> order = _order.AsSpan(0, LoadedCount);
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        if (seed is ulong given)
        {
            _random.Reseed(unchecked(given + (ulong)shard));
            _random.Shuffle(order);
        }
    }

    private void Scan(long count)
    {
        int[] sentence = new int[_options.Window];
        _reader.Start(0, count);
        var shard = new Shard(0, 0, 0, 0);
        for (int length; (length = _reader.Read(sentence)) > 0;)
        {
            if (length > _options.ShuffleTokens - shard.Tokens)
            {
                Add(shard);
                shard = new Shard(shard.End, shard.End, 0, 0);
            }

            shard = new Shard(shard.First, _reader.Place, shard.Sentences + 1, shard.Tokens + length);
            CutCount += _reader.IsCut ? 1 : 0;
        }

        if (shard.Sentences > 0)
        {
            Add(shard);
        }
    }

    private void Add(Shard shard)
    {
        _shards.Add(shard);
        SentenceCount += shard.Sentences;
        TargetCount += shard.Tokens;
        BatchCount += BatchesOf(_shards.Count - 1);
    }

    /// <summary>A stretch of the text.</summary>
    /// <param name="First">Its first token.</param>
    /// <param name="End">The token after its last sentence.</param>
    /// <param name="Sentences">Sentences of the part.</param>
    /// <param name="Tokens">Their tokens, ends included, as far as a window reaches.</param>
    private readonly record struct Shard(long First, long End, int Sentences, int Tokens);
}
