namespace EdgeSeq.Storage;

/// <summary>Takes bytes piece by piece: a stream, a digest, or both.</summary>
internal interface IByteSink
{
    /// <summary>Takes the next bytes.</summary>
    void Add(ReadOnlySpan<byte> bytes);
}
