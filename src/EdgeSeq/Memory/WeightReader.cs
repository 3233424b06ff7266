namespace EdgeSeq.Memory;

/// <summary>
/// The weights that one reader of a model works with: those that were last published when it looked. It holds them until it looks again, so
/// nobody writes them meanwhile. Looking costs a comparison. For one thread at a time.
/// </summary>
internal sealed class WeightReader : IDisposable
{
    private readonly WeightBlocks _blocks;
    private WeightBlock? _held;

    /// <summary>Reads a model's weights.</summary>
    public WeightReader(WeightBlocks blocks)
    {
        _blocks = blocks;
        _held = blocks.Hold();
    }

    /// <summary>The weights that are read now: once in each call, so that the call sees one set of them.</summary>
    public ReadOnlySpan<float> Latest => IsLatest ? Held : Renewed();

    /// <summary>Whether nothing was published since the last look.</summary>
    public bool IsLatest => _held == _blocks.Current;

    /// <summary>Those of the last look.</summary>
    public ReadOnlySpan<float> Held => HeldBlock;

    /// <summary><see cref="Held"/>, for who may write them: a trainer, which nobody publishes to.</summary>
    public Span<float> HeldBlock => _held!.Floats;

    /// <summary>Lets them go.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _held, null) is { } held)
        {
            _blocks.Release(held);
        }
    }

    /// <summary>Reads a block that the caller holds, and so passes on.</summary>
    internal void Take(WeightBlock block)
    {
        if (Interlocked.Exchange(ref _held, block) is { } held)
        {
            _blocks.Release(held);
        }
    }

    private ReadOnlySpan<float> Renewed()
    {
        Take(_blocks.Hold());
        return Held;
    }
}
