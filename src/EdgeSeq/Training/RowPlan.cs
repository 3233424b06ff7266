namespace EdgeSeq.Training;

/// <summary>
/// Which rows of a batch each thread runs, round by round. Parts of one round are neighbours in the order of the batch, so gradients that are
/// added part by part and round by round are added row by row.
/// </summary>
internal readonly struct RowPlan
{
    private readonly int _batch;

    /// <param name="batch">All rows.</param>
    /// <param name="most">The most rows that a thread should run at a time.</param>
    /// <param name="threads">At most as many as there are rows.</param>
    public RowPlan(int batch, int most, int threads)
    {
        (_batch, Threads) = (batch, threads);
        RowsAtATime = Math.Min(most, (batch + threads - 1) / threads);
        Rounds = (int)(((long)batch + ((long)RowsAtATime * threads) - 1) / ((long)RowsAtATime * threads));
    }

    /// <summary>Threads.</summary>
    public int Threads { get; }

    /// <summary>The most rows of a part: what a thread needs a workspace for.</summary>
    public int RowsAtATime { get; }

    /// <summary>Rounds.</summary>
    public int Rounds { get; }

    /// <summary>The rows of a part; there may be none.</summary>
    public (int First, int Count) Of(int round, int part)
    {
        if (Threads == 1)
        {
            // Whole register tiles, and a rest; several threads are done soonest if all have as much to do.
            int row = round * RowsAtATime;
            return (row, Math.Min(RowsAtATime, _batch - row));
        }

        long parts = (long)Rounds * Threads, number = ((long)round * Threads) + part;
        int first = (int)(_batch * number / parts);
        return (first, (int)(_batch * (number + 1) / parts) - first);
    }
}
