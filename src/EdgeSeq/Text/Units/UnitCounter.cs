using System.Runtime.InteropServices;

namespace EdgeSeq.Text;

/// <summary>Counts the units of a stream at fixed memory.</summary>
/// <param name="options">Already validated.</param>
internal sealed class UnitCounter(VocabularyOptions options)
{
    /// <summary>
    /// Different units that are counted at a time. Up to here counts are exact; beyond, the rarest are forgotten until
    /// half are left.
    /// </summary>
    public const int Capacity = 1 << 20;

    private readonly TextUnits _units = new(options.Level, options.LowerCase, options.HasEndOfSentence);
    private readonly Dictionary<byte[], long> _counts = new(UnitComparer.Instance);

    /// <summary>How often each unit occurred.</summary>
    public IReadOnlyDictionary<byte[], long> Counts => _counts;

    /// <summary>Reads a text to its end.</summary>
    /// <exception cref="InvalidUtf8Exception">It is not UTF-8.</exception>
    public void Read(Stream text) => TextPieces.Read(text, Count);

    private int Count(ReadOnlySpan<byte> text, bool isFinal, long offset)
    {
        int used = TextUnits.MarkLength(text, offset);
        while (text.Length - used >= (isFinal ? 1 : TextUnits.LookAhead))
        {
            int length = _units.Next(text[used..], offset + used, out UnitKind kind);
            if (kind == UnitKind.Token)
            {
                Add(text.Slice(used, length));
            }

            used += length;
        }

        return used;
    }

    private void Add(ReadOnlySpan<byte> unit)
    {
        ReadOnlySpan<byte> key = _units.Stored(unit, stackalloc byte[TextUnits.MaxBytes]);
        CollectionsMarshal.GetValueRefOrAddDefault(_counts.GetAlternateLookup<ReadOnlySpan<byte>>(), key, out _)++;
        for (long floor = 1; _counts.Count > Capacity; floor++)
        {
            Forget(floor);
        }
    }

    private void Forget(long floor)
    {
        foreach (byte[] unit in _counts.Where(c => c.Value <= floor).Select(c => c.Key).Take(_counts.Count - (Capacity / 2)).ToArray())
        {
            _counts.Remove(unit);
        }
    }
}
