using System.Text;
using System.Text.Json;

using EdgeSeq.Targets.LanguageModels;
using EdgeSeq.Targets.WordLm;

using Xunit;

namespace EdgeSeq.Tests.LanguageModelsTarget;

[Collection(Alone.Name)]
public sealed class WordLmTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("edgeseq-wordlm-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void Words_are_learned_from_any_text_and_the_likeliest_next_ones_shown()
    {
        string text = Path.Combine(_directory, "text.txt"), json = Path.Combine(_directory, "r.json");
        File.WriteAllText(text, string.Concat(Enumerable.Repeat("The cat sat on THE mat, and the dog sat too.\n", 60)));
        (int exitCode, string output, string errors) = Run(
            "train", "--corpus", text, "--lower-case", "--batch", "2", "--window", "8", "--steps", "40", "--lr", "0.02", "--prompt", "and the", "--json", json);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("Output layer 93 %", output);
        Assert.Contains("12 different", output);
        Assert.Contains("perplexity", output);
        string[] lines = output.TrimEnd('\n').Split('\n');
        int title = Array.FindIndex(lines, line => line.Contains("likeliest after 'and the'", StringComparison.Ordinal));
        Assert.Equal(10, lines.Length - title - 1);
        Assert.Contains(" dog ", lines[title + 1]);
        JsonElement report = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        Assert.Equal(("word", 12), (report.GetProperty("level").GetString(), report.GetProperty("vocabulary").GetInt32()));
        Assert.InRange(report.GetProperty("allocated_bytes").GetInt64(), 0, 8191);   // see CommandLineTests
    }

    [Fact]
    public void Invalid_text_is_refused_with_the_place()
    {
        string text = Path.Combine(_directory, "text.txt");
        File.WriteAllBytes(text, [.. "some words"u8, 0xFF]);
        (int exitCode, string output, string errors) = Run("train", "--corpus", text);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith("wordlm: ", errors);
        Assert.Contains("byte 10 stands 0xFF", errors);
    }

    private static (int ExitCode, string Output, string Errors) Run(params string[] arguments)
    {
        using var output = new MemoryStream();
        using var errors = new StringWriter { NewLine = "\n" };
        int exitCode = WordLmApp.Create().Run(arguments, new Terminal(output, width: 0), errors);
        return (exitCode, Encoding.UTF8.GetString(output.ToArray()), errors.ToString());
    }
}
