using System.Diagnostics;

namespace EdgeSeq.Targets.LanguageModels.Report;

/// <summary>
/// The live line of a training run: rewritten in place on a terminal, plain lines now and then elsewhere. It is formatted
/// into a fixed buffer and written to the stream as bytes, so showing it allocates nothing.
/// </summary>
internal sealed class ProgressLine
{
    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(3);

    private readonly Stream _stream;
    private readonly int _width;
    private readonly long _interval;
    private readonly bool _isWords;
    private readonly byte[] _line = new byte[256];
    private long _due;
    private int _shown;

    /// <summary>Prepares the line; nothing is written yet.</summary>
    /// <param name="stream">Receives UTF-8.</param>
    /// <param name="width">Columns of the terminal; 0 for plain lines.</param>
    /// <param name="isWords">Whether tokens are words; else they are characters.</param>
    public ProgressLine(Stream stream, int width, bool isWords = false)
    {
        _stream = stream;
        _isWords = isWords;
        _width = Math.Min(width, _line.Length - 1);
        TimeSpan interval = width > 0 ? TerminalInterval : PlainInterval;
        _interval = (long)(interval.TotalSeconds * Stopwatch.Frequency);
        _due = Stopwatch.GetTimestamp() + _interval;

        // The first formatting of a number makes objects that later ones reuse (0 takes a shorter way than 1 / 3): have it
        // behind us when bytes are counted.
        const double Third = 1 / 3.0;
        Format(new Progress(1, 3, Third, Third, 1e6 * Third, 100 * Third, 1), _line, isWords);
    }

    /// <summary>Whether enough time has passed for the line to be shown again.</summary>
    public bool IsDue => Stopwatch.GetTimestamp() >= _due;

    /// <summary>Shows the line now.</summary>
    /// <param name="progress">What it says.</param>
    public void Show(in Progress progress)
    {
        _due = Stopwatch.GetTimestamp() + _interval;
        bool inPlace = _width > 0;
        _line[0] = (byte)'\r';
        int start = inPlace ? 1 : 0;
        int end = start + Format(progress, _line.AsSpan(start..^1), _isWords);
        if (inPlace)
        {
            // The last column stays free: some terminals wrap when it is filled.
            end = Math.Min(end, _width);
            int length = end;
            if (end < _shown)
            {
                _line.AsSpan(end.._shown).Fill((byte)' ');
                end = _shown;
            }

            _shown = length;
        }
        else
        {
            _line[end++] = (byte)'\n';
        }

        _stream.Write(_line.AsSpan(..end));
        _stream.Flush();
    }

    /// <summary>Ends the line that was rewritten in place, so that what follows begins on a new one.</summary>
    public void End()
    {
        if (_shown > 0)
        {
            _stream.Write("\n"u8);
            _shown = 0;
        }
    }

    /// <summary>The text of the line (80 columns hold it as long as there are fewer than 10,000 steps), ASCII, without a line end.</summary>
    /// <param name="p">What it says.</param>
    /// <param name="line">Receives it, cut off where it is full.</param>
    /// <param name="isWords">Whether tokens are words.</param>
    /// <returns>Bytes written.</returns>
    internal static int Format(in Progress p, Span<byte> line, bool isWords)
    {
        Utf8Line text = new Utf8Line(line)
            .Add(p.Step).Add("/"u8).Add(p.Steps)
            .Add("  "u8).Add(p.Loss, "F3").Add(" nats"u8);
        text = (isWords ? text : text.Add(" = "u8).Add(p.Loss * Nats.Bits, "F3").Add(" bpc"u8)).Add("  val "u8);
        text = double.IsNaN(p.ValidationLoss) ? text.Add("-"u8) : text.Add(p.ValidationLoss, "F3");
        text = text
            .Add("  "u8).Add(p.TokensPerSecond / 1000, isWords ? "F1" : "F0").Add(isWords ? "k word/s  "u8 : "k char/s  "u8)
            .Add(p.SecondsLeft, "F0").Add(" s left  "u8)
            .Add(p.AllocatedBytes).Add(" B alloc"u8);
        return text.Length;
    }
}
