using System.Text;
using EdgeSeq.Targets.Sensor.Input;
using Xunit;

namespace EdgeSeq.Tests.SensorTarget;

[Trait("Isa", "none")]
public sealed class ReadingTests
{
    [Theory]
    [InlineData("1 2")]
    [InlineData("1,2\n")]
    [InlineData("  1 ;\t2  \r\n")]
    [InlineData("\n# time\n1e0, +2.0\n\n")]
    public void Two_numbers_a_line_are_a_reading(string text)
    {
        (float[][] readings, ReadingLines lines) = Read(text);
        Assert.Equal([1, 2], Assert.Single(readings));
        Assert.Equal(0, lines.SkippedLines);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1 2 3")]
    [InlineData("1,,2")]
    [InlineData("1 nan")]
    [InlineData("1e999 2")]
    [InlineData("eins zwei")]
    public void Any_other_line_is_skipped_and_counted(string line)
    {
        (float[][] readings, ReadingLines lines) = Read($"0 0\n{line}\n3 4\n{line}");
        Assert.Equal([[0, 0], [3, 4]], readings);
        Assert.Equal((2, 2), (lines.SkippedLines, lines.FirstSkippedLine));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(8191)]
    [InlineData(100_000)]
    public void A_line_of_any_length_is_one_line(int length)
    {
        (float[][] readings, ReadingLines lines) = Read($"1 2\n{new string('7', length)} 1\n3 4\n{new string('#', length)}");
        Assert.Equal([[1, 2], [3, 4]], readings);
        Assert.Equal((2, 2, 4), (lines.SkippedLines, lines.FirstSkippedLine, lines.Lines));
    }

    [Fact]
    public void Readings_do_not_depend_on_how_the_bytes_arrive()
    {
        string text = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i} -{i}.5\n"));
        (float[][] readings, _) = Read(text);
        Assert.Equal(3000, readings.Length);
        Assert.All(readings, (reading, i) => Assert.Equal([i, -i - 0.5f], reading));
    }

    [Fact]
    public void The_same_seed_gives_the_same_signal_and_another_seed_another()
    {
        Assert.Equal(Generate(1), Generate(1));
        Assert.NotEqual(Generate(1), Generate(2));

        static float[] Generate(ulong seed)
        {
            var generator = new SignalGenerator(4000, seed);
            float[] all = new float[8000];
            for (int i = 0; i < 4000; i++)
            {
                Assert.True(generator.Next(all.AsSpan(2 * i, 2)));
            }

            Assert.False(generator.Next(new float[2]));
            return all;
        }
    }

    private static (float[][] Readings, ReadingLines Lines) Read(string text)
    {
        using var stream = new Dribble(Encoding.UTF8.GetBytes(text));
        var lines = new ReadingLines(stream);
        var readings = new List<float[]>();
        float[] reading = new float[2];
        while (lines.Next(reading))
        {
            readings.Add([.. reading]);
        }

        return ([.. readings], lines);
    }

    /// <summary>Gives 1, 2, 3, ... bytes at a time, as a serial line does.</summary>
    private sealed class Dribble(byte[] bytes) : MemoryStream(bytes)
    {
        private int _next;

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, _next++ % 97 + 1)]);
    }
}
