namespace EdgeSeq.Tests.TextToolkit;

/// <summary>A text of any size that lies nowhere: short lines of letters, each byte a function of its place.</summary>
internal sealed class GeneratedText(long length) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public static byte At(long place)
    {
        ulong mixed = unchecked((ulong)place * 0x9E3779B97F4A7C15);
        return place % 16 == 15 ? (byte)'\n' : (byte)('a' + ((mixed >> 40) % 26));
    }

    public override int Read(Span<byte> buffer)
    {
        int read = (int)Math.Min(buffer.Length, length - Position);
        for (int i = 0; i < read; i++)
        {
            buffer[i] = At(Position + i);
        }

        Position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
