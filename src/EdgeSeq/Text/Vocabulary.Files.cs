using System.Text;
using EdgeSeq.Storage;

namespace EdgeSeq.Text;

/// <content>Files: JSON in UTF-8.</content>
public sealed partial class Vocabulary
{
    /// <summary>A vocabulary larger than this is none.</summary>
    private const int MaxFileSize = SafetensorsFormat.MaxHeaderSize;

    /// <summary>Reads a vocabulary from a file that <see cref="Save(string)"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFormatException">The file is damaged, or no vocabulary.</exception>
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
    /// <exception cref="ModelFormatException">The data are damaged, or no vocabulary.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static Vocabulary Load(Stream source)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var content = new MemoryStream();
        byte[] buffer = new byte[1 << 12];
        for (int read; (read = source.Read(buffer)) > 0;)
        {
            content.Write(buffer, 0, read);
            if (content.Length > MaxFileSize)
            {
                throw new ModelFormatException($"The vocabulary takes more than {MaxFileSize} bytes. Is this another kind of file?");
            }
        }

        return VocabularyFormat.Read(Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length));
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

    /// <summary>The vocabulary of a file, whose tokens must be what <see cref="Build"/> could have found.</summary>
    /// <exception cref="ModelFormatException">They are not.</exception>
    internal static Vocabulary Restore(TextLevel level, bool lowerCase, int? unknown, int? end, byte[][] units)
    {
        if (lowerCase && level != TextLevel.Word)
        {
            throw new ModelFormatException($"The vocabulary is of level {level} and lower_case; only words can be.");
        }

        RequireSpecial(unknown, Unknown, units);
        RequireSpecial(end, EndOfSentence, units);
        var seen = new HashSet<byte[]>(UnitComparer.Instance);
        for (int token = 0; token < units.Length; token++)
        {
            bool isSpecial = token == unknown || token == end;
            if (!seen.Add(units[token]) || !(isSpecial || IsUnit(units[token], level)))
            {
                string text = JsonFields.Quote(Encoding.UTF8.GetString(units[token]));
                throw new ModelFormatException($"Token {token} of the vocabulary is {text}; it must be a {level} that no other token is.");
            }
        }

        return units.Length > 0
            ? new(level, lowerCase, unknown, end, units)
            : throw new ModelFormatException("The vocabulary has no tokens.");
    }

    private static void RequireSpecial(int? token, string name, byte[][] units)
    {
        if (token is int number && !((uint)number < (uint)units.Length && units[number].AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(name))))
        {
            throw new ModelFormatException($"The vocabulary says that {name} is token {number}, but it is not there.");
        }
    }

    /// <summary>Whether a text is cut into exactly this one unit. Lower case can make a word longer than any that is read.</summary>
    private static bool IsUnit(byte[] unit, TextLevel level) =>
        unit.Length is > 0 and <= 2 * TextUnits.MaxBytes
        && (TextUnits.Next(unit, level, 0, out bool isSpace) == unit.Length || unit.Length > TextUnits.MaxBytes) && !isSpace;
}
