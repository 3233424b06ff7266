using EdgeSeq.Data;

namespace EdgeSeq.Text;

/// <summary>Batches of tokens whose targets are tokens, for language models.</summary>
public interface ITokenBatches : ISequenceBatches
{
    /// <summary>Targets that count in one pass over the data.</summary>
    long TargetCount { get; }

    /// <summary>Reads the next batch; allocates nothing.</summary>
    /// <param name="inputs">Receives [batch x window] tokens, row-major; -1 for the zero input.</param>
    /// <param name="targets">Receives [batch x window] tokens, row-major; -1 for a step that does not count.</param>
    /// <param name="lengths">Receives the steps of each row, 0 to window; for <see cref="SequenceInput.Lengths"/>.</param>
    /// <returns>Whether every row begins a sequence with this batch: reset carried states before it is run. Single rows: <see cref="ISequenceBatches.Restarts"/>.</returns>
    /// <exception cref="ArgumentException">A span has another length; nothing was read.</exception>
    bool Next(Span<int> inputs, Span<int> targets, Span<int> lengths);

    /// <inheritdoc/>
    bool ISequenceBatches.Next(SequenceBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Next(batch.Tokens.Span, batch.Classes.Span, batch.Lengths.Span);
    }
}
