namespace EdgeSeq.Storage;

/// <summary>Writes what it takes to a stream and adds it to a digest.</summary>
/// <param name="Stream">Where to.</param>
/// <param name="Hash">The digest.</param>
internal readonly record struct HashedStreamSink(Stream Stream, Sha256 Hash) : IByteSink
{
    /// <inheritdoc/>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Stream.Write(bytes);
        Hash.Add(bytes);
    }
}
