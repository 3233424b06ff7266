namespace EdgeSeq.Text;

/// <summary>Texts as one stream of UTF-8, a line each, of which one is held at a time.</summary>
/// <param name="texts">The texts.</param>
internal sealed class TextsStream(IEnumerable<string> texts) : Stream
{
    private readonly IEnumerator<string> _texts = texts.GetEnumerator();
    private byte[] _line = [];
    private int _at;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        if (_at == _line.Length)
        {
            if (!_texts.MoveNext())
            {
                return 0;
            }

            (_line, _at) = ([.. Vocabulary.Utf8Of(_texts.Current), (byte)'\n'], 0);
        }

        int count = Math.Min(buffer.Length, _line.Length - _at);
        _line.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _texts.Dispose();
        base.Dispose(disposing);
    }
}
