using System.Diagnostics;
using System.Globalization;
using System.Text;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Tutorials;

/// <summary>The programs of docs/start.md, run as a user would.</summary>
public sealed class TutorialTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Two waves with gaps, and one reading that cannot be, in the held-out part.</summary>
    [Fact]
    public void A_sensor_is_forecast_and_an_anomaly_found()
    {
        var csv = new StringBuilder("time,warmth,pressure\n");
        for (int t = 0; t < 1000; t++)
        {
            string warmth = t == 950 ? "90" : t % 97 == 5 ? "" : (20 + (5 * Math.Sin(t / 6.0))).ToString("F3", CultureInfo.InvariantCulture);
            csv.Append(CultureInfo.InvariantCulture, $"2026-01-01T{t},{warmth},{1013 + (8 * Math.Cos(t / 9.0)):F3}\n");
        }

        string output = Run("ForecastSensor", Write("sensor.csv", csv.ToString()));
        Assert.Contains("step 150: 90 where", output, StringComparison.Ordinal);
        Assert.Single(output.Split('\n'), line => line.StartsWith("step ", StringComparison.Ordinal));
        Assert.Matches(@"warmth +\d+ +\d", output);
        using Stream saved = File.OpenRead(Path.Combine(_folder, "forecaster.safetensors"));
        Assert.True(saved.Length > 10_000);
    }

    /// <summary>Texts whose class is that of one of their words.</summary>
    [Fact]
    public void Texts_are_classified()
    {
        var random = new RandomGenerator(3);
        string[][] words = [["cat", "dog", "horse"], ["red", "green", "blue"], ["one", "two", "three"]];
        string[] names = ["animal", "colour", "number"], fill = ["the", "a", "is", "and", "there"];
        var tsv = new StringBuilder();
        for (int i = 0; i < 600; i++)
        {
            int topic = random.NextInt32(3);
            IEnumerable<string> before = Enumerable.Range(0, random.NextInt32(4)).Select(_ => fill[random.NextInt32(5)]).ToArray();
            tsv.Append(CultureInfo.InvariantCulture, $"{names[topic]}\t{string.Join(' ', [.. before, words[topic][random.NextInt32(3)], fill[random.NextInt32(5)]])}\n");
        }

        string output = Run("ClassifyTexts", Write("topics.tsv", tsv.ToString()), "there is a horse", "the blue");
        Assert.Contains("there is a horse: animal", output, StringComparison.Ordinal);
        Assert.Contains("the blue: colour", output, StringComparison.Ordinal);
        Assert.Matches(@"class +true +found +precision +recall +F1 +as animal", output);
    }

    /// <summary>A sonnet that is there over and over is learnt by heart.</summary>
    [Fact]
    public void A_poem_is_learnt_and_written_on()
    {
        const string Sonnet = """
            Shall I compare thee to a summer's day?
            Thou art more lovely and more temperate:
            Rough winds do shake the darling buds of May,
            And summer's lease hath all too short a date.

            """;
        string output = Run("WriteLikeShakespeare", Write("sonnet.txt", string.Concat(Enumerable.Repeat(Sonnet.ReplaceLineEndings("\n"), 100))), "30", "Rough winds");
        Assert.Contains("Rough winds do shake the darling buds of May,\nAnd summer's lease", output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(_folder, "poet.safetensors")));
    }

    /// <summary>
    /// A file as <c>save_file(model.state_dict(), ...)</c> leaves it, made here: no PyTorch is needed. What its model computes is computed
    /// a second time from PyTorch's own formula of <c>nn.GRU</c>.
    /// </summary>
    [Fact]
    public void A_model_of_PyTorch_gives_the_outputs_of_its_formula()
    {
        var model = new StateDict(inputs: 3, hidden: 16, outputs: 2, seed: 4);
        string file = Path.Combine(_folder, "model.safetensors");
        model.Save(file);
        double[][] readings = [.. Enumerable.Range(0, 20).Select(t => new[] { Math.Sin(t), Math.Cos(t / 2.0), t % 3 - 1 })];
        string lines = string.Join('\n', readings.Select(reading => string.Join(' ', reading.Select(x => x.ToString("R", CultureInfo.InvariantCulture)))));
        string[] found = Run("BringPyTorchModel", file, Write("readings.txt", lines)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        double[][] expected = [.. model.Outputs(readings)];
        Assert.Equal(expected.Length, found.Length);
        Assert.All(expected.Zip(found), step => Assert.All(
            step.First.Zip(step.Second.Split(' ')), pair => Assert.Equal(pair.First, double.Parse(pair.Second, CultureInfo.InvariantCulture), 1e-5)));
    }

    /// <summary>The page shows the programs as they are.</summary>
    [Theory]
    [InlineData("ForecastSensor")]
    [InlineData("ClassifyTexts")]
    [InlineData("WriteLikeShakespeare")]
    [InlineData("BringPyTorchModel")]
    public void The_page_shows_the_program(string name)
    {
        string repository = Repository(), page = File.ReadAllText(Path.Combine(repository, "docs", "start.md"));
        string program = File.ReadAllText(Path.Combine(repository, "targets", "Tutorials", name, "Program.cs"));
        Assert.Contains($"```cs\n{program.ReplaceLineEndings("\n")}```", page.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    /// <summary>What the issue promised of the first two, and no more for the others.</summary>
    [Theory]
    [InlineData("ForecastSensor", 25)]
    [InlineData("ClassifyTexts", 30)]
    [InlineData("WriteLikeShakespeare", 25)]
    [InlineData("BringPyTorchModel", 25)]
    public void The_program_is_short(string name, int most) => Assert.InRange(
        File.ReadLines(Path.Combine(Repository(), "targets", "Tutorials", name, "Program.cs"))
            .Count(line => line.Trim().Length > 1 && !line.StartsWith("using EdgeSeq", StringComparison.Ordinal)), 5, most);

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private string Run(string name, params string[] arguments)
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        string program = Path.Combine(Repository(), "artifacts", "bin", name, configuration, name + ".dll");
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors.Result);
        return output;
    }

    private static string Repository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "EdgeSeq.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new DirectoryNotFoundException("No EdgeSeq.sln: run the tests from the repository.");
    }
}
