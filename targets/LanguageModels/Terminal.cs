using System.Text;

namespace EdgeSeq.Targets.LanguageModels;

/// <summary>
/// Where a command writes: text for a person, and the raw stream for what must not allocate. And where it reads, if it asks.
/// </summary>
/// <param name="stream">Receives UTF-8.</param>
/// <param name="width">Columns of the terminal; 0 when the output is a file or a pipe.</param>
/// <param name="input">What is typed; nothing if null.</param>
internal sealed class Terminal(Stream stream, int width, TextReader? input = null)
{
    private const int UsualWidth = 80;

    /// <summary>The bytes beneath <see cref="Text"/>, which is flushed after every write.</summary>
    public Stream Stream { get; } = stream;

    /// <summary>Writes UTF-8 lines that end in a line feed.</summary>
    public TextWriter Text { get; } =
        new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = true, NewLine = "\n" };

    /// <summary>What is typed.</summary>
    public TextReader Input { get; } = input ?? TextReader.Null;

    /// <summary>Columns; 0 when lines cannot be rewritten in place.</summary>
    public int Width { get; } = width;

    /// <summary>The standard output and input of this process.</summary>
    /// <remarks>A terminal that does not tell its width counts as <see cref="UsualWidth"/> columns wide.</remarks>
    public static Terminal Open()
    {
        if (OperatingSystem.IsWindows())
        {
            Console.OutputEncoding = Encoding.UTF8;
        }

        bool interactive = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") != "dumb";
        int width = interactive ? Console.WindowWidth : 0;
        return new Terminal(Console.OpenStandardOutput(), interactive && width <= 0 ? UsualWidth : width, Console.In);
    }
}
