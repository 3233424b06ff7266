using EdgeSeq.Text;
using nietras.SeparatedValues;

namespace EdgeSeq.Data;

/// <summary>Texts, each with the name of its class.</summary>
public sealed class LabeledTexts
{
    private LabeledTexts(IReadOnlyList<string> labels, IReadOnlyList<string> texts, IReadOnlyList<int> classes) =>
        (Labels, Texts, Classes) = (labels, texts, classes);

    /// <summary>Names of the classes, in the order of the alphabet; for <see cref="Model{TShape}.Labels"/>.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The texts.</summary>
    public IReadOnlyList<string> Texts { get; }

    /// <summary>Of each text the place of its class in <see cref="Labels"/>.</summary>
    public IReadOnlyList<int> Classes { get; }

    /// <summary>Texts in memory.</summary>
    /// <param name="rows">Of each text its class and itself.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static LabeledTexts Of(IEnumerable<(string Label, string Text)> rows)
    {
        (string Label, string Text)[] all = [.. rows];
        if (all.Length == 0)
        {
            throw new ArgumentException("There is no text.", nameof(rows));
        }

        string[] labels = [.. all.Select(row => row.Label).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        return new(labels, [.. all.Select(row => row.Text)], [.. all.Select(row => Array.BinarySearch(labels, row.Label, StringComparer.Ordinal))]);
    }

    /// <summary>Reads a file of a text a line, with its class. Quotation marks have no meaning; lines without a text are passed over.</summary>
    /// <param name="path">UTF-8.</param>
    /// <param name="labelColumn">Where the class stands, from 0 on.</param>
    /// <param name="textColumn">Where the text stands, from 0 on.</param>
    /// <param name="separator">What stands between columns.</param>
    /// <param name="hasHeader">Whether the first line holds names of columns.</param>
    /// <exception cref="InvalidDataException">A line has too few columns; it is named; or there is no text.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static LabeledTexts Read(string path, int labelColumn = 0, int textColumn = 1, char separator = '\t', bool hasHeader = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentOutOfRangeException.ThrowIfNegative(labelColumn);
        ArgumentOutOfRangeException.ThrowIfNegative(textColumn);
        using SepReader reader = new SepReaderOptions(Sep.New(separator)) { HasHeader = hasHeader, DisableQuotesParsing = true, DisableColCountCheck = true }.FromFile(path);
        List<(string, string)> rows = [];
        foreach (SepReader.Row row in reader)
        {
            if (row.Span.IsWhiteSpace())
            {
                continue;
            }

            if (Math.Max(labelColumn, textColumn) >= row.ColCount)
            {
                throw new InvalidDataException($"{path}, line {row.LineNumberFrom}: the line has {row.ColCount} columns; a class and a text stand in columns {labelColumn + 1} and {textColumn + 1}.");
            }

            if (!row[textColumn].Span.IsWhiteSpace())
            {
                rows.Add((row[labelColumn].ToString(), row[textColumn].ToString()));
            }
        }

        return rows.Count > 0 ? Of(rows) : throw new InvalidDataException($"{path} holds no text.");
    }

    /// <summary>Divides the texts at random into a part to learn from and one to measure with. Both have all <see cref="Labels"/>.</summary>
    /// <param name="heldOut">The share of the second part; above 0, below 1.</param>
    /// <param name="seed">The same seed gives the same parts on every machine.</param>
    /// <exception cref="ArgumentException">The share is out of range, or leaves a part without a text.</exception>
    public (LabeledTexts Training, LabeledTexts HeldOut) Split(double heldOut, ulong seed = 0)
    {
        int[] order = [.. Enumerable.Range(0, Texts.Count)];
        new RandomGenerator(seed).Shuffle(order.AsSpan());
        int first = Texts.Count - (int)Math.Round(Texts.Count * heldOut);
        return heldOut is > 0 and < 1 && first > 0 && first < Texts.Count
            ? (Part(order[..first]), Part(order[first..]))
            : throw new ArgumentException($"{Texts.Count} texts have no part of {heldOut}; the share is above 0, below 1, and leaves each part a text.", nameof(heldOut));

        LabeledTexts Part(int[] rows) => new(Labels, [.. rows.Select(row => Texts[row])], [.. rows.Select(row => Classes[row])]);
    }

    /// <summary>The texts as batches of tokens.</summary>
    /// <param name="vocabulary">Turns them into tokens.</param>
    /// <param name="options">How they become batches; the defaults if null.</param>
    /// <exception cref="ArgumentException">Something has no token and the vocabulary has no unknown one, or an option is out of range.</exception>
    public LabeledSequences ToSequences(Vocabulary vocabulary, LabeledOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(vocabulary);
        return new([.. Texts.Select(vocabulary.Encode)], Classes, options);
    }
}
