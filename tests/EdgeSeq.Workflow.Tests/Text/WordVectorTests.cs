using System.Text;
using EdgeSeq.Text;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Text;

public sealed class WordVectorTests
{
    private static readonly Vocabulary s_words = Vocabulary.Build(["the cat saw Paris 's"], new VocabularyOptions { Level = TextLevel.Word });

    /// <summary>The three kinds of files: with a first line or without, with blanks at the ends of lines, with words that have blanks.</summary>
    [Theory]
    [InlineData("4 3\nthe 1 2 3\ndog 9 9 9\ncat -0.5 1e-3 7 \nsaw 4 5 6")]
    [InlineData("the 1 2 3\ndog 9 9 9\n. . . 8 8 8\nat name@domain 8 8 8\ncat -0.5 1e-3 7\nsaw 4 5 6\nthe 8 8 8\n")]
    [InlineData("4 3\r\nthe\t1\t2\t3\r\ndog 9 9 9\r\ncat -.5 0.001 7\r\nsaw 4 5 6\r\n")]
    public void Words_of_the_vocabulary_receive_their_vectors(string file)
    {
        using Model<Sentence> model = New();
        float[,] before = Vectors(model);
        WordVectorReport report = model.LoadWordVectors(StreamOf(file));
        float[,] after = Vectors(model);
        Assert.Equal([1, 2, 3], Row(after, "the"));
        Assert.Equal([-0.5f, 0.001f, 7], Row(after, "cat"));
        Assert.Equal([4, 5, 6], Row(after, "saw"));
        Assert.Equal(Row(before, "Paris"), Row(after, "Paris"));
        Assert.Equal((3, 0, file.Trim().Split('\n').Length - (file[0] == '4' ? 1 : 0)), (report.Found, report.FoundByCase, (int)report.Lines));
        Assert.Equal([.. Enumerable.Range(0, s_words.Count).Where(token => Word(token) is not ("the" or "cat" or "saw"))], report.Missing);
        Assert.Equal(Row(before, s_words.Count), Row(after, s_words.Count));   // a token that the vocabulary does not have
        Assert.StartsWith($"3 of {s_words.Count} words found (", report.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_capitals_will_do_where_nothing_else_is_there()
    {
        using Model<Sentence> model = New();
        const string file = "THE 8 8 8\nparis 1 2 3\nPARIS 7 7 7\nthe 4 5 6";
        Assert.Equal((1, 0), (model.LoadWordVectors(StreamOf(file)).Found, model.LoadWordVectors(StreamOf(file)).FoundByCase));
        WordVectorReport report = model.LoadWordVectors(StreamOf(file), new WordVectorOptions { IgnoreCase = true, Scale = 0.5f });
        Assert.Equal((2, 1), (report.Found, report.FoundByCase));
        Assert.Equal([0.5f, 1, 1.5f], Row(Vectors(model), "Paris"));
        Assert.Equal([2, 2.5f, 3], Row(Vectors(model), "the"));
    }

    [Theory]
    [InlineData("2 300\nthe 1 2 3\n", "Line 1 has vectors of 300 numbers, and those of Sentence have 3")]
    [InlineData("the 1 2 3 4\n", "Line 1 has vectors of 4 numbers, and those of Sentence have 3")]
    [InlineData("the 1 2 3\ncat 1 2\n", "Line 2 has 2 numbers behind its word; each vector has 3, so the line is cut off")]
    [InlineData("the 1 2 3\ncat 1 2 3 4\n", "Line 2 has 4 numbers behind its word; each vector has 3.")]
    [InlineData("the 1 2 3\ndog\n", "Line 2 has 0 numbers")]
    [InlineData("the 1 2 3\n\ncat 1 2 3\n", "Line 2 has 0 numbers")]
    [InlineData("2 3\ndog 1 2 3\nthe 1 NaN 3\n", "Line 3: number 2 of 'the' is 'NaN'")]
    [InlineData("dog 1 2 3\nthe 1 2 1e99\n", "Line 2: number 3 of 'the' is '1e99'")]
    [InlineData("dog 1 2 3\nthe 1 two 3\n", "Line 2: number 2 of 'the' is 'two'")]
    [InlineData("3 3\nthe 1 2 3\ncat 1 2 3\n", "Line 1 says 3 vectors, and the file ends after 2 of them, behind line 3: it is cut off")]
    [InlineData("1 3\nthe 1 2 3\ncat 1 2 3\n", "Line 1 says 1 vectors, and the file ends after 2")]
    [InlineData("", "There is no vector in it")]
    public void Faults_are_named_with_their_line_and_change_nothing(string file, string message)
    {
        using Model<Sentence> model = New();
        string before = model.ComputeSha256();
        Assert.StartsWith(message, Assert.Throws<InvalidDataException>(() => model.LoadWordVectors(StreamOf(file))).Message, StringComparison.Ordinal);
        Assert.Equal(before, model.ComputeSha256());
    }

    [Fact]
    public void A_model_without_words_or_vectors_says_so()
    {
        using var counter = new Model<Counter>();
        using var sentence = new Model<Sentence>();
        AssertRefused(() => counter.LoadWordVectors(StreamOf("a 1")), "Counter has no learned vectors");
        AssertRefused(() => sentence.LoadWordVectors(StreamOf("a 1 2 3")), "has no vocabulary");
        AssertRefused(() => sentence.LoadWordVectors(StreamOf("a 1 2 3"), new WordVectorOptions { Vocabulary = s_words, Tensor = "e.weight" }), "it has embedding.weight");
        AssertRefused(() => sentence.LoadWordVectors(StreamOf("a 1 2 3"), new WordVectorOptions { Vocabulary = s_words, Scale = 0 }), "Scale");

        static void AssertRefused(Action load, string message) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(load).Message, StringComparison.Ordinal);
    }

    /// <summary>A file larger than any buffer, of lines longer than the first one, and vectors that stay as they are in training.</summary>
    [Fact]
    public void Large_files_are_read_line_by_line_and_frozen_vectors_stay()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, string.Concat(Enumerable.Range(0, 20_000).Select(i => $"word{i} {i} 0.25 -1\n")) + new string('x', 100_000) + " 1 2 3\nsaw 7 8 9\n");
            using Model<Sentence> model = New();
            WordVectorReport report = model.LoadWordVectors(path);
            Assert.Equal((1, 20_002), (report.Found, report.Lines));
            float[,] before = Vectors(model);
            using var trainer = new Trainer<Sentence>(model, new TrainerOptions { Batch = 1, Window = 3, Groups = [new("embedding.weight") { IsFrozen = true }] });
            string weights = model.ComputeSha256();
            trainer.Step([1, 2, 3], [2, 3, 4]);
            Assert.Equal(before, Vectors(model));
            Assert.NotEqual(weights, model.ComputeSha256());
            File.AppendAllText(path, "cat 1 2");
            Assert.StartsWith($"{path}: Line 20003 has 2 numbers", Assert.Throws<InvalidDataException>(() => model.LoadWordVectors(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static Model<Sentence> New() => new(1) { Vocabulary = s_words };

    private static MemoryStream StreamOf(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Word(int token) => Encoding.UTF8.GetString(s_words.UnitOf(token));

    private static float[,] Vectors(Model<Sentence> model)
    {
        float[,] vectors = new float[12, 3];
        model.CopyParameterTo("E", vectors);
        return vectors;
    }

    private static float[] Row(float[,] vectors, string word) => Row(vectors, s_words.Encode(word)[0]);

    private static float[] Row(float[,] vectors, int token) => [.. Enumerable.Range(0, 3).Select(i => vectors[token, i])];
}
