using System.Text;
using System.Text.Json;

using EdgeSeq.Targets.CharLm;
using EdgeSeq.Targets.LanguageModels;

using EdgeSeq.Tests.Storage;
using Xunit;

namespace EdgeSeq.Tests.LanguageModelsTarget;

[Collection(Alone.Name)]
public sealed class CommandLineTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("edgeseq-charlm-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData("train --batch 0", "--batch is '0': it must be a whole number from 1 to 4096.")]
    [InlineData("train --batch 1.5", "--batch is '1.5'")]
    [InlineData("train --window many", "--window is 'many'")]
    [InlineData("train --epochs -3", "--epochs is '-3'")]
    [InlineData("train --steps 99999999999", "--steps is '99999999999'")]
    [InlineData("train --lr nan", "--lr is 'nan'")]
    [InlineData("train --lr 1,5", "--lr is '1,5'")]
    [InlineData("train --clip -1", "--clip is '-1'")]
    [InlineData("train --seed -1", "--seed is '-1'")]
    [InlineData("train --epochs 1 --steps 1", "--epochs and --steps exclude each other")]
    [InlineData("train --cell gru", "--cell is 'gru': it must be one of elman-tanh, elman-relu, gru-reset-before, gru-reset-after, gru-simplified, lstm.")]
    [InlineData("train --cell elman-relu --hidden 256", "No ElmanRelu of 256 units is compiled in; there are elman-tanh 64,")]
    [InlineData("train --level word", "--level is 'word': it must be one of byte, char.")]
    [InlineData("train --lower-case", "--lower-case is for words")]
    [InlineData("train --min-count 0", "--min-count is '0'")]
    [InlineData("train --patience 0", "--patience is '0'")]
    [InlineData("train --decay nan", "--decay is 'nan'")]
    [InlineData("train --resume", "--resume needs --checkpoints")]
    [InlineData("train --hidden 100", "--hidden is '100'")]
    [InlineData("train --batch", "--batch")]
    [InlineData("train --bach 16", "--bach")]
    [InlineData("trian", "trian")]
    [InlineData("sample", "--model")]
    [InlineData("sample --model m --temperature -1", "--temperature is '-1'")]
    [InlineData("sample --model m --top-k 257", "--top-k is '257'")]
    [InlineData("sample --model m --top-p 0", "--top-p is '0'")]
    [InlineData("sample --model m --top-p nan", "--top-p is 'nan'")]
    [InlineData("sample --model m --min-p 2", "--min-p is '2'")]
    [InlineData("sample --model m --repetition-penalty 0.5", "--repetition-penalty is '0.5'")]
    [InlineData("sample --model m --beam 0", "--beam is '0'")]
    [InlineData("sample --model m --count 3 --beam 2", "excludes --beam")]
    [InlineData("sample --model m --length 0", "--length is '0'")]
    [InlineData("next --count 5", "--model")]
    [InlineData("next --model m --count 257", "--count is '257'")]
    [InlineData("score --model m", "Give sentences, or --file")]
    [InlineData("score --model m --file no/such/file", "no/such/file")]
    [InlineData("score --model no/such/model sentence", "no/such/model")]
    [InlineData("sample --model no/such/model", "no/such/model")]
    [InlineData("train --corpus no/such/text", "no/such/text")]
    [InlineData("train --json no/such/directory/file", "no/such/directory/file")]
    [InlineData("train --steps 1 --batch 4096 --window 65536", "too short for 4096 rows and windows of 65536")]
    public void Wrong_arguments_give_one_line_that_names_them(string arguments, string part) =>
        AssertRefused(arguments.Split(' '), part);

    [Fact]
    public void An_empty_corpus_is_refused()
    {
        string path = InDirectory("empty.txt");
        File.WriteAllBytes(path, []);

        AssertRefused(["train", "--corpus", path], "is empty");
    }

    [Fact]
    public void A_directory_is_neither_corpus_nor_model_nor_output()
    {
        AssertRefused(["train", "--corpus", _directory], "is a directory");
        AssertRefused(["train", "--curve", _directory], "is a directory");
        AssertRefused(["sample", "--model", _directory], "is a directory");
    }

    [UnixFact]
    public void Outputs_may_be_devices_and_FIFOs()
    {
        string text = InDirectory("text.txt"), json = InDirectory("report");
        File.WriteAllText(text, string.Concat(Enumerable.Repeat("The same words again. ", 200)));
        UnixCalls.MakeFifo(json);
        Task<string> reader = Task.Run(() => File.ReadAllText(json));
        (int exitCode, _, string errors) = Run(
            "train", "--corpus", text, "--cell", "elman-tanh", "--hidden", "64", "--batch", "4", "--window", "16", "--steps", "2", "--save", "/dev/null", "--json", json);
        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith("{", reader.WaitAsync(TimeSpan.FromSeconds(60)).Result, StringComparison.Ordinal);
        Assert.Equal([json, text], Directory.GetFileSystemEntries(_directory).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Two_outputs_in_one_place_are_refused()
    {
        string path = InDirectory("out");
        AssertRefused(["train", "--json", path, "--curve", path], "--json and --curve both name");
    }

    [Fact]
    public void A_file_that_is_no_model_is_refused()
    {
        string path = InDirectory("model.safetensors");
        File.WriteAllText(path, "This is not a model.");

        AssertRefused(["sample", "--model", path], path);
    }

    [Fact]
    public void Help_is_no_error()
    {
        (int exitCode, string output, string errors) = Run("train", "--help");

        Assert.Equal(0, exitCode);
        Assert.Empty(errors);
        Assert.Contains("--corpus", output);
        Assert.Contains("gru-reset-before", output);
    }

    [Fact]
    public void Training_writes_its_files_whole_and_the_model_can_be_sampled()
    {
        string text = InDirectory("text.txt"), model = InDirectory("m.safetensors"), json = InDirectory("r.json"), svg = InDirectory("c.svg");
        File.WriteAllText(text, string.Concat(Enumerable.Repeat("The same words again. ", 200)));

        (int exitCode, string output, string errors) = Run(
            "train", "--corpus", text, "--cell", "elman-tanh", "--hidden", "64", "--batch", "4", "--window", "16", "--steps", "12",
            "--seed", "7", "--save", model, "--json", json, "--curve", svg);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("temperature 0.5", output);
        Assert.Equal([svg, model, json, text], Directory.GetFiles(_directory).Order(StringComparer.Ordinal));
        JsonElement report = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        Assert.Equal(
            ["isa", "cell", "hidden", "level", "vocabulary", "batch", "window", "seed", "steps", "tokens", "seconds", "tokens_per_second", "train_loss", "validation_loss", "allocated_bytes", "weights_sha256"],
            report.EnumerateObject().Select(p => p.Name));
        Assert.Equal("elman-tanh", report.GetProperty("cell").GetString());
        Assert.Equal(12 * 4 * 16, report.GetProperty("tokens").GetInt64());

        // Exactly 0 in a process of its own, as CI asserts; among other tests the runtime may allocate tables of its own here.
        Assert.InRange(report.GetProperty("allocated_bytes").GetInt64(), 0, 8191);
        Assert.InRange(report.GetProperty("validation_loss").GetDouble(), 0.1, 6);
        Assert.Equal(64, report.GetProperty("weights_sha256").GetString()!.Length);

        string[] sample = ["sample", "--model", model, "--length", "50", "--temperature", "0.7", "--top-k", "5", "--top-p", "0.9", "--prompt", "The s", "--seed", "3"];
        (exitCode, output, errors) = Run(sample);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.StartsWith("The s", output);
        Assert.Equal(output, Run(sample).Output);

        Assert.Equal(10, Lines("next", "--model", model, "--prompt", "Th").Length);
        Assert.Equal(2, Lines("sample", "--model", model, "--beam", "3", "--prompt", "The ", "--length", "5").Length);
        string[] ranked = Lines("score", "--model", model, "zzz\u001b", "the ");
        Assert.EndsWith("the ", ranked[1]);
        Assert.EndsWith("zzz\u241b", ranked[2]);
        string[] drawn = Lines("sample", "--model", model, "--count", "20", "--length", "7", "--prompt", "w");
        Assert.True(drawn.Length >= 20);
        Assert.StartsWith("w", drawn[0]);
        Assert.Equal(["ab", "cd"], Lines("sample --model m --interactive --length 1".Replace(" m ", $" {model} ", StringComparison.Ordinal).Split(' '), "ab\ncd").Select(line => line[..2]));
    }

    [Fact]
    public void Sentences_are_learned_and_new_ones_shown()
    {
        string text = InDirectory("names.txt");
        File.WriteAllText(text, string.Join('\n', Enumerable.Range(0, 500).Select(i => $"name{i}")));
        (int exitCode, string output, string errors) = Run(
            "train", "--corpus", text, "--sentences", "--cell", "elman-tanh", "--hidden", "64", "--batch", "8", "--window", "10", "--steps", "30", "--patience", "2");

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("To beat", output);
        Assert.Contains("that no line of the corpus is", output);
        Assert.Matches(@" [0-9]{1,4} bytes allocated", output);   // 0 in a process of its own, see above
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_was_interrupted_and_resumed_has_the_weights_of_one_that_was_not(bool sentences)
    {
        string text = InDirectory("text.txt"), whole = InDirectory("whole.json"), parts = InDirectory("parts.json"), folder = InDirectory("checkpoints");
        File.WriteAllText(text, string.Join('\n', Enumerable.Range(0, 300).Select(i => $"line {i * i}")));
        string[] arguments =
        [
            "train", "--corpus", text, "--level", "char", "--cell", "lstm", "--hidden", "64", "--batch", "4", "--window", "16", "--steps", "60", .. sentences ? ["--sentences"] : Array.Empty<string>(),
        ];
        Lines([.. arguments, "--json", whole]);
        Assert.Equal((2, ""), Run([.. arguments, "--checkpoints", folder, "--resume"]) is var (code, output, _) ? (code, output) : default);
        Assert.Equal(0, Run([.. arguments, "--checkpoints", folder], "", new CancellationToken(canceled: true)).ExitCode);
        Assert.Contains("is not empty", Run([.. arguments, "--checkpoints", folder]).Errors);
        Assert.Contains(Lines([.. arguments, "--checkpoints", folder, "--resume", "--json", parts]), line => line.StartsWith("Resumed ", StringComparison.Ordinal) && line.EndsWith("after 1 steps", StringComparison.Ordinal));
        Assert.Equal(Digest(whole), Digest(parts));

        static string Digest(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty("weights_sha256").GetString()!;
    }

    [Fact]
    public void A_model_of_characters_brings_its_vocabulary()
    {
        string text = InDirectory("text.txt"), model = InDirectory("m.safetensors");
        File.WriteAllText(text, string.Concat(Enumerable.Repeat("Größe, ", 200)));
        Lines("train", "--corpus", text, "--level", "char", "--cell", "elman-tanh", "--hidden", "64", "--batch", "2", "--window", "16", "--steps", "2", "--save", model);
        Assert.Equal(9, Lines("next", "--model", model, "--prompt", "Gr", "--count", "20").Length);
        Assert.Matches("^Gr[Größe, ]*$", Lines("sample", "--model", model, "--prompt", "Gr", "--length", "30")[0]);
    }

    [Fact]
    public void An_interrupted_run_ends_with_all_that_belongs_to_an_end()
    {
        string text = InDirectory("text.txt"), model = InDirectory("m.safetensors");
        File.WriteAllText(text, string.Concat(Enumerable.Repeat("The same words again. ", 200)));
        (int exitCode, string output, string errors) = Run(
            ["train", "--corpus", text, "--cell", "elman-tanh", "--hidden", "64", "--batch", "4", "--window", "16", "--steps", "1000", "--save", model, "--prompt", "The"],
            "", new CancellationToken(canceled: true));

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("Ended early  after 1 steps: interrupted", output);
        Assert.Contains("temperature 0.5", output);
        Assert.Contains("likeliest after 'The'", output);
        Assert.True(File.Exists(model));
    }

    [Fact]
    public void Patience_ends_a_run_that_learns_nothing_and_keeps_the_best_weights()
    {
        string text = InDirectory("text.txt"), json = InDirectory("r.json");
        File.WriteAllText(text, string.Concat(Enumerable.Repeat("The same words again. ", 200)));
        (int exitCode, string output, string errors) = Run(
            "train", "--corpus", text, "--cell", "elman-tanh", "--hidden", "64", "--batch", "4", "--window", "16", "--steps", "2000", "--lr", "0", "--patience", "3", "--json", json);

        Assert.Equal((0, ""), (exitCode, errors));
        Assert.Contains("no better held-out loss 3 times", output);
        JsonElement report = JsonDocument.Parse(File.ReadAllText(json)).RootElement;
        Assert.Equal(400, report.GetProperty("steps").GetInt32());
    }

    /// <summary>Interrupted after every single step: patience, its best weights and its end are those of the run that was not.</summary>
    [Fact]
    public void Patience_goes_on_where_it_was_interrupted()
    {
        string text = InDirectory("text.txt"), whole = InDirectory("whole.json"), parts = InDirectory("parts.json"), folder = InDirectory("checkpoints");
        File.WriteAllText(text, string.Join('\n', Enumerable.Range(0, 300).Select(i => $"line {i * i}")));
        string[] arguments =
        [
            "train", "--corpus", text, "--level", "char", "--cell", "elman-tanh", "--hidden", "64", "--batch", "2", "--window", "256", "--steps", "60", "--lr", "0.1", "--patience", "2",
        ];
        string[] expected = Lines([.. arguments, "--json", whole]);
        Assert.Contains(expected, line => line.EndsWith("no better held-out loss 2 times", StringComparison.Ordinal));

        string[] resumed = [.. arguments, "--checkpoints", folder, "--json", parts];
        string output = "interrupted";
        int runs = 0;
        for (; output.Contains("interrupted", StringComparison.Ordinal); runs++)
        {
            (int exitCode, output, string errors) = Run([.. resumed, .. runs > 0 ? ["--resume"] : Array.Empty<string>()], "", new CancellationToken(canceled: true));
            Assert.Equal((0, ""), (exitCode, errors));
        }

        Assert.True(runs > 6, $"{runs} runs");
        Assert.Equal(Figures(whole), Figures(parts));

        static (string?, double, int) Figures(string path)
        {
            JsonElement root = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
            return (root.GetProperty("weights_sha256").GetString(), root.GetProperty("validation_loss").GetDouble(), root.GetProperty("steps").GetInt32());
        }
    }

    private static string[] Lines(params string[] arguments) => Lines(arguments, "");

    private static string[] Lines(string[] arguments, string input)
    {
        (int exitCode, string output, string errors) = Run(arguments, input, default);
        Assert.Equal((0, ""), (exitCode, errors));
        return output.TrimEnd('\n').Split('\n');
    }

    private static (int ExitCode, string Output, string Errors) Run(params string[] arguments) => Run(arguments, "", default);

    private static (int ExitCode, string Output, string Errors) Run(string[] arguments, string input, CancellationToken interrupted)
    {
        using var output = new MemoryStream();
        using var errors = new StringWriter { NewLine = "\n" };
        int exitCode = CharLmApp.Create().Run(arguments, new Terminal(output, width: 0, new StringReader(input)), errors, interrupted);
        return (exitCode, Encoding.UTF8.GetString(output.ToArray()), errors.ToString());
    }

    private void AssertRefused(string[] arguments, string part)
    {
        string[] before = Directory.GetFiles(_directory);
        (int exitCode, string output, string errors) = Run(arguments);

        Assert.Equal(2, exitCode);
        Assert.Empty(output);
        Assert.Single(errors.TrimEnd('\n').Split('\n'));
        Assert.StartsWith("charlm: ", errors);
        Assert.Contains(part, errors);
        Assert.Equal(before, Directory.GetFiles(_directory));
    }

    private string InDirectory(string name) => Path.Combine(_directory, name);
}
