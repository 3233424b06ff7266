using System.Reflection;
using System.Text;

namespace EdgeSeq.Targets.CharLm.Text;

/// <summary>A text as bytes. The last tenth is held out for validation.</summary>
/// <param name="name">What a person calls it.</param>
/// <param name="bytes">The whole text, UTF-8 or anything else.</param>
internal sealed class Corpus(string name, byte[] bytes)
{
    private const string ResourcePrefix = "corpus/";

    /// <summary>What a person calls it.</summary>
    public string Name { get; } = name;

    /// <summary>The whole text.</summary>
    public ReadOnlyMemory<byte> All { get; } = bytes;

    /// <summary>The first nine tenths.</summary>
    public ReadOnlyMemory<byte> Training => All[..^(All.Length / 10)];

    /// <summary>The last tenth.</summary>
    public ReadOnlyMemory<byte> Validation => All[^(All.Length / 10)..];

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
    /// <exception cref="UsageException">It is missing, empty, too large or cannot be read.</exception>
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

        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            return bytes.Length > 0 ? new Corpus(path, bytes) : throw new UsageException($"The corpus '{path}' is empty.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The corpus '{path}' cannot be read: {OneLine.Of(e)}");
        }
    }
}
