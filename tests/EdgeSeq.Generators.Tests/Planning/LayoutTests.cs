using EdgeSeq.Generators.Emission.Text;
using EdgeSeq.Generators.Nodes.Dense;
using EdgeSeq.Generators.Nodes.Recurrent;
using EdgeSeq.Generators.Planning;
using EdgeSeq.Shapes;

namespace EdgeSeq.Generators.Tests.Planning;

[Trait("Isa", "none")]
public class LayoutTests
{
    public static TheoryData<string, int> Shapes
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (string cell in TestCells.Names)
            {
                foreach (int hidden in TestPlans.Hidden)
                {
                    data.Add(cell, hidden);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void No_two_parameters_share_a_float_and_all_lie_within_the_block(string cell, int hidden)
    {
        ModelPlan plan = TestPlans.Create(cell, vocabulary: 21, hidden);
        var owners = new string?[plan.ParameterSize];
        foreach (PlannedParameter parameter in plan.Parameters)
        {
            PanelLayout layout = Layout(parameter.Group, parameter.Gate);
            for (int k = 0; k < parameter.Rows; k++)
            {
                for (int j = 0; j < parameter.Columns; j++)
                {
                    ref string? owner = ref owners[layout.IndexOf(k, j)];
                    Assert.True(owner is null, $"{parameter.Name}[{k}, {j}] lies on {owner}.");
                    owner = parameter.Name;
                }
            }
        }

        Assert.Equal(plan.ParameterCount, owners.Count(owner => owner is not null));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_row_that_token_minus_one_looks_up_belongs_to_no_parameter(string cell, int hidden)
    {
        LayerPlan plan = TestPlans.Layer(cell, vocabulary: 21, hidden);
        int first = plan.Input.Offset - plan.Input.PanelWidth;
        Assert.True(first >= 0);
        var taken = TestPlans.Create(cell, vocabulary: 21, hidden).Parameters.Select(parameter => parameter.Group).Distinct();
        Assert.All(taken, group => Assert.True(group.End <= first || group.Offset >= plan.Input.Offset));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Matrix_groups_follow_one_another_without_overlap(string cell, int hidden)
    {
        ModelPlan plan = TestPlans.Create(cell, vocabulary: 21, hidden);
        LayerPlan layer = plan.Kinds[0];
        DenseNode output = plan.Output!;
        AssertDisjoint([layer.Input, layer.Bias, .. layer.Recurrent.OfType<MatrixGroup>(), .. layer.Own.Select(own => own.Place), output.Weights, output.Bias], plan.ParameterSize);
        IEnumerable<MatrixGroup> copies = layer.IsTrained ? layer.Own.Select(own => own.Place with { Offset = own.Place.Offset - layer.OwnOffset + layer.OwnTransposed }) : [];
        AssertDisjoint([.. layer.RecurrentTransposed.OfType<MatrixGroup>(), .. copies, .. new[] { output.Transposed }.OfType<MatrixGroup>()], plan.TransposeSize);
    }

    /// <summary>The walk of the kernels: panel after panel, k after k, block after block, gate after gate.</summary>
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(20, 3, 2)]
    [InlineData(20, 3, 5)]
    [InlineData(33, 1, 7)]
    [InlineData(33, 1, 8)]
    [InlineData(33, 1, 19)]
    [InlineData(7, 4, 3)]
    [InlineData(7, 12, 2)]
    public void Streaming_through_the_panels_meets_each_element_where_PanelLayout_puts_it(int depth, int gates, int blocks)
    {
        MatrixGroup group = MatrixGroup.Panels(offset: 48, depth, gates, blocks);
        int index = group.Offset;
        for (int block = 0; block < blocks; block += group.BlocksPerPanel)
        {
            int count = Math.Min(group.BlocksPerPanel, blocks - block);
            for (int k = 0; k < depth; k++)
            {
                for (int b = 0; b < count; b++)
                {
                    for (int gate = 0; gate < gates; gate++)
                    {
                        for (int lane = 0; lane < MatrixGroup.BlockSize; lane++)
                        {
                            Assert.Equal(index++, Layout(group, gate).IndexOf(k, (block + b) * MatrixGroup.BlockSize + lane));
                        }
                    }
                }
            }
        }

        Assert.Equal(group.End, index);
    }

    [Theory]
    [InlineData(1, 8, 8, 1, 0)]
    [InlineData(1, 9, 8, 1, 1)]
    [InlineData(3, 1, 1, 1, 0)]
    [InlineData(3, 2, 2, 1, 0)]
    [InlineData(3, 8, 2, 4, 0)]
    [InlineData(3, 7, 2, 3, 1)]
    [InlineData(4, 3, 2, 1, 1)]
    [InlineData(12, 3, 1, 3, 0)]
    public void Full_panels_and_the_tail_cover_all_blocks(int gates, int blocks, int perPanel, int full, int tail)
    {
        MatrixGroup group = MatrixGroup.Panels(0, depth: 5, gates, blocks);
        Assert.Equal((perPanel, full, tail), (group.BlocksPerPanel, group.FullPanels, group.TailBlocks));
        Assert.Equal(blocks, full * perPanel + tail);
    }

    [Fact]
    public void A_token_finds_the_gates_of_its_row_side_by_side()
    {
        MatrixGroup input = TestPlans.Layer("GruResetAfter", vocabulary: 21, hidden: 33).Input;
        for (int gate = 0; gate < input.Gates; gate++)
        {
            for (int unit = 0; unit < 33; unit++)
            {
                // What AffineStart prints: input[gates * lane + 16 * gate], for the block that begins at unit `lane`.
                int lane = unit / 16 * 16;
                Assert.Equal(input.Offset + 20 * input.PanelWidth + input.Gates * lane + 16 * gate + unit % 16, Layout(input, gate).IndexOf(20, unit));
            }
        }
    }

    [Fact]
    public void Equality_with_the_twin_in_the_runtime_includes_the_printed_constructor()
    {
        MatrixGroup group = MatrixGroup.Panels(48, 20, 3, 5);
        Assert.Equal("new PanelLayout(48, 20, 3, 2, 5, 2)", KernelText.PanelLayout(group, 2));
        Assert.Equal(PanelLayout.BlockSize, MatrixGroup.BlockSize);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Strides_hold_their_planes_and_are_an_odd_number_of_cache_lines(string cell, int hidden)
    {
        LayerPlan plan = TestPlans.Layer(cell, vocabulary: 21, hidden);
        AssertStride(plan.StateStride, plan.StatesSize);
        AssertStride(plan.TapeStride, plan.Tape.Floats);
        if (plan.IsTrained)
        {
            AssertStride(plan.CarryStride, plan.Carry.Floats);
            AssertStride(plan.OutputGradientStride, plan.Sizes.LanesOf("h"));
        }

        void AssertStride(int stride, int floats)
        {
            Assert.True(stride >= floats);
            Assert.True(stride <= floats + 16);
            Assert.Equal(1, stride / 16 % 2);
            Assert.Equal(0, stride % 16);
        }
    }

    private static PanelLayout Layout(MatrixGroup group, int gate) =>
        new(group.Offset, group.Depth, group.Gates, gate, group.Blocks, group.BlocksPerPanel);

    private static void AssertDisjoint(IReadOnlyList<MatrixGroup> groups, int size)
    {
        if (groups.Count == 0)
        {
            Assert.Equal(0, size);   // a reservoir sends nothing back
            return;
        }

        int end = groups[0].Offset;
        foreach (MatrixGroup group in groups)
        {
            Assert.Equal(end, group.Offset);
            end = group.End;
        }

        Assert.Equal(size, end);
    }
}
