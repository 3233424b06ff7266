using System.Globalization;
using nietras.SeparatedValues;

namespace EdgeSeq.Data;

/// <summary>Series of numbers from CSV files, a line a step. Numbers have a decimal point, whatever the machine's language.</summary>
public static class CsvSeries
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">Which columns, and how they are written; the defaults if null.</param>
    /// <exception cref="InvalidDataException">There is no such column, a value is no number, or no column is one; file, line and column are named.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static Series Read(string path, CsvOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var text = new StreamReader(path);
        return Read(text, path, options ?? new());
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">Read to its end; not closed.</param>
    /// <param name="options">Which columns, and how they are written; the defaults if null.</param>
    /// <exception cref="InvalidDataException">There is no such column, a value is no number, or no column is one; line and column are named.</exception>
    public static Series Read(TextReader text, CsvOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Read(text, "the text", options ?? new());
    }

    private static Series Read(TextReader text, string name, CsvOptions options)
    {
        Sep? separator = options.Separator is char given ? Sep.New(given) : null;
        using SepReader reader = new SepReaderOptions(separator) { HasHeader = options.HasHeader, Unescape = true, Trim = SepTrim.All, DisableColCountCheck = true }
            .FromText(text.ReadToEnd());
        List<float> values = [];
        int[]? columns = null;
        IReadOnlyList<string>? names = null;
        foreach (SepReader.Row row in reader)
        {
            if (row.Span.IsWhiteSpace())
            {
                continue;
            }

            columns ??= Columns(reader, row, options, name, out names);
            foreach (int column in columns)
            {
                if (column >= row.ColCount)
                {
                    throw new InvalidDataException($"{name}, line {row.LineNumberFrom}: the line ends before column {column + 1}; it has {row.ColCount}.");
                }

                values.Add(TryRead(row[column].Span, options, out float value) ? value : throw new InvalidDataException(
                    $"{name}, line {row.LineNumberFrom}, column {names?[Array.IndexOf(columns, column)] ?? $"{column + 1}"}: '{row[column].Span}' is no number. "
                    + $"Leave the column out ({nameof(CsvOptions.Columns)}), or name what stands for a missing number ({nameof(CsvOptions.Missing)})."));
            }
        }

        return columns is null ? throw new InvalidDataException($"{name} holds no line of numbers.") : new Series(values.ToArray(), columns.Length, names);
    }

    private static int[] Columns(SepReader reader, SepReader.Row first, CsvOptions options, string name, out IReadOnlyList<string>? names)
    {
        List<int> columns = [];
        if (options.Columns is { } wanted)
        {
            foreach (string column in wanted)
            {
                columns.Add(options.HasHeader && reader.Header.TryIndexOf(column, out int index) ? index : throw new InvalidDataException(
                    $"{name} has no column {column}{(options.HasHeader ? $"; it has {string.Join(", ", reader.Header.ColNames)}" : ", since it has no names of columns")}."));
            }
        }
        else
        {
            for (int i = 0; i < first.ColCount; i++)
            {
                if (!options.HasHeader || TryRead(first[i].Span, options, out _))
                {
                    columns.Add(i);
                }
            }
        }

        if (columns.Count == 0)
        {
            throw new InvalidDataException($"{name} has no column whose first value is a number.");
        }

        names = options.HasHeader ? [.. columns.Select(column => reader.Header.ColNames[column])] : null;
        return [.. columns];
    }

    private static bool TryRead(ReadOnlySpan<char> text, CsvOptions options, out float value)
    {
        value = float.NaN;
        if (text.IsEmpty)
        {
            return true;
        }

        foreach (string missing in options.Missing)
        {
            if (text.Equals(missing, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);
    }
}
