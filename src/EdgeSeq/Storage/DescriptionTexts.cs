using System.Globalization;
using EdgeSeq.Models;
using EdgeSeq.Shapes;
using EdgeSeq.Text;
using static EdgeSeq.Storage.SafetensorsFormat;

namespace EdgeSeq.Storage;

/// <summary>What a model carries, as texts of a file: names a line each, numbers with spaces between.</summary>
internal static class DescriptionTexts
{
    /// <summary>Texts by key, in the order in which they are written.</summary>
    public static List<KeyValuePair<string, string>> Of(ModelDescription description)
    {
        List<KeyValuePair<string, string>> texts = [];
        Add(TokensKey, description.Vocabulary is { } vocabulary ? VocabularyFormat.Write(vocabulary) : null);
        Add(LabelsKey, Lines(description.Labels));
        Add(InputUnitsKey, Lines(description.InputUnits));
        Add(OutputUnitsKey, Lines(description.OutputUnits));
        Add(ThresholdsKey, description.Thresholds is { } thresholds ? Numbers(thresholds) : null);
        Add(StartKey, description.StartToken?.ToString(CultureInfo.InvariantCulture));
        if (description.Normalizer is { } normalizer)
        {
            AddNumbers(InputMeanKey, normalizer.InputMean);
            AddNumbers(InputScaleKey, normalizer.InputScale);
            AddNumbers(OutputMeanKey, normalizer.OutputMean);
            AddNumbers(OutputScaleKey, normalizer.OutputScale);
            Add(MissingKey, normalizer.Missing.ToString());
        }

        texts.AddRange(description.Metadata);
        return texts;

        void AddNumbers(string key, ReadOnlySpan<float> numbers) => Add(key, numbers.IsEmpty ? null : Numbers(numbers));

        void Add(string key, string? text)
        {
            if (text is not null)
            {
                texts.Add(new(key, text));
            }
        }
    }

    /// <summary>What a file says of a model, besides its shape.</summary>
    /// <exception cref="ModelFormatException">A text is not what must stand there.</exception>
    public static void Read(Dictionary<string, string> texts, ModelShape shape, ModelDescription description)
    {
        try
        {
            description.Vocabulary = ModelMetadata.VocabularyOf(texts, shape);
            description.Labels = PartsOf(texts, LabelsKey, '\n');
            description.InputUnits = PartsOf(texts, InputUnitsKey, '\n');
            description.OutputUnits = PartsOf(texts, OutputUnitsKey, '\n');
            description.Thresholds = texts.ContainsKey(ThresholdsKey) ? NumbersOf(texts, ThresholdsKey) : null;
            if (texts.TryGetValue(StartKey, out string? start))
            {
                description.StartToken = int.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out int token) ? token
                    : throw new ModelFormatException($"The file has {StartKey} {JsonFields.Quote(start)}; expected a token.");
            }

            if (texts.TryGetValue(MissingKey, out string? missing))
            {
                description.Normalizer = new(
                    NumbersOf(texts, InputMeanKey), NumbersOf(texts, InputScaleKey), NumbersOf(texts, OutputMeanKey), NumbersOf(texts, OutputScaleKey))
                {
                    Missing = missing == nameof(MissingInputs.Mean) ? MissingInputs.Mean
                        : missing == nameof(MissingInputs.Reject) ? MissingInputs.Reject
                        : missing == nameof(MissingInputs.Forecast) ? MissingInputs.Forecast
                        : throw new ModelFormatException($"The file has {MissingKey} {JsonFields.Quote(missing)}; expected Reject, Mean or Forecast."),
                };
            }
        }
        catch (ArgumentException e)
        {
            throw new ModelFormatException($"What the file says of the model does not suit it. {e.Message}", e);
        }

        foreach ((string key, string text) in texts)
        {
            if (!ModelMetadata.IsReserved(key))
            {
                description.Metadata.Restore(key, text);
            }
        }
    }

    /// <summary>Whether a text says something of each input or output, so that it is read best as a column of a table.</summary>
    public static bool IsOfTable(string key) => key is LabelsKey or InputUnitsKey or OutputUnitsKey or ThresholdsKey or InputMeanKey or InputScaleKey
        or OutputMeanKey or OutputScaleKey;

    private static string? Lines(IReadOnlyList<string>? lines) => lines is null ? null : string.Join('\n', lines);

    private static string Numbers(ReadOnlySpan<float> numbers)
    {
        string text = "";
        foreach (float number in numbers)
        {
            text += (text.Length == 0 ? "" : " ") + number.ToString("R", CultureInfo.InvariantCulture);
        }

        return text;
    }

    private static float[] NumbersOf(Dictionary<string, string> texts, string key)
    {
        string[] words = PartsOf(texts, key, ' ') ?? [];
        float[] numbers = new float[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            if (!float.TryParse(words[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
            {
                throw new ModelFormatException($"The file has {key} {JsonFields.Quote(texts[key])}; expected numbers with spaces between.");
            }
        }

        return numbers;
    }

    /// <summary>The parts of a text, without string.Split: it is 4 KB of a program that has no other use for it.</summary>
    private static string[]? PartsOf(Dictionary<string, string> texts, string key, char between)
    {
        if (!texts.TryGetValue(key, out string? text))
        {
            return null;
        }

        string[] parts = new string[text.AsSpan().Count(between) + 1];
        int start = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            int end = text.IndexOf(between, start);
            parts[i] = text[start..(end < 0 ? text.Length : end)];
            start = end + 1;
        }

        return parts;
    }
}
