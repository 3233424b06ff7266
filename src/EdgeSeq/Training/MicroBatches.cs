namespace EdgeSeq.Training;

/// <summary>
/// How many rows of a batch run a window before the next ones do. The bits are the same whatever the number: this is about caches
/// alone. What a step wrote is read again, by loss and backpropagation, and should not have left the second-level cache by then.
/// </summary>
internal static class MicroBatches
{
    /// <summary>The most rows of a register tile: fewer read the weights more often.</summary>
    private const int LeastRows = 8;

    /// <summary>Steps at a time, rows times window. Their tape is a few hundred kilobytes at H = 64.</summary>
    private const int Steps = 512;

    /// <summary>Beyond 2 MB the weights come from further than the second-level cache themselves, and all rows share each pass over them.</summary>
    private const long MostParameters = 1 << 19;

    /// <summary>The rows that run at a time where the user does not say: all of a batch that would not make two full parts.</summary>
    /// <param name="batch">All rows.</param>
    /// <param name="window">Steps of a row.</param>
    /// <param name="parameters">Floats of all models that run.</param>
    public static int RowsAtATime(int batch, long window, long parameters)
    {
        long rows = Math.Max(1, Steps / window / LeastRows) * LeastRows;
        bool splits = parameters <= MostParameters && batch >= 2 * rows;
        return splits ? (int)rows : batch;
    }
}
