using System.Text;

namespace EdgeSeq.Targets.CharLm;

/// <summary>Where a command writes: text for a person, and the raw stream for the progress line, which must not allocate.</summary>
/// <param name="stream">Receives UTF-8.</param>
/// <param name="width">Columns of the terminal; 0 when the output is a file or a pipe.</param>
internal sealed class Terminal(Stream stream, int width)
{
    /// <summary>The bytes beneath <see cref="Text"/>, which is flushed after every write.</summary>
    public Stream Stream { get; } = stream;

    /// <summary>Writes UTF-8 lines that end in a line feed.</summary>
    public TextWriter Text { get; } =
        new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };

    /// <summary>Columns; 0 when lines cannot be rewritten in place.</summary>
    public int Width { get; } = width;

    /// <summary>The standard output of this process.</summary>
    public static Terminal Open()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = Encoding.UTF8;
        }

        bool interactive = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        return new Terminal(Console.OpenStandardOutput(), interactive ? Math.Max(Console.WindowWidth, 40) : 0);
    }
}
