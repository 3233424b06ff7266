using System.Globalization;

namespace EdgeSeq.Targets.Sensor.Input;

/// <summary>
/// Readings as text: a line each, its two numbers with a decimal point, separated by commas, semicolons, tabs or blanks. Empty lines
/// and lines that begin with # are passed over. A line that cannot be read is skipped and counted: a loose wire must not
/// end a run of months.
/// </summary>
internal sealed class ReadingLines : IReadings
{
    private const int MaxLine = 256;
    private readonly Stream _source;
    private readonly byte[] _buffer = new byte[8192];
    private int _begin, _end;
    private bool _overlong;

    /// <summary>Nothing is read yet.</summary>
    /// <param name="source">Read to its end; not disposed.</param>
    public ReadingLines(Stream source)
    {
        _source = source;

        // The library makes something at the first text that is no number.
        TryParse("none"u8, stackalloc float[1]);
    }

    /// <summary>Lines so far.</summary>
    public long Lines { get; private set; }

    /// <summary>Lines that could not be read.</summary>
    public long SkippedLines { get; private set; }

    /// <summary>The number of the first of them, from 1 on; 0 if there is none.</summary>
    public long FirstSkippedLine { get; private set; }

    /// <inheritdoc/>
    /// <exception cref="IOException">The source cannot be read.</exception>
    public bool Next(Span<float> reading)
    {
        while (NextLine(out ReadOnlySpan<byte> line))
        {
            Lines++;
            line = line.Trim(" \t\r"u8);
            if (!_overlong && (line.IsEmpty || line[0] == '#'))
            {
                continue;
            }

            if (!_overlong && TryParse(line, reading))
            {
                return true;
            }

            SkippedLines++;
            FirstSkippedLine = FirstSkippedLine == 0 ? Lines : FirstSkippedLine;
        }

        return false;
    }

    private static bool TryParse(ReadOnlySpan<byte> line, Span<float> reading)
    {
        for (int i = 0; i < reading.Length; i++)
        {
            int length = line.IndexOfAny(",; \t"u8);
            ReadOnlySpan<byte> number = length < 0 ? line : line[..length];
            if (!float.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out reading[i]) || !float.IsFinite(reading[i]))
            {
                return false;
            }

            line = length < 0 ? default : line[length..].TrimStart(" \t"u8);
            line = !line.IsEmpty && line[0] is (byte)',' or (byte)';' ? line[1..].TrimStart(" \t"u8) : line;
        }

        return line.IsEmpty;
    }

    /// <summary>The next line without its end. Of a line that is too long, only the last part, marked as such.</summary>
    private bool NextLine(out ReadOnlySpan<byte> line)
    {
        _overlong = false;
        while (true)
        {
            int length = _buffer.AsSpan(_begin.._end).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_begin, length);
                _begin += length + 1;
                _overlong |= length > MaxLine;
                return true;
            }

            if (_end - _begin > MaxLine)
            {
                _overlong = true;
                _begin = _end;
            }

            _buffer.AsSpan(_begin.._end).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
            int read = _source.Read(_buffer.AsSpan(_end));
            if (read == 0)
            {
                line = _buffer.AsSpan(_begin.._end);
                _begin = _end;
                return !line.IsEmpty || _overlong;
            }

            _end += read;
        }
    }
}
