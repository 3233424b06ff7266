using EdgeSeq.Evaluations.Running;
using Xunit;

namespace EdgeSeq.Learning.Tests;

[Collection(Alone.Name)]
public sealed class AllocationTests
{
    [Fact]
    public void Adding_and_solving_allocate_nothing()
    {
        AssertNothingAllocated<LastOfStack>();
        AssertNothingAllocated<BothWays>();
    }

    private static void AssertNothingAllocated<TShape>()
        where TShape : struct, ISequenceModel
    {
        using var model = new Model<TShape>();
        using var readout = new RidgeReadout<TShape>(model, new() { Batch = 2, Window = 4 });
        var batch = new SequenceBatch(TShape.Shape, 2, 4);
        batch.Vectors.AsSpan().Fill(0.25f);
        Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 400; i++)
        {
            Run();
        }

        // The runtime at times allocates tables of its own on this thread, less than 8 KB; an object a run would be 9,600 bytes.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8191);

        void Run()
        {
            readout.ResetState();
            readout.Add(batch.Input, batch.Target);
            readout.Solve(1);
        }
    }
}
