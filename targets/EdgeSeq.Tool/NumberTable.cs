using System.Globalization;
using EdgeSeq.Models;
using EdgeSeq.Shapes;

namespace EdgeSeq.Targets.Tool;

/// <summary>What a model says of its inputs and outputs: a line each, a column for whatever is said.</summary>
internal static class NumberTable
{
    /// <summary>Writes the table, if anything is said.</summary>
    public static void Write(ModelShape shape, ModelDescription description, TextWriter output)
    {
        Normalizer? normalizer = description.Normalizer;
        Write("input", shape.Inputs, output,
        [
            ("unit", description.InputUnits),
            ("mean", Texts(normalizer is null ? default : normalizer.InputMean)),
            ("scale", Texts(normalizer is null ? default : normalizer.InputScale)),
        ]);
        Write("output", shape.Outputs, output,
        [
            ("label", description.Labels),
            ("unit", description.OutputUnits),
            ("threshold", description.Thresholds is { } thresholds ? Texts(thresholds) : null),
            ("mean", Texts(normalizer is null ? default : normalizer.OutputMean)),
            ("scale", Texts(normalizer is null ? default : normalizer.OutputScale)),
        ]);
    }

    private static void Write(string what, int count, TextWriter output, IReadOnlyList<(string Title, IReadOnlyList<string>? Texts)> columns)
    {
        (string Title, IReadOnlyList<string>? Texts)[] said = [.. columns.Where(column => column.Texts is not null)];
        if (said.Length == 0)
        {
            return;
        }

        Table.Write(output, [what, .. said.Select(column => column.Title)],
            Enumerable.Range(0, count).Select(i => (string[])[i.ToString(CultureInfo.InvariantCulture), .. said.Select(column => column.Texts![i])]));
        output.WriteLine();
    }

    private static List<string>? Texts(ReadOnlySpan<float> numbers)
    {
        List<string>? texts = numbers.IsEmpty ? null : [];
        foreach (float number in numbers)
        {
            texts!.Add(number.ToString("R", CultureInfo.InvariantCulture));
        }

        return texts;
    }
}
