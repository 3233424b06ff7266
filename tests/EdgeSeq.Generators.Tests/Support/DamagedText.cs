using System.Globalization;
using System.Text;

namespace EdgeSeq.Generators.Tests.Support;

/// <summary>Good texts, damaged.</summary>
internal static class DamagedText
{
    /// <summary>How many texts are tried.</summary>
    public static int Count { get; } = int.Parse(Environment.GetEnvironmentVariable("EDGESEQ_FUZZ") ?? "4000", CultureInfo.InvariantCulture);

    /// <summary>A text with letters, names, lines and pieces exchanged, doubled or left out.</summary>
    public static string Of(Random random, string text, string[] pieces)
    {
        var damaged = new StringBuilder(text);
        for (int i = random.Next(1, 4); i > 0 && damaged.Length > 0; i--)
        {
            int at = random.Next(damaged.Length);
            switch (random.Next(7))
            {
                case 0:
                    damaged.Remove(at, Math.Min(random.Next(1, 6), damaged.Length - at));
                    break;
                case 1:
                    damaged.Insert(at, pieces[random.Next(pieces.Length)]);
                    break;
                case 2:
                    damaged[at] = (char)random.Next(32, 127);
                    break;
                case 3:
                    (damaged[at], damaged[^1]) = (damaged[^1], damaged[at]);
                    break;
                case 4:
                    ReplaceWord(random, damaged);
                    break;
                default:
                    MoveLine(random, damaged);
                    break;
            }
        }

        return damaged.ToString();
    }

    /// <summary>Puts one word of the text in the place of another.</summary>
    private static void ReplaceWord(Random random, StringBuilder text)
    {
        string[] words = text.ToString().Split(' ', '\n', '(', ')');
        string from = words[random.Next(words.Length)], to = words[random.Next(words.Length)];
        if (from.Length > 0)
        {
            int at = text.ToString().IndexOf(from, random.Next(text.Length), StringComparison.Ordinal);
            _ = at < 0 ? text : text.Remove(at, from.Length).Insert(at, to);
        }
    }

    /// <summary>Doubles a line, or moves it.</summary>
    private static void MoveLine(Random random, StringBuilder text)
    {
        List<string> lines = [.. text.ToString().Split('\n')];
        string line = lines[random.Next(lines.Count)];
        if (random.Next(2) == 0)
        {
            lines.Remove(line);
        }

        lines.Insert(random.Next(lines.Count + 1), line);
        text.Clear().AppendJoin('\n', lines);
    }
}
