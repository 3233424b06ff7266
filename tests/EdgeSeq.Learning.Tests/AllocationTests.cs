using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;
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
        where TShape : struct, ITrainableModel
    {
        using var model = new Model<TShape>();
        using var readout = new RidgeReadout<TShape>(model, new() { Batch = 2, Window = 4 });
        var batch = new SequenceBatch(TShape.Shape, 2, 4);
        batch.Vectors.AsSpan().Fill(0.25f);
        Allocated.AssertNothing(() =>
        {
            readout.ResetState();
            readout.Add(batch.Input, batch.Target);
            readout.Solve(1);
        });
    }
}
