using System.Globalization;
using System.IO.Pipes;
using System.Text;

using EdgeSeq.Targets.CharLm;
using EdgeSeq.Targets.LanguageModels;
using EdgeSeq.Text;

using Xunit;

namespace EdgeSeq.Tests.LanguageModelsTarget;

/// <summary>Commands that read a model: from where, and how they write numbers.</summary>
public sealed class SavedModelTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public SavedModelTests()
    {
        using var model = new Model<ElmanTanh64>(seed: 1) { Vocabulary = Vocabulary.Bytes };
        using FileStream file = File.Create(_path);
        model.Save(file);
    }

    public static TheoryData<string> Commands => ["next --prompt ab", "score ab abc", "sample --length 5", "sample --beam 2 --length 5"];

    public void Dispose() => File.Delete(_path);

    /// <summary>Of <c>--model &lt;(command)</c> nothing can be read twice.</summary>
    [SkippableTheory]
    [MemberData(nameof(Commands))]
    public async Task A_model_may_come_from_a_pipe(string command)
    {
        Skip.If(OperatingSystem.IsWindows(), "It has no names for pipes that are open.");
        string expected = Run(command, _path);
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        Task written = Task.Run(() =>
        {
            using (pipe)
            {
                pipe.Write(File.ReadAllBytes(_path));
            }
        });
        try
        {
            Assert.Equal(expected, Run(command, $"/dev/fd/{pipe.ClientSafePipeHandle.DangerousGetHandle()}"));
            await written;
        }
        finally
        {
            // What nobody reads any more must not be waited for.
            pipe.DisposeLocalCopyOfClientHandle();
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Numbers_are_written_the_same_in_every_language(string command)
    {
        string expected = Run(command, _path);
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = OddCulture();
            Assert.Equal("\u22121,5", $"{-1.5}");
            Assert.Equal(expected, Run(command, _path));
            Assert.Equal("\u22121,5", $"{-1.5}");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Training_says_its_figures_the_same_in_every_language()
    {
        string text = Path.GetTempFileName();
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            File.WriteAllText(text, string.Concat(Enumerable.Repeat("The same words again. ", 200)));
            string command = $"train --corpus {text} --cell elman-tanh --hidden 64 --batch 2 --window 16 --steps 2 --decay 0.5";
            string[] expected = Figures(Run(command, null));
            Assert.True(expected.Length >= 5);
            CultureInfo.CurrentCulture = OddCulture();
            Assert.Equal(expected, Figures(Run(command, null)));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
            File.Delete(text);
        }

        static string[] Figures(string output) =>
            [.. output.Split('\n').Where(line => line.Split(' ')[0] is "Model" or "Corpus" or "Training" or "To" or "Validation" or "Weights")];
    }

    [Fact]
    public void The_score_of_nothing_is_zero_and_not_minus_zero()
    {
        Assert.DoesNotContain("-0.000", Run("score |", _path), StringComparison.Ordinal);
        Assert.Equal([0, 0, 0], new[] { new SequenceScore(0, 3).Loss, new SequenceScore(0, 0).BitsPerCharacter(1), new SequenceScore(0, 3).BitsPerCharacter(1) }.Select(BitConverter.DoubleToInt64Bits));
    }

    private static CultureInfo OddCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NumberGroupSeparator, culture.NumberFormat.NegativeSign) = (",", "\u00A0", "\u2212");
        return culture;
    }

    private static string Run(string command, string? model)
    {
        using var output = new MemoryStream();
        using var errors = new StringWriter { NewLine = "\n" };
        string[] arguments = [.. command.Split(' ').Select(word => word == "|" ? "" : word), .. model is null ? Array.Empty<string>() : ["--model", model]];
        int exitCode = CharLmApp.Create().Run(arguments, new Terminal(output, width: 0), errors);
        Assert.Equal((0, ""), (exitCode, errors.ToString()));
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
