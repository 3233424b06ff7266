using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Tests.Training;

public sealed class MicroBatchesTests
{
    [Theory]
    [InlineData(33, 64, 100_000, 8)]
    [InlineData(33, 65, 100_000, 8)]
    [InlineData(33, 63, 100_000, 8)]
    [InlineData(33, 16, 100_000, 32)]
    [InlineData(1000, 1, 100_000, 512)]
    [InlineData(33, int.MaxValue + 1L, 100_000, 8)]
    [InlineData(5, 64, 100_000, 5)]
    [InlineData(33, 64, 2_000_000_000_000, 33)]
    public void Few_rows_run_at_a_time_unless_the_weights_are_large(int batch, long window, long parameters, int rows) =>
        Assert.Equal(rows, MicroBatches.RowsAtATime(new TrainerOptions { Batch = batch }, window, parameters));

    [Theory]
    [InlineData(100)]
    [InlineData(10_000_000)]
    public void What_the_user_says_counts(long parameters) =>
        Assert.Equal(3, MicroBatches.RowsAtATime(new TrainerOptions { Batch = 33, MicroBatch = 3 }, 64, parameters));
}
