namespace EdgeSeq.Storage;

/// <summary>Writes what it takes to a stream.</summary>
/// <param name="Stream">Where to.</param>
internal readonly record struct StreamSink(Stream Stream) : IByteSink
{
    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> bytes) => Stream.Write(bytes);
}
