using EdgeSeq.Text;

namespace EdgeSeq.Data;

/// <summary>In which order rows become batches: as they stand, or shuffled anew in each pass by seed and epoch alone, so that a position says it all.</summary>
/// <param name="rows">Rows of a pass.</param>
/// <param name="batch">Rows of a batch; the last of a pass may have fewer.</param>
/// <param name="shuffle">Whether to shuffle.</param>
/// <param name="seed">Of the shuffling.</param>
internal sealed class RowOrder(int rows, int batch, bool shuffle, ulong seed)
{
    private readonly int[] _order = [.. Enumerable.Range(0, rows)];
    private readonly RandomGenerator _random = new();
    private long _orderOf = -1;

    /// <summary>Batches of a pass.</summary>
    public long Count => ((long)rows + batch - 1) / batch;

    /// <summary>Where reading stands.</summary>
    public DataPosition Position
    {
        get;
        set
        {
            value.RequireWithin(Count);
            field = value;
        }
    }

    /// <summary>The rows of the next batch.</summary>
    public ReadOnlySpan<int> Next()
    {
        if (shuffle && _orderOf != Position.Epoch)
        {
            Shuffle(Position.Epoch);
        }

        int first = (int)Position.Batch * batch;
        Position = Position.Next(Count);
        return _order.AsSpan(first, Math.Min(batch, rows - first));
    }

    private void Shuffle(long epoch)
    {
        for (int i = 0; i < _order.Length; i++)
        {
            _order[i] = i;
        }

        _random.Reseed(seed + (ulong)epoch);
        _random.Shuffle(_order.AsSpan());
        _orderOf = epoch;
    }
}
