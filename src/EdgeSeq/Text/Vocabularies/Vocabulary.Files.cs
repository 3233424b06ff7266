using System.Text;
using EdgeSeq.Storage;

namespace EdgeSeq.Text;

/// <content>Files: JSON in UTF-8.</content>
public sealed partial class Vocabulary
{
    /// <summary>A vocabulary larger than this is none.</summary>
    private const int MaxFileSize = SafetensorsFormat.MaxHeaderSize;

    /// <summary>Reads a vocabulary from a file that <see cref="Save(string)"/> wrote. A byte order mark before it is passed over.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">The file is damaged, not UTF-8, or no vocabulary.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Vocabulary Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        return Load(stream);
    }

    /// <summary>Reads a vocabulary that <see cref="Save(Stream)"/> wrote. The stream must end with it.</summary>
    /// <param name="source">Read from its position on.</param>
    /// <exception cref="ModelFormatException">The data are damaged, not UTF-8, or no vocabulary.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Vocabulary Load(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);

        // A length that is known is not outgrown by doubling, which takes four times the memory.
        using var content = new MemoryStream(source.CanSeek ? (int)Math.Clamp(source.Length - source.Position, 0, MaxFileSize) : 0);
        byte[] buffer = new byte[1 << 12];
        for (int read; (read = source.Read(buffer)) > 0;)
        {
            content.Write(buffer, 0, read);
            if (content.Length > MaxFileSize)
            {
                throw new ModelFormatException($"The vocabulary takes more than {MaxFileSize} bytes. Is this another kind of file?");
            }
        }

        return VocabularyFormat.Read(content.GetBuffer().AsSpan(0, (int)content.Length));
    }

    /// <summary>Writes the vocabulary as JSON. The file appears whole or not at all.</summary>
    /// <param name="path">The file; replaced if it exists.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Save(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.Write(path, Save);
    }

    /// <summary>Writes the vocabulary as JSON.</summary>
    /// <param name="destination">Written at its position; not closed.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public void Save(Stream destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        destination.Write(Encoding.UTF8.GetBytes(VocabularyFormat.Write(this)));
    }

    /// <summary>A vocabulary whose tokens were read and checked.</summary>
    internal static Vocabulary Restore(TextUnits cut, int? unknown, int? end, UnitTable units) => new(cut, unknown, end, units);
}
