using System.Reflection;
using System.Text;

namespace EdgeSeq.Targets.LanguageModels.Text;

/// <summary>A text of any size that can be read again and again.</summary>
internal sealed class Corpus
{
    private const string ResourcePrefix = "corpus/";

    private readonly Func<Stream> _open;

    /// <summary>A text.</summary>
    /// <param name="name">What a person calls it.</param>
    /// <param name="open">Opens it at its start, so that it can be sought.</param>
    public Corpus(string name, Func<Stream> open) => (Name, _open) = (name, open);

    /// <summary>A text in memory.</summary>
    /// <param name="name">What a person calls it.</param>
    /// <param name="bytes">The whole text.</param>
    public Corpus(string name, byte[] bytes)
        : this(name, () => new MemoryStream(bytes, writable: false))
    {
    }

    /// <summary>What a person calls it.</summary>
    public string Name { get; }

    /// <summary>
    /// The documentation and sources of the repository that this program was built from, without indentation: a third
    /// of all characters would be spaces, which are easy to predict and dull to read.
    /// </summary>
    public static Corpus BuiltIn()
    {
        Assembly assembly = typeof(Corpus).Assembly;
        string[] names = assembly.GetManifestResourceNames().Where(n => n.StartsWith(ResourcePrefix, StringComparison.Ordinal)).ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        using var text = new MemoryStream();
        foreach (string name in names)
        {
            using Stream file = assembly.GetManifestResourceStream(name)!;
            using var lines = new StreamReader(file);
            while (lines.ReadLine() is { } line)
            {
                text.Write(Encoding.UTF8.GetBytes(line.TrimStart(' ') + "\n"));
            }
        }

        return new Corpus("this repository's documentation and sources", text.ToArray());
    }

    /// <summary>A file of the user's.</summary>
    /// <exception cref="UsageException">It is missing, empty, no file that can be read again, or cannot be read.</exception>
    public static Corpus FromFile(string path)
    {
        if (Directory.Exists(path))
        {
            throw new UsageException($"The corpus '{path}' is a directory; give one text file.");
        }

        if (!File.Exists(path))
        {
            throw new UsageException($"The corpus '{path}' does not exist.");
        }

        var corpus = new Corpus(path, () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.RandomAccess));
        using Stream stream = corpus.Open();
        return !stream.CanSeek ? throw new UsageException($"The corpus '{path}' can be read only once; save it to a file first.")
            : stream.Length == 0 ? throw new UsageException($"The corpus '{path}' is empty.")
            : corpus;
    }

    /// <summary>Opens the text at its start.</summary>
    /// <exception cref="UsageException">It cannot be read.</exception>
    public Stream Open()
    {
        try
        {
            return _open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The corpus '{Name}' cannot be read: {OneLine.Of(e)}");
        }
    }

    /// <summary>The beginning of the text.</summary>
    /// <param name="most">Bytes at most.</param>
    public byte[] Head(int most)
    {
        using Stream stream = Open();
        byte[] bytes = new byte[Math.Min(stream.Length, most)];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
