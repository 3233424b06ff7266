using EdgeSeq.Text;

namespace EdgeSeq.Data;

/// <summary>Options of <see cref="LabeledSequences"/>.</summary>
public sealed record LabeledOptions
{
    /// <summary>Rows of a batch, at least 1. Default 16.</summary>
    public int Batch { get; init; } = 16;

    /// <summary>Steps of the longest row, at least 1; what is longer is cut behind. Default 64.</summary>
    public int Window { get; init; } = 64;

    /// <summary>Whether sequences come in another order in each pass. Default true; set it to false to measure.</summary>
    public bool Shuffle { get; init; } = true;

    /// <summary>The same seed gives the same order on every machine. Default 0.</summary>
    public ulong Seed { get; init; }
}

/// <summary>
/// Sequences of tokens with one class each, for shapes with <see cref="Readout.Last"/>: texts and their topics. Each is a row from the zero state;
/// an empty one does not count.
/// </summary>
/// <remarks>One thread at a time.</remarks>
public sealed class LabeledSequences : ISequenceBatches
{
    private readonly IReadOnlyList<int[]> _tokens;
    private readonly IReadOnlyList<int> _classes;
    private readonly LabeledOptions _options;
    private readonly RowOrder _order;

    /// <summary>Sequences in memory.</summary>
    /// <param name="tokens">Of each sequence; not copied.</param>
    /// <param name="classes">Of each sequence, from 0 on; -1 where none is known, which does not count.</param>
    /// <param name="options">How they become batches; the defaults if null.</param>
    /// <exception cref="ArgumentException">An option is out of range, there is no sequence, or there are not as many classes.</exception>
    public LabeledSequences(IReadOnlyList<int[]> tokens, IReadOnlyList<int> classes, LabeledOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        ArgumentNullException.ThrowIfNull(classes);
        _options = options ?? new LabeledOptions();
        Require.That(_options.Batch >= 1, _options.Batch, "a batch has at least 1 row");
        Require.That(_options.Window >= 1, _options.Window, "a window has at least 1 step");
        Require.That(tokens.Count >= 1, tokens.Count, "there is at least 1 sequence");
        Require.Length(classes.Count, tokens.Count, nameof(classes), "classes, one a sequence");
        (_tokens, _classes) = (tokens, classes);
        _order = new RowOrder(tokens.Count, _options.Batch, _options.Shuffle, _options.Seed);
    }

    /// <inheritdoc/>
    public int Batch => _options.Batch;

    /// <inheritdoc/>
    public int Window => _options.Window;

    /// <inheritdoc/>
    public long Count => _order.Count;

    /// <inheritdoc/>
    public DataPosition Position
    {
        get => _order.Position;
        set => _order.Position = value;
    }

    /// <inheritdoc/>
    /// <remarks>Always true: every row begins a sequence. Rows that are left over in the last batch have length 0.</remarks>
    public bool Next(SequenceBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Require.Length(batch.Tokens.Length, Batch * Window, nameof(batch), "tokens (batch x window)");
        Require.Length(batch.Classes.Length, Batch, nameof(batch), "classes (one a row: Readout.Last)");
        ReadOnlySpan<int> rows = _order.Next();
        batch.Lengths.Span.Clear();
        batch.Classes.Span.Fill(-1);
        for (int row = 0; row < rows.Length; row++)
        {
            ReadOnlySpan<int> tokens = _tokens[rows[row]];
            tokens = tokens[..Math.Min(tokens.Length, Window)];
            tokens.CopyTo(batch.Tokens.Span[(row * Window)..]);
            batch.Lengths.Span[row] = tokens.Length;
            batch.Classes.Span[row] = tokens.IsEmpty ? -1 : _classes[rows[row]];
        }

        return true;
    }
}
