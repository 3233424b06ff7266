namespace EdgeSeq.Memory;

/// <summary>
/// The weights of a model: the block that is read now, those that some reader still holds, and a spare one. Other weights are published by an
/// exchange of blocks, so a reader sees all of an update or nothing of it.
/// </summary>
/// <remarks>
/// A block that nobody holds any more becomes the spare one, which the next publication writes: two blocks take turns unless a reader
/// sleeps on an old one. Whoever owns a block (this class, for the one that is read and the spare; a publication, while it writes) counts as a
/// holder. Blocks of readers that were forgotten are reached by nobody, and freed by their finalisers.
/// </remarks>
internal sealed class WeightBlocks : IDisposable
{
    /// <summary>Makes a block of weights from one of another shape.</summary>
    public delegate void Conversion(ReadOnlySpan<float> from, Span<float> to);

    private readonly int _size;
    private readonly Type _owner;
    private WeightBlock _current;
    private WeightBlock? _spare;
    private int _pairings;

    /// <summary>One block of zeros.</summary>
    public WeightBlocks(int size, Type owner)
    {
        (_size, _owner) = (size, owner);
        _current = new WeightBlock(size, owner);
    }

    /// <summary>The block that is read now. Nobody but a reader that holds it may read it while others publish.</summary>
    public WeightBlock Current => Volatile.Read(ref _current);

    /// <summary>Odd while a pair is exchanged that this is the first of, and another number after each.</summary>
    public int Pairings => Volatile.Read(ref _pairings);

    /// <summary>Holds the block that is read now, until <see cref="Release"/>.</summary>
    public WeightBlock Hold()
    {
        while (true)
        {
            WeightBlock block = Current;
            Interlocked.Increment(ref block.Holders);
            if (block == Current)
            {
                return block;
            }

            Release(block);   // it may have been written again before it was held
        }
    }

    /// <summary>Ends what <see cref="Hold"/> began.</summary>
    public void Release(WeightBlock block)
    {
        // A reader that came too late counts for a moment, so the count may come to nothing more than once: one of them takes the block.
        if (Interlocked.Decrement(ref block.Holders) == 0 && Interlocked.CompareExchange(ref block.Holders, 1, 0) == 0)
        {
            Interlocked.Exchange(ref _spare, block)?.Memory.Dispose();
        }
    }

    /// <summary>Makes copies of other weights the ones that are read.</summary>
    public void Publish(ReadOnlySpan<float> weights) => Exchange(CopyOf(weights));

    /// <summary>Replaces the weights by what is made of those of another model.</summary>
    /// <param name="weights">Those.</param>
    /// <param name="write">Makes a whole block of them.</param>
    public void Publish(ReadOnlySpan<float> weights, Conversion write)
    {
        WeightBlock next = Spare();
        write(weights, next.Floats);
        Exchange(next);
    }

    /// <summary>As <see cref="Publish(ReadOnlySpan{float})"/>, of two models whose readers must not see one of the two alone: see <see cref="WeightPair"/>.</summary>
    /// <param name="first">The one that counts how often a pair was published.</param>
    /// <param name="firstWeights">Its new weights.</param>
    /// <param name="second">The other.</param>
    /// <param name="secondWeights">Its new weights.</param>
    public static void PublishPair(WeightBlocks first, ReadOnlySpan<float> firstWeights, WeightBlocks second, ReadOnlySpan<float> secondWeights)
    {
        WeightBlock nextFirst = first.CopyOf(firstWeights), nextSecond = second.CopyOf(secondWeights);
        Interlocked.Increment(ref first._pairings);
        first.Exchange(nextFirst);
        second.Exchange(nextSecond);
        Interlocked.Increment(ref first._pairings);
    }

    /// <summary>Frees what is read and the spare block; others are freed as their readers release them.</summary>
    public void Dispose()
    {
        Current.Memory.Dispose();
        Interlocked.Exchange(ref _spare, null)?.Memory.Dispose();
    }

    private WeightBlock Spare() => Interlocked.Exchange(ref _spare, null) ?? new WeightBlock(_size, _owner);

    private WeightBlock CopyOf(ReadOnlySpan<float> weights)
    {
        WeightBlock copy = Spare();
        weights.CopyTo(copy.Floats);
        return copy;
    }

    private void Exchange(WeightBlock next) => Release(Interlocked.Exchange(ref _current, next));
}
