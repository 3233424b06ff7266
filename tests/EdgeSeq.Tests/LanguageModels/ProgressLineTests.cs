using System.Text;

using EdgeSeq.Targets.LanguageModels.Report;

using Xunit;

namespace EdgeSeq.Tests.LanguageModelsTarget;

[Collection(Alone.Name)]
[Trait("Isa", "none")]
public class ProgressLineTests
{
    private static readonly Progress Early = new(12, 3400, 5.25, double.NaN, 151_234, 21.6, 0);
    private static readonly Progress Late = new(3400, 3400, 1.25, 1.5, 151_234, 0, 0);

    [Fact]
    public void The_line_names_every_figure()
    {
        Assert.Equal("12/3400  5.250 nats = 7.574 bpc  val -  151k char/s  22 s left  0 B alloc", Format(Early));
        Assert.Equal("3400/3400  1.250 nats = 1.803 bpc  val 1.500  151k char/s  0 s left  0 B alloc", Format(Late));
        Assert.Equal("12/3400  5.250 nats  val -  1.5k word/s  22 s left  0 B alloc", Format(Early with { TokensPerSecond = 1_512 }, isWords: true));
    }

    [Fact]
    public void Without_a_terminal_every_line_ends()
    {
        using var stream = new MemoryStream();
        var line = new ProgressLine(stream, width: 0);
        line.Show(Early);
        line.Show(Late);
        line.End();

        Assert.Equal($"{Format(Early)}\n{Format(Late)}\n", Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Fact]
    public void On_a_terminal_it_is_rewritten_in_place_and_the_rest_of_a_longer_line_is_erased()
    {
        using var stream = new MemoryStream();
        var line = new ProgressLine(stream, width: 200);
        line.Show(Late);
        line.Show(Early);
        line.End();

        string[] shown = Encoding.UTF8.GetString(stream.ToArray()).Split('\r');
        Assert.Equal(["", Format(Late), Format(Early).PadRight(Format(Late).Length) + "\n"], shown);
    }

    [Fact]
    public void A_narrow_terminal_never_wraps()
    {
        using var stream = new MemoryStream();
        new ProgressLine(stream, width: 40).Show(Early);

        Assert.Equal("\r" + Format(Early)[..39], Encoding.UTF8.GetString(stream.ToArray()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Showing_allocates_nothing(int width)
    {
        var line = new ProgressLine(Stream.Null, width);
        line.Show(Early);
        int i = 0;
        Allocated.AssertNothing(() =>
        {
            i = (i + 1) % 100;
            line.Show(Late with { Step = i, Loss = 5.0 / (i + 1), SecondsLeft = 100 - i });
        });
    }

    private static string Format(in Progress progress, bool isWords = false)
    {
        byte[] line = new byte[256];
        return Encoding.ASCII.GetString(line, 0, ProgressLine.Format(progress, line, isWords));
    }
}
