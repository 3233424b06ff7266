namespace EdgeSeq.Text;

/// <summary>A text is not UTF-8. The message names the byte and where it stands. Nothing was written.</summary>
public sealed class InvalidUtf8Exception : ArgumentException
{
    /// <summary>An exception with a general message.</summary>
    public InvalidUtf8Exception()
        : this("The text is not UTF-8.")
    {
    }

    /// <summary>An exception with a message.</summary>
    public InvalidUtf8Exception(string message)
        : base(message)
    {
    }

    /// <summary>An exception with a message and its cause.</summary>
    public InvalidUtf8Exception(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal InvalidUtf8Exception(byte found, long offset)
        : base($"The text is not UTF-8: at byte {offset} stands 0x{found:X2}; convert it to UTF-8, or use the byte level, which takes any file.") =>
        ByteOffset = offset;

    /// <summary>Bytes of the text before the first one that is wrong.</summary>
    public long ByteOffset { get; }
}
