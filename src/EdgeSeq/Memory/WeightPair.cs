namespace EdgeSeq.Memory;

/// <summary>
/// The weights of two models, as one reader works with them: those that were published together (<see cref="WeightBlocks.PublishPair"/>), never the
/// one with what was before the other. For one thread at a time.
/// </summary>
/// <remarks>
/// A publication makes a counter odd, exchanges both blocks, and makes it even. Whoever holds both and saw the same even number before and after
/// holds a pair. Who did not keeps the pair it has, so nobody waits.
/// </remarks>
internal sealed class WeightPair : IDisposable
{
    private readonly WeightBlocks _first, _second;

    /// <summary>Reads two models' weights.</summary>
    public WeightPair(WeightBlocks first, WeightBlocks second)
    {
        (_first, _second) = (first, second);
        (First, Second) = (new WeightReader(first), new WeightReader(second));
        for (var spin = default(SpinWait); !TryRenew();)
        {
            spin.SpinOnce();
        }
    }

    /// <summary>The first model's.</summary>
    public WeightReader First { get; }

    /// <summary>The second model's.</summary>
    public WeightReader Second { get; }

    /// <summary>Looks for new ones: once in each call, so that the call sees one pair.</summary>
    public void Renew()
    {
        if (!First.IsLatest || !Second.IsLatest)
        {
            TryRenew();
        }
    }

    /// <summary>Lets them go.</summary>
    public void Dispose()
    {
        First.Dispose();
        Second.Dispose();
    }

    private bool TryRenew()
    {
        int pairings = _first.Pairings;
        if (int.IsOddInteger(pairings))
        {
            return false;
        }

        WeightBlock first = _first.Hold(), second = _second.Hold();
        if (_first.Pairings != pairings)
        {
            _first.Release(first);
            _second.Release(second);
            return false;
        }

        First.Take(first);
        Second.Take(second);
        return true;
    }
}
