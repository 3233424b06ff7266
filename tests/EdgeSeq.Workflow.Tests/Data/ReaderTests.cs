using EdgeSeq.Data;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Data;

[Trait("Isa", "none")]
public sealed class ReaderTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Columns_of_numbers_are_found_and_missing_ones_are_NaN()
    {
        Series series = CsvSeries.Read(new StringReader("time,warmth,\"more, or less\"\n2026-01-01,1.5,2\n2026-01-02,,NA\n\n2026-01-03,-1e3,\"4\"\n"));
        Assert.Equal(["warmth", "more, or less"], series.Names);
        Assert.Equal([1.5f, 2, float.NaN, float.NaN, -1000, 4], series.Values.ToArray());
    }

    [Theory]
    [InlineData("a;b\n1;2\n", "b,a", "2 1")]
    [InlineData("a\tb\n1\t2\n", "b", "2")]
    [InlineData("a|b\n1|2\n", null, "1 2")]
    public void Columns_are_chosen_and_separators_found(string text, string? columns, string expected)
    {
        Series series = CsvSeries.Read(new StringReader(text), new CsvOptions { Columns = columns?.Split(',') });
        Assert.Equal(expected, string.Join(' ', series.Values.ToArray()));
    }

    [Theory]
    [InlineData("a,b\n1,2\n3,x\n", "line 3, column b: 'x' is no number")]
    [InlineData("a,b\n1,2\n3\n", "line 3")]
    [InlineData("a\n", "no line of numbers")]
    [InlineData("a\nx\n", "no column whose first value is a number")]
    [InlineData("a\n1e99\n", "no column whose first value is a number")]
    public void What_is_no_number_is_named_with_its_place(string text, string expected)
    {
        File.WriteAllText(_path, text);
        Exception e = Assert.Throws<InvalidDataException>(() => CsvSeries.Read(_path));
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
        Assert.Contains(_path, e.Message, StringComparison.Ordinal);
        Assert.Contains("it has a, b", Assert.Throws<InvalidDataException>(() => CsvSeries.Read(new StringReader("a,b\n1,2\n"), new CsvOptions { Columns = ["c"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_have_their_classes_by_name()
    {
        File.WriteAllText(_path, "sun\tno \"cloud\nrain\twet\n\nsun\t\nsun\tdry\n");
        LabeledTexts texts = LabeledTexts.Read(_path);
        Assert.Equal(["rain", "sun"], texts.Labels);
        Assert.Equal(["no \"cloud", "wet", "dry"], texts.Texts);
        Assert.Equal([1, 0, 1], texts.Classes);
        (LabeledTexts training, LabeledTexts heldOut) = texts.Split(0.34, seed: 1);
        Assert.Equal(texts.Texts.Order(), training.Texts.Concat(heldOut.Texts).Order());
        Assert.Equal((2, 1), (training.Texts.Count, heldOut.Texts.Count));
        Assert.Equal(texts.Labels, heldOut.Labels);
        Assert.Equal(1, texts.ToSequences(Vocabulary.Bytes).Count);
        File.WriteAllText(_path, "sun\tdry\nrain\n");
        Assert.Contains("line 2", Assert.Throws<InvalidDataException>(() => LabeledTexts.Read(_path)).Message, StringComparison.Ordinal);
    }
}
