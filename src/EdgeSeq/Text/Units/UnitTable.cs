namespace EdgeSeq.Text;

/// <summary>The bytes of tokens, and the token of bytes: three arrays instead of an object for each token, which would take ten times the memory.</summary>
internal sealed class UnitTable
{
    private const int Free = 0;

    private readonly byte[] _bytes;
    private readonly int[] _starts;

    // Tokens from 1 on, each at the place of its hash or at the first free one behind; a power of two, at most three quarters taken.
    private readonly int[] _slots;

    /// <summary>An empty table.</summary>
    /// <param name="capacity">Units that will be added at most.</param>
    /// <param name="bytes">Bytes of them all at most.</param>
    public UnitTable(int capacity, int bytes)
    {
        _bytes = new byte[bytes];
        _starts = new int[capacity + 1];
        _slots = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(capacity + capacity / 3 + 1))];
    }

    /// <summary>A table of given units.</summary>
    /// <param name="units">No two the same.</param>
    public UnitTable(IReadOnlyCollection<byte[]> units)
        : this(units.Count, units.Sum(unit => unit.Length))
    {
        foreach (byte[] unit in units)
        {
            TryAdd(unit);
        }
    }

    /// <summary>The 256 bytes, each the token of its value.</summary>
    public static UnitTable OfBytes()
    {
        var table = new UnitTable(256, 256);
        for (int value = 0; value < 256; value++)
        {
            table.TryAdd([(byte)value]);
        }

        return table;
    }

    /// <summary>Units that were added.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the longest one.</summary>
    public int LongestLength { get; private set; }

    /// <summary>The bytes of a token.</summary>
    public ReadOnlySpan<byte> this[int token] => _bytes.AsSpan(_starts[token].._starts[token + 1]);

    /// <summary>The token of a unit; -1 if it has none.</summary>
    public int Find(ReadOnlySpan<byte> unit) => _slots[SlotOf(unit)] - 1;

    /// <summary>Gives the next token to a unit.</summary>
    /// <returns>False if it has one.</returns>
    public bool TryAdd(ReadOnlySpan<byte> unit)
    {
        ref int slot = ref _slots[SlotOf(unit)];
        if (slot != Free)
        {
            return false;
        }

        unit.CopyTo(_bytes.AsSpan(_starts[Count]));
        _starts[Count + 1] = _starts[Count] + unit.Length;
        LongestLength = Math.Max(LongestLength, unit.Length);
        slot = ++Count;
        return true;
    }

    /// <summary>Where a unit is, or would be. The hash has a seed of this process, so no file can be made whose units all have the same.</summary>
    private int SlotOf(ReadOnlySpan<byte> unit)
    {
        int slot = UnitComparer.Instance.GetHashCode(unit) & (_slots.Length - 1);
        while (_slots[slot] is int taken and not Free && !this[taken - 1].SequenceEqual(unit))
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }
}
