namespace EdgeSeq.Text.WordVectors;

/// <summary>The lines of a file, one after the other, in one buffer: a file of gigabytes takes no more memory than its longest line.</summary>
/// <param name="source">Read to its end.</param>
internal sealed class LineReader(Stream source)
{
    private const int MaxLine = 1 << 24;

    private byte[] _buffer = new byte[1 << 16];
    private int _start, _end;
    private bool _isAtEnd;

    /// <summary>The number of the line that was read last; 1 for the first.</summary>
    public long Number { get; private set; }

    /// <summary>The next line, without its end and blanks around it; valid until the next call.</summary>
    /// <returns>False behind the last one.</returns>
    /// <exception cref="InvalidDataException">A line is longer than any vector.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0 || _isAtEnd)
            {
                length = length >= 0 ? searched + length : _end - _start;
                bool isLine = length > 0 || _start < _end;
                line = _buffer.AsSpan(_start, length).Trim(" \t\r"u8);
                _start = Math.Min(_start + length + 1, _end);
                Number += isLine ? 1 : 0;
                return isLine;
            }

            searched = _end - _start;
            Fill();
        }
    }

    private void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        if (_end == _buffer.Length)
        {
            if (_end >= MaxLine)
            {
                throw new InvalidDataException($"Line {Number + 1} has more than {MaxLine} bytes: this is no text file of vectors.");
            }

            Array.Resize(ref _buffer, 2 * _buffer.Length);
        }

        int read = source.Read(_buffer, _end, _buffer.Length - _end);
        _isAtEnd = read == 0;
        _end += read;
    }
}
