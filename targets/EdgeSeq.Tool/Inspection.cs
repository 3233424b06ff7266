using System.Globalization;
using EdgeSeq.Storage;

namespace EdgeSeq.Targets.Tool;

/// <summary><c>inspect</c>: what a model file holds, as tables.</summary>
internal static class Inspection
{
    private const int LongestText = 60;

    /// <summary>Reads a file and describes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="readsTokens">Whether tokens come in, if the file does not say it; null if nobody knows.</param>
    /// <param name="output">Receives the tables.</param>
    /// <exception cref="IOException">The file cannot be read, or holds no model.</exception>
    public static void Write(string path, bool? readsTokens, TextWriter output)
    {
        using Stream file = StoredModel.Open(path);
        StoredModel stored = StoredModel.Read(path, file, readsTokens);
        long numbers = stored.Model.Tensors.Values.Sum(values => (long)values.Length);
        Table.Write(output, ["tensor", "type", "shape"], stored.Tensors.Select(t => new[] { t.Name, t.Type, $"[{string.Join(" x ", t.Dimensions)}]" }));
        output.WriteLine();
        string[][] texts = [.. stored.Metadata.Where(entry => !DescriptionTexts.IsOfTable(entry.Key)).Select(entry => new[] { entry.Key, Short(entry.Value) })];
        if (texts.Length > 0)
        {
            Table.Write(output, ["metadata", "text"], texts);
            output.WriteLine();
        }

        NumberTable.Write(stored.Model.Shape, stored.Model.Description, output);

        Table.Write(output, ["cost", ""],
        [
            ["numbers of the model", Grouped(numbers)],
            .. stored.Weights != WeightType.Float32 ? (string[][])[[$"of them in {StoredModel.Title(stored.Weights)}", Grouped(stored.Rounded)]] : [],
            ["bytes as float32", Grouped(numbers * sizeof(float))],
            ["bytes of the file", Grouped(file.Length)],
            ["multiply-adds a step", Grouped(Cost.MultiplyAdds(stored.Model.Shape))],
        ]);
        output.WriteLine();
        output.WriteLine("The shape that it fits:");
        output.WriteLine($"    {stored.Declared.ReplaceLineEndings($"{output.NewLine}    ")}");
        if (stored.Assumed.Count > 0)
        {
            output.WriteLine($"Assumed, since the file does not say: {string.Join(", ", stored.Assumed)}.");
        }

        if (stored.Unknown is not null)
        {
            output.WriteLine($"Unknown, since the file does not say: {stored.Unknown}. Say it with --tokens or --vectors.");
        }
    }

    private static string Grouped(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>One line of printable characters; a vocabulary would fill the screen.</summary>
    private static string Short(string text) =>
        string.Concat((text.Length > LongestText ? text[..LongestText] + "..." : text).Select(c => char.IsControl(c) ? ' ' : c));
}
