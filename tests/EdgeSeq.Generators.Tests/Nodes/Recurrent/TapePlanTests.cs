using EdgeSeq.Generators.Nodes.Recurrent;

namespace EdgeSeq.Generators.Tests.Nodes.Recurrent;

[Trait("Isa", "none")]
public class TapePlanTests
{
    [Theory]
    [MemberData(nameof(TestCells.All), MemberType = typeof(TestCells))]
    public void No_plane_is_overwritten_while_somebody_still_reads_it(string cell) => new TapeSimulation(TestPlans.Layer(cell, 5, 20)).Run();

    [Theory]
    [InlineData("ElmanTanh", 1)]
    [InlineData("GruResetAfter", 4)]
    [InlineData("GruResetBefore", 6)]
    public void The_tape_holds_no_more_planes_than_a_person_would_use(string cell, int planes) =>
        Assert.Equal(planes * 32, TestPlans.Layer(cell, 5, 20).Tape.Floats);

    [Theory]
    [MemberData(nameof(TestCells.All), MemberType = typeof(TestCells))]
    public void Planes_of_one_product_lie_side_by_side(string cell)
    {
        LayerPlan plan = TestPlans.Layer(cell, 5, 20);
        foreach (ForwardStage stage in plan.Forward)
        {
            int[] values = [.. stage.Recurrent.Select(row => plan.Tape.OffsetOf(row.Name))];
            int[] adjoints = [.. stage.Recurrent.Select(row => plan.Tape.OffsetOfAdjoint(plan.Rows.AdjointOf(row.Name))!.Value)];
            Assert.Equal(values.Select((_, i) => values[0] + (i * plan.Sizes.Lanes(stage.Size))), values);
            Assert.Equal(adjoints.Select((_, i) => adjoints[0] + (i * plan.Sizes.Lanes(stage.Size))), adjoints);
        }
    }
}
