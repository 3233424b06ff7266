namespace EdgeSeq.Text;

/// <summary>Batches for a <see cref="Trainer{TShape}"/> or an <see cref="Evaluator{TShape}"/>, pass after pass without end.</summary>
public interface ITokenBatches
{
    /// <summary>Rows of a batch.</summary>
    int Batch { get; }

    /// <summary>Steps of a row.</summary>
    int Window { get; }

    /// <summary>Batches of one pass over the data; at least 1.</summary>
    long Count { get; }

    /// <summary>Targets that count in one pass over the data.</summary>
    long TargetCount { get; }

    /// <summary>Where reading stands. It can be saved, and set again on a reader of the same data and options.</summary>
    /// <exception cref="ArgumentException">It was set to a position that these data do not have; the old one stands.</exception>
    DataPosition Position { get; set; }

    /// <summary>Reads the next batch; allocates nothing.</summary>
    /// <param name="inputs">Receives [batch x window] tokens, row-major; -1 for the zero input.</param>
    /// <param name="targets">Receives [batch x window] tokens, row-major; -1 for a step that does not count.</param>
    /// <param name="lengths">Receives the steps of each row, 0 to window; for <see cref="SequenceInput.Lengths"/>.</param>
    /// <returns>Whether every row begins a sequence with this batch: reset carried states before it is run.</returns>
    /// <exception cref="ArgumentException">A span has another length; nothing was read.</exception>
    bool Next(Span<int> inputs, Span<int> targets, Span<int> lengths);
}
