using System.Text;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Tests.TextToolkit;

[Collection(Alone.Name)]
[Trait("Isa", "none")]
public sealed class RowWindowsTests
{
    private static readonly byte[] Alphabet = Encoding.ASCII.GetBytes("abcdefghijklmnopqrstuvwxyz");

    [Fact]
    public void Rows_are_contiguous_and_windows_continue_where_the_last_one_ended()
    {
        RowWindows windows = Windows(Alphabet, batch: 2, window: 4);

        Assert.Equal((13, 3, 24), (windows.RowLength, windows.Count, windows.TargetCount));
        Assert.Equal(("-abc-nop", "abcdnopq"), Fill(windows, 0));
        Assert.Equal(("defgqrst", "efghrstu"), Fill(windows, 1));
        Assert.Equal(("hijkuvwx", "ijklvwxy"), Fill(windows, 2));
    }

    [Fact]
    public void A_padded_tail_counts_every_step_of_every_row_once()
    {
        RowWindows windows = Windows(Alphabet, batch: 2, window: 5, RowTail.Pad);

        Assert.Equal((3, 26), (windows.Count, windows.TargetCount));
        Assert.Equal(("jkl--wxy--", "klm--xyz--"), Fill(windows, 2, steps: 3));
        Assert.Equal(2, Windows(Alphabet, batch: 2, window: 5).Count);
    }

    [Fact]
    public void Reading_goes_round_and_says_where_rows_begin()
    {
        RowWindows windows = Windows(Alphabet, batch: 3, window: 4);
        int[] inputs = new int[12], targets = new int[12], lengths = new int[3];
        for (int i = 0; i < 7; i++)
        {
            Assert.Equal(new DataPosition(i / 2, i % 2), windows.Position);
            Assert.Equal(i % 2 == 0, windows.Next(inputs, targets, lengths));
            Assert.Equal(i % 2 == 0 ? -1 : 'd', inputs[0]);
        }
    }

    [Fact]
    public void A_position_that_was_saved_is_gone_on_from_exactly()
    {
        RowWindows windows = Windows(Alphabet, batch: 2, window: 3), again = Windows(Alphabet, batch: 2, window: 3);
        int[] inputs = new int[6], targets = new int[6], expected = new int[6], lengths = new int[2];
        windows.Position = new(5, 2);
        windows.Next(inputs, targets, lengths);
        byte[] saved = new byte[DataPosition.Size];
        windows.Position.WriteTo(saved);
        again.Position = DataPosition.ReadFrom(saved);
        windows.Next(expected, targets, lengths);
        again.Next(inputs, targets, lengths);
        Assert.Equal(expected, inputs);
        Assert.Equal(new DataPosition(6, 0), again.Position);

        Assert.All(
            new DataPosition[] { new(-1, 0), new(0, -1), new(0, 4), new(0, long.MaxValue) },
            wrong => Assert.Contains("batches 0 to 3", Assert.Throws<ArgumentException>(() => again.Position = wrong).Message, StringComparison.Ordinal));
        Assert.Equal(new DataPosition(6, 0), again.Position);
        Assert.Throws<ArgumentException>(() => DataPosition.ReadFrom(saved.AsSpan(1)));
        Assert.Throws<ArgumentException>(() => new DataPosition(0, 0).WriteTo(saved.AsSpan(1)));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(63, 1, 64)]
    [InlineData(127, 2, 64)]
    public void A_text_without_one_full_window_is_refused(int length, int batch, int window)
    {
        string message = Assert.Throws<ArgumentException>(() => Windows(new byte[length], batch, window)).Message;

        Assert.Contains($"text of {length} tokens", message, StringComparison.Ordinal);
        Assert.Contains($"at least {batch * window} ", message, StringComparison.Ordinal);
        Assert.Equal(1, Windows(new byte[batch * window], batch, window).Count);
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        RowWindows windows = Windows(Alphabet, batch: 2, window: 4);
        int[] right = new int[8];
        Assert.Throws<ArgumentException>(() => windows.Next(new int[7], right, new int[2]));
        Assert.Throws<ArgumentException>(() => windows.Next(right, new int[9], new int[2]));
        Assert.Throws<ArgumentException>(() => windows.Next(right, right, new int[3]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Windows(Alphabet, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Windows(Alphabet, 1, 0));
        Assert.Throws<ArgumentException>(() => Windows(Alphabet, 1 << 20, 1 << 20));
        Assert.Equal(default, windows.Position);
    }

    [Fact]
    public void Reading_allocates_nothing_from_memory_and_from_a_file()
    {
        using FileStream file = Temporary();
        file.Write(new byte[100_000]);
        file.Position = 0;
        foreach (TokenSequence text in new[] { TokenSequence.OfBytes(new byte[100_000]), TokenSequence.OfBytes(file) })
        {
            var windows = new RowWindows(text, batch: 8, window: 100);
            int[] inputs = new int[800], targets = new int[800], lengths = new int[8];
            Allocated.AssertNothing(() => windows.Next(inputs, targets, lengths));
        }
    }

    [Fact]
    public void A_gigabyte_is_read_at_fixed_memory()
    {
        const long Size = 1L << 30;
        const int Batch = 32, Window = 64;
        using var stream = new GeneratedText(Size);
        long before = GC.GetAllocatedBytesForCurrentThread();
        (TokenSequence training, TokenSequence heldOut) = TokenSequence.OfBytes(stream).Split(0.1);
        var windows = new RowWindows(training, Batch, Window);
        int[] inputs = new int[Batch * Window], targets = new int[Batch * Window], lengths = new int[Batch];
        long rows = windows.RowLength, wrong = 0;
        for (long batch = 0; batch < windows.Count; batch += windows.Count / 100)
        {
            windows.Position = new(0, batch);
            windows.Next(inputs, targets, lengths);
            for (int row = 0; row < Batch; row++)
            {
                wrong += GeneratedText.At((row * rows) + (batch * Window)) == targets[row * Window] ? 0 : 1;
            }
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100_000);
        Assert.Equal(0, wrong);
        Assert.Equal((Size - (Size / 10), Size / 10), (training.Count, heldOut.Count));
    }

    internal static FileStream Temporary() =>
        new(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose);

    private static RowWindows Windows(byte[] text, int batch, int window, RowTail tail = RowTail.Drop) =>
        new(TokenSequence.OfBytes(text), batch, window, tail) { ResetRate = 0 };   // RestartTests have the rest

    private static (string Inputs, string Targets) Fill(RowWindows windows, int index, int? steps = null)
    {
        int[] inputs = new int[windows.Batch * windows.Window], targets = new int[inputs.Length], lengths = new int[windows.Batch];
        windows.Position = new(0, index);
        windows.Next(inputs, targets, lengths);
        Assert.All(lengths, length => Assert.Equal(steps ?? windows.Window, length));
        return (Text(inputs), Text(targets));
    }

    private static string Text(int[] tokens) => string.Concat(tokens.Select(token => token < 0 ? '-' : (char)token));
}
