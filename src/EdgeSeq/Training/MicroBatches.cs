namespace EdgeSeq.Training;

/// <summary>
/// How many rows of a batch run forward and back before the next ones do. The bits are the same whatever the number: this is
/// about caches alone. What forward wrote is read again backward, and should not have left the second-level cache by then.
/// </summary>
internal static class MicroBatches
{
    /// <summary>The most rows of a register tile: fewer read the weights more often.</summary>
    private const int LeastRows = 8;

    /// <summary>Steps at a time, rows times window. Their tape is a few hundred kilobytes at H = 64.</summary>
    private const int Steps = 512;

    /// <summary>Beyond 2 MB the weights come from further than the second-level cache themselves, and all rows share each pass over them.</summary>
    private const long MostParameters = 1 << 19;

    /// <summary>The rows that run at a time: what the user said, or else what suits the caches.</summary>
    /// <param name="options">Batch and micro-batch.</param>
    /// <param name="window">Steps that a row keeps until it has run back.</param>
    /// <param name="parameters">Floats of all models that run.</param>
    public static int RowsAtATime(TrainerOptions options, long window, long parameters)
    {
        if (options.MicroBatch is int rows)
        {
            return rows;
        }

        long tiles = Math.Max(1, Steps / window / LeastRows);
        return parameters > MostParameters ? options.Batch : (int)Math.Min(options.Batch, tiles * LeastRows);
    }
}
