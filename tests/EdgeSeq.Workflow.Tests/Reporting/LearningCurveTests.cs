using System.Buffers.Binary;
using System.Xml.Linq;
using EdgeSeq.Reporting;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Reporting;

[Trait("Isa", "none")]
public sealed class LearningCurveTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("curve");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_run_becomes_a_picture_with_both_curves()
    {
        LearningCurve curve = Run();
        string svg = In("losses.svg");
        curve.Save(svg, 640, 400);
        var picture = XDocument.Load(svg);
        Assert.Equal(("640", "400"), (picture.Root!.Attribute("width")?.Value, picture.Root.Attribute("height")?.Value));
        string text = string.Concat(picture.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value));
        Assert.All(["training", "validation", "step", "mean loss"], word => Assert.Contains(word, text, StringComparison.Ordinal));
    }

    [Fact]
    public void A_png_has_the_size_that_was_asked_for()
    {
        string png = In("losses.PNG");
        Run().Save(png, 320, 200);
        byte[] bytes = File.ReadAllBytes(png);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
        Assert.Equal((320, 200), (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20))));
    }

    [Fact]
    public void A_run_without_a_finite_loss_is_an_empty_picture()
    {
        var curve = new LearningCurve(every: 1);
        curve.Report(At(1, double.NaN));
        curve.Report(At(2, double.PositiveInfinity));
        curve.Save(In("empty.svg"));
        Assert.DoesNotContain("training", File.ReadAllText(In("empty.svg")), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_written_says_so_and_leaves_the_old_file()
    {
        LearningCurve curve = Run();
        File.WriteAllText(In("old.svg"), "old");
        Assert.Contains(".png or .svg", Assert.Throws<ArgumentException>(() => curve.Save(In("old.jpg"))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.Save(In("old.svg"), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => curve.Save(In("old.svg"), 100, 1_000_000));
        Assert.ThrowsAny<IOException>(() => curve.Save(Path.Combine(_folder.FullName, "missing", "new.svg")));
        Assert.Equal("old", File.ReadAllText(In("old.svg")));
        Assert.Throws<ArgumentOutOfRangeException>(() => new LearningCurve(every: 0));
    }

    private static LearningCurve Run()
    {
        var curve = new LearningCurve();
        for (int step = 1; step <= 100; step++)
        {
            curve.Report(At(step, 4.0 / step));
            if (step % 25 == 0)
            {
                curve.Report(At(step, 4.0 / step) with { IsValidation = true, ValidationLoss = 5.0 / step });
            }
        }

        return curve;
    }

    private static FitProgress At(long step, double loss) => new(step, 100, loss, loss, double.NaN, double.NaN, false, default, 1, 0.01f, 10, TimeSpan.Zero);

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
