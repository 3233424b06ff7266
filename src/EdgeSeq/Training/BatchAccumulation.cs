namespace EdgeSeq.Training;

/// <summary>
/// Several batches before one update. All are differentiated as if the mean were over the targets of the first, and the sum is corrected once: where all batches
/// have as many targets and their number is a power of two, not even a bit tells it from one batch of all rows.
/// </summary>
/// <param name="batches">How many make an update.</param>
internal struct BatchAccumulation(int batches)
{
    private double _first;

    /// <summary>Batches since the last update.</summary>
    public int Done { get; private set; }

    /// <summary>Targets of these batches, as the loss counts them.</summary>
    public double Counted { get; private set; }

    /// <summary>What the mean over all targets is of the gradients so far.</summary>
    public readonly float Correction => Counted == _first ? 1 : (float)(_first / Counted);

    /// <summary>What losses of the next batch are multiplied by before differentiation.</summary>
    public readonly float ScaleFor(double counted) => (_first, counted) switch
    {
        (> 0, _) => 1 / (float)_first,
        (_, > 0) => 1 / (float)counted,
        _ => 1,
    };

    /// <summary>Counts a batch.</summary>
    /// <returns>Whether it is the last before the update.</returns>
    public bool Add(double counted)
    {
        _first = _first > 0 ? _first : counted;
        Counted += counted;
        return ++Done == batches;
    }

    /// <summary>Begins anew.</summary>
    public void Reset() => (_first, Counted, Done) = (0, 0, 0);
}
