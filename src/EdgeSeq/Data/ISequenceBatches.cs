using EdgeSeq.Text;

namespace EdgeSeq.Data;

/// <summary>Batches to train or measure a model with, pass after pass without end. Implement it for data of your own.</summary>
/// <remarks>One thread at a time.</remarks>
public interface ISequenceBatches
{
    /// <summary>Rows of a batch.</summary>
    int Batch { get; }

    /// <summary>Steps of a row.</summary>
    int Window { get; }

    /// <summary>Batches of one pass over the data; at least 1.</summary>
    long Count { get; }

    /// <summary>Where reading stands. It can be saved, and set again on a reader of the same data and options.</summary>
    /// <exception cref="ArgumentException">It was set to a position that these data do not have; the old one stands.</exception>
    DataPosition Position { get; set; }

    /// <summary>
    /// [batch] rows that begin a sequence with the batch read last though not every row does: reset the state of each before it is run. Empty, the
    /// default, for data of which all rows begin together.
    /// </summary>
    ReadOnlySpan<bool> Restarts => default;

    /// <summary>Reads the next batch; allocates nothing.</summary>
    /// <param name="batch">Receives it; of the batch and window that are said here.</param>
    /// <returns>Whether every row begins a sequence with this batch: reset carried states before it is run. Single rows: <see cref="Restarts"/>.</returns>
    /// <exception cref="ArgumentException">The batch is of other sizes or another kind; nothing was read.</exception>
    bool Next(SequenceBatch batch);
}
