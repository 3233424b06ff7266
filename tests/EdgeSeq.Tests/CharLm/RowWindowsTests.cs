using System.Text;

using EdgeSeq.Targets.CharLm;
using EdgeSeq.Targets.CharLm.Text;

using Xunit;

namespace EdgeSeq.Tests.CharLmTarget;

[Collection(Alone.Name)]
public class RowWindowsTests
{
    private static readonly byte[] Alphabet = Encoding.ASCII.GetBytes("abcdefghijklmnopqrstuvwxyz");

    [Fact]
    public void Rows_are_contiguous_and_windows_continue_where_the_last_one_ended()
    {
        var windows = new RowWindows(Alphabet, batch: 2, window: 4, RowTail.Drop);

        Assert.Equal(12, windows.RowLength);
        Assert.Equal(3, windows.Count);
        Assert.Equal(("abcdmnop", "bcdenopq"), Fill(windows, 0));
        Assert.Equal(("efghqrst", "fghirstu"), Fill(windows, 1));
        Assert.Equal(("ijkluvwx", "jklmvwxy"), Fill(windows, 2));
        Assert.Equal(24, windows.CountedSteps);
    }

    [Fact]
    public void A_dropped_tail_leaves_full_windows_only()
    {
        var windows = new RowWindows(Alphabet, batch: 2, window: 5, RowTail.Drop);

        Assert.Equal(2, windows.Count);
        Assert.Equal(20, windows.CountedSteps);
        Assert.Equal(("fghijrstuv", "ghijkstuvw"), Fill(windows, 1));
    }

    [Fact]
    public void A_padded_tail_counts_every_step_of_every_row_once()
    {
        var windows = new RowWindows(Alphabet, batch: 2, window: 5, RowTail.Pad);

        Assert.Equal(3, windows.Count);
        Assert.Equal(24, windows.CountedSteps);
        Assert.Equal(("kl---wx---", "lm---xy---"), Fill(windows, 2));
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1, 64)]
    [InlineData(64, 1, 64)]
    [InlineData(128, 2, 64)]
    public void A_text_without_one_full_window_is_refused(int length, int batch, int window)
    {
        var error = Assert.Throws<UsageException>(() => new RowWindows(new byte[length], batch, window, RowTail.Drop));

        Assert.Contains($"{length} bytes", error.Message);
        Assert.Contains($"at least {batch * window + 1} ", error.Message);
        Assert.Equal(1, new RowWindows(new byte[batch * window + 1], batch, window, RowTail.Drop).Count);
    }

    [Fact]
    public void Filling_allocates_nothing()
    {
        var windows = new RowWindows(Alphabet, batch: 2, window: 4, RowTail.Pad);
        int[] inputs = new int[8], targets = new int[8];
        windows.Fill(0, inputs, targets);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            windows.Fill(i % windows.Count, inputs, targets);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (string Inputs, string Targets) Fill(RowWindows windows, int index)
    {
        int[] inputs = new int[windows.Batch * windows.Window], targets = new int[inputs.Length];
        windows.Fill(index, inputs, targets);
        return (Text(inputs), Text(targets));

        static string Text(int[] tokens) => string.Concat(tokens.Select(t => t < 0 ? '-' : (char)t));
    }
}
