using System.Xml.Linq;
using EdgeSeq.Reporting;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Reporting;

[Trait("Isa", "none")]
public sealed class AlignmentMapTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("alignment");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Weights_become_a_picture_with_both_texts()
    {
        string svg = Path.Combine(_folder.FullName, "alignment.svg");
        AlignmentMap.Save(svg, [0.9f, 0.1f, 0, 0.2f, 0.3f, 0.5f], ["drei", "vier", "fünf"], ["three", "five"], 400, 300);
        string text = string.Concat(XDocument.Load(svg).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value));
        Assert.All(["drei", "vier", "fünf", "three", "five", "source", "target"], word => Assert.Contains(word, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Weights_that_are_no_table_are_refused_and_the_old_file_stays()
    {
        string svg = Path.Combine(_folder.FullName, "old.svg");
        File.WriteAllText(svg, "old");
        Assert.Contains("takes 4 weights", Assert.Throws<ArgumentException>(() => AlignmentMap.Save(svg, new float[5], ["a", "b"], ["c", "d"])).Message, StringComparison.Ordinal);
        Assert.Contains("weights[1] is NaN", Assert.Throws<ArgumentException>(() => AlignmentMap.Save(svg, [1, float.NaN], ["a", "b"], ["c"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => AlignmentMap.Save(svg, [], [], ["c"]));
        Assert.Contains(".png or .svg", Assert.Throws<ArgumentException>(() => AlignmentMap.Save(svg + ".gif", [1], ["a"], ["c"])).Message, StringComparison.Ordinal);
        Assert.Equal("old", File.ReadAllText(svg));
    }
}
