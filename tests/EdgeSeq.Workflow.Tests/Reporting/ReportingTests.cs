using System.Buffers.Binary;
using System.Text;
using EdgeSeq.Reporting;
using EdgeSeq.Training;
using EdgeSeq.Workflow.Tests.Fitting;
using Spectre.Console;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Reporting;

/// <summary>What runs say of themselves. Its numbers are made here: no instruction set can change them.</summary>
public sealed class ReportingTests
{
    private static readonly FitOptions s_options = new() { Steps = 60, Validations = 3 };

    [Fact]
    public void Where_there_is_no_terminal_lines_are_written()
    {
        var text = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(text) });
        AssertSameModel(console);
        string[] lines = [.. text.ToString().ReplaceLineEndings("\n").Split('\n').Where(line => line.StartsWith("step ", StringComparison.Ordinal))];
        Assert.Equal(3, lines.Length);
        Assert.Matches(@"^step 60 of 60: loss [\d.]+, validation [\d.]+ \(best [\d.]+\), [\d,]+ steps/s, 00:00:00 left$", lines[^1]);
        Assert.DoesNotContain('\u001b', text.ToString());
    }

    [Fact]
    public void In_a_terminal_a_bar_moves()
    {
        var terminal = new Terminal();
        AssertSameModel(AnsiConsole.Create(new AnsiConsoleSettings { Out = terminal, Ansi = AnsiSupport.Yes, Interactive = InteractionSupport.Yes }));
        string text = terminal.Text.ToString();
        Assert.Contains("100%", text, StringComparison.Ordinal);
        Assert.Contains("validation", text, StringComparison.Ordinal);
        Assert.Contains('\u001b', text);
    }

    [Fact]
    public void Lines_come_after_some_time_and_at_every_validation()
    {
        var time = new Clock();
        var text = new StringWriter { NewLine = "\n" };
        var progress = new PlainProgress(text, TimeSpan.FromSeconds(5), time);
        progress.Report(At(1, double.NaN));
        time.Now += 4;
        progress.Report(At(2, double.NaN));
        time.Now += 1;
        progress.Report(At(3, double.NaN));
        progress.Report(At(4, 2));
        progress.Report(At(5, 2) with { IsValidation = false });
        Assert.Equal(
            "step 3 of 100: loss 1.5, 1,234 steps/s, 00:01:30 left\nstep 4 of 100: loss 1.5, validation 2 (best 1.75), 1,234 steps/s, 00:01:30 left\n", text.ToString());
    }

    [Fact]
    public void A_CSV_log_has_a_line_for_every_so_many_steps_and_for_validations()
    {
        var text = new StringWriter();
        using (var log = new CsvLog(text, every: 2))
        {
            log.Report(At(1, double.NaN));
            log.Report(At(2, double.NaN));
            log.Report(At(3, 2));
        }

        Assert.Equal(
            "step,loss,validation_loss,best_loss,gradient_norm,learning_rate,steps_per_second\n2,1.5,,,0.25,0.002,1234\n3,1.5,2,1.75,0.25,0.002,1234\n", text.ToString());
    }

    /// <summary>Read as TensorBoard reads it: lengths and sums of every record, then the messages.</summary>
    [Fact]
    public void A_TensorBoard_log_has_records_with_right_sums_and_its_scalars()
    {
        // CRC-32C of "123456789" is E3069283 (RFC 3720, masked as TensorFlow does).
        Assert.Equal(unchecked(((0xE3069283u >> 15) | (0xE3069283u << 17)) + 0xA282EAD8u), TensorBoardLog.MaskedCrc("123456789"u8));

        var stream = new MemoryStream();
        using var log = new TensorBoardLog(stream, every: 2, new Clock());
        log.Report(At(1, double.NaN));
        log.Report(At(300, double.NaN));
        log.Report(At(301, 2));
        List<byte[]> records = Records(stream.ToArray());
        Assert.Equal(3, records.Count);
        Assert.Equal("brain.Event:2", Encoding.UTF8.GetString(records[0].AsSpan()[^13..]));

        // double wall_time = 1; int64 step = 2 (300 = AC 02); Summary summary = 5.
        Assert.Equal(1_000_000, BinaryPrimitives.ReadDoubleLittleEndian(records[1].AsSpan(1)));
        Assert.Equal([0x09, 0x10, 0xAC, 0x02, 0x2A], [records[1][0], .. records[1][9..13]]);
        AssertScalar(records[1], "loss/training", 1.5f);
        AssertScalar(records[1], "learning_rate", 0.002f);
        AssertScalar(records[1], "gradient_norm", 0.25f);
        AssertScalar(records[2], "loss/validation", 2);
    }

    private static void AssertSameModel(IAnsiConsole console)
    {
        using Model<Counter> model = new(1), expected = new(1);
        FitResult result = ConsoleFit.FitOn(console, model, CountingTexts.Of(200), CountingTexts.Of(40), s_options, [], CancellationToken.None);
        Assert.Equal(60, result.Steps);
        expected.Fit(CountingTexts.Of(200), CountingTexts.Of(40), s_options);
        Assert.Equal(expected.ComputeSha256(), model.ComputeSha256());
    }

    /// <summary>A value of a summary: its tag (field 1, text), then its number (field 2, four bytes).</summary>
    private static void AssertScalar(byte[] record, string tag, float value)
    {
        byte[] expected = [0x0A, (byte)(tag.Length + 7), 0x0A, (byte)tag.Length, .. Encoding.UTF8.GetBytes(tag), 0x15, .. BitConverter.GetBytes(value)];
        Assert.True(record.AsSpan().IndexOf(expected) > 0, $"{tag} is not there with {value}.");
    }

    private static List<byte[]> Records(ReadOnlySpan<byte> file)
    {
        List<byte[]> records = [];
        while (file.Length > 0)
        {
            int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
            Assert.Equal(TensorBoardLog.MaskedCrc(file[..8]), BinaryPrimitives.ReadUInt32LittleEndian(file[8..]));
            records.Add(file.Slice(12, length).ToArray());
            Assert.Equal(TensorBoardLog.MaskedCrc(records[^1]), BinaryPrimitives.ReadUInt32LittleEndian(file[(12 + length)..]));
            file = file[(16 + length)..];
        }

        return records;
    }

    private static FitProgress At(long step, double validation) => new(
        step, 100, 1.25, 1.5, validation, double.IsNaN(validation) ? double.NaN : 1.75, !double.IsNaN(validation), TrainingOutcome.Applied, 0.25, 0.002f, 1234, TimeSpan.FromSeconds(90.5));

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; } = 1_000_000;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Now;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Now);
    }

    private sealed class Terminal : IAnsiConsoleOutput
    {
        public StringWriter Text { get; } = new();

        public TextWriter Writer => Text;

        public bool IsTerminal => true;

        public int Width => 160;

        public int Height => 40;

        public void SetEncoding(Encoding encoding)
        {
        }
    }
}
