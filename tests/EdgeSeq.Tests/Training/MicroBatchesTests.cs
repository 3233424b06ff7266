using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Tests.Training;

[Trait("Isa", "none")]
public sealed class MicroBatchesTests
{
    [Theory]
    [InlineData(33, 64, 100_000, 8)]
    [InlineData(33, 65, 100_000, 8)]
    [InlineData(33, 63, 100_000, 8)]
    [InlineData(33, 16, 100_000, 33)]
    [InlineData(64, 16, 100_000, 32)]
    [InlineData(1024, 1, 100_000, 512)]
    [InlineData(33, int.MaxValue + 1L, 100_000, 8)]
    [InlineData(5, 64, 100_000, 5)]
    [InlineData(15, 64, 100_000, 15)]
    [InlineData(16, 64, 100_000, 8)]
    [InlineData(33, 64, 524_288, 8)]
    [InlineData(33, 64, 524_289, 33)]
    [InlineData(33, 64, 2_000_000_000_000, 33)]
    public void Few_rows_run_at_a_time_unless_the_weights_are_large(int batch, long window, long parameters, int rows) =>
        Assert.Equal(rows, MicroBatches.RowsAtATime(batch, window, parameters));
}
