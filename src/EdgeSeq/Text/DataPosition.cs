using System.Buffers.Binary;

namespace EdgeSeq.Text;

/// <summary>
/// Where reading stands in its data: all that a reader of the same data and options needs to go on exactly there.
/// Order and shuffling follow from the options and the epoch alone.
/// </summary>
/// <param name="Epoch">Passes over the data that are behind.</param>
/// <param name="Batch">Batches of this pass that are behind.</param>
public readonly record struct DataPosition(long Epoch, long Batch)
{
    /// <summary>Bytes that <see cref="WriteTo"/> writes.</summary>
    public const int Size = 2 * sizeof(long);

    /// <summary>Reads what <see cref="WriteTo"/> wrote. Whether it fits the data is found out when it is set.</summary>
    /// <param name="source">At least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException">The span is too short.</exception>
    public static DataPosition ReadFrom(ReadOnlySpan<byte> source)
    {
        Require.AtLeast(source.Length, Size, nameof(source), "bytes");
        return new(BinaryPrimitives.ReadInt64LittleEndian(source), BinaryPrimitives.ReadInt64LittleEndian(source[sizeof(long)..]));
    }

    /// <summary>Writes both numbers as 64-bit little-endian.</summary>
    /// <param name="destination">At least <see cref="Size"/> bytes.</param>
    /// <exception cref="ArgumentException">The span is too short; nothing was written.</exception>
    public void WriteTo(Span<byte> destination)
    {
        Require.AtLeast(destination.Length, Size, nameof(destination), "bytes");
        BinaryPrimitives.WriteInt64LittleEndian(destination, Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(destination[sizeof(long)..], Batch);
    }

    /// <summary>The position of the batch after this one.</summary>
    internal DataPosition Next(long batchesPerEpoch) =>
        Batch + 1 < batchesPerEpoch ? this with { Batch = Batch + 1 } : new(Epoch + 1, 0);

    /// <exception cref="ArgumentException">No reader of so many batches can stand here.</exception>
    internal void RequireWithin(long batchesPerEpoch)
    {
        if (Epoch < 0 || Batch < 0 || Batch >= batchesPerEpoch)
        {
            throw new ArgumentException($"The position is epoch {Epoch}, batch {Batch}; an epoch of these data has batches 0 to {batchesPerEpoch - 1}. Was it saved with other data, rows or windows?");
        }
    }
}
