using System.Globalization;

namespace EdgeSeq.Targets.LanguageModels.Report;

/// <summary>
/// Writes words and numbers into a buffer as UTF-8; what no longer fits is cut off. It does what <c>Utf8.TryWrite</c> does,
/// but that boxes numbers until the JIT has optimised it, and this must allocate nothing from the first line on.
/// </summary>
/// <param name="buffer">Receives the line.</param>
internal ref struct Utf8Line(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Adds a text.</summary>
    public Utf8Line Add(ReadOnlySpan<byte> text)
    {
        int length = Math.Min(text.Length, _buffer.Length - Length);
        text[..length].CopyTo(_buffer[Length..]);
        Length += length;
        return this;
    }

    /// <summary>Adds a whole number.</summary>
    public Utf8Line Add(long number)
    {
        number.TryFormat(_buffer[Length..], out int written, default, CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    /// <summary>Adds a number.</summary>
    /// <param name="number">The number.</param>
    /// <param name="format">A standard format, for instance F3.</param>
    public Utf8Line Add(double number, string format)
    {
        number.TryFormat(_buffer[Length..], out int written, format, CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }
}
