using EdgeSeq.Tests.Kernels;
using Xunit;

namespace EdgeSeq.Tests.Checkpoints;

/// <summary>What a checkpoint allocates does not grow with the model.</summary>
[Collection(Alone.Name)]
public sealed class CheckpointAllocationTests
{
    [Fact]
    public void Saving_a_large_model_allocates_what_saving_a_small_one_does()
    {
        long small = AllocatedBy<KernelShapes.LstmV5H16>(), large = AllocatedBy<KernelShapes.LstmV257H33>();
        Assert.InRange(large, 1, 128 << 10);
        Assert.InRange(large - small, -4096, 4096);
    }

    private static long AllocatedBy<TShape>()
        where TShape : struct, ITrainableModel
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("edgeseq-");
        try
        {
            using var run = new TrainingRun<TShape>(folder.FullName);
            return Allocated.By(() => run.Save());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
