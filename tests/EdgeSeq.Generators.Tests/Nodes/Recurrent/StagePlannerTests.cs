using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Nodes.Recurrent;

namespace EdgeSeq.Generators.Tests.Nodes.Recurrent;

[Trait("Isa", "none")]
public class StagePlannerTests
{
    [Theory]
    [InlineData("ElmanTanh", "h:a_h | h'")]
    [InlineData("GruResetAfter", "h:a_r a_z q_n +a_n | r z n h'")]
    [InlineData("GruResetBefore", "h:a_r a_z | r z rh", "rh:a_n | n h'")]
    [InlineData("ThreeStages", "h:a_p | p", "p:q_q | q", "q:q_n | tanh_q_b_n h'")]
    [InlineData("GatedTwice", "h:a_r +a_n | r rh", "rh:q_n | n h'")]
    [InlineData("TwoOperands", "h:a_f | f", "c:a_g | g c' h'")]
    [InlineData("WithoutRecurrence", "- +a_f +a_g | f g h'")]
    public void Stages_are_cut_where_an_affine_row_waits_for_a_pointwise_one(string cell, params string[] stages)
    {
        IEnumerable<string> actual = StagePlanner.Forward(TestCells.Rows(cell)).Select(stage =>
            string.Join(' ', (stage.Operand is null ? ["-"] : stage.Recurrent.Select((row, i) => (i == 0 ? stage.Operand + ":" : "") + row.Name))
                .Concat(stage.InputOnly.Select(row => "+" + row.Name)).Append("|").Concat(stage.Pointwise.Select(row => row.Target))));
        Assert.Equal(stages, actual);
    }

    [Theory]
    [MemberData(nameof(TestCells.All), MemberType = typeof(TestCells))]
    public void Every_row_stands_in_one_stage_and_reads_nothing_later(string cell)
    {
        CellRows rows = TestCells.Rows(cell);
        IReadOnlyList<ForwardStage> stages = StagePlanner.Forward(rows);
        Assert.Equal(rows.Affine.Order(Comparer<AffineRow>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name))),
            stages.SelectMany(stage => stage.Affine).OrderBy(row => row.Name, StringComparer.Ordinal));
        Assert.Equal(rows.Pointwise.Select(row => row.Target).Order(), stages.SelectMany(stage => stage.Pointwise).Select(row => row.Target).Order());

        var known = new HashSet<string>(rows.States.Concat(rows.Parameters.Select(parameter => parameter.Name)));
        foreach (ForwardStage stage in stages)
        {
            Assert.All(stage.Recurrent, row => Assert.Equal(stage.Operand, row.Operand));
            Assert.True(stage.Operand is null || known.Contains(stage.Operand), stage.Operand);
            Assert.All(stage.Reductions, row => Assert.Contains(row.Operand, known));
            known.UnionWith(stage.Affine.Select(row => row.Name).Concat(stage.Reductions.Select(row => row.Name)));
            foreach (Equation row in stage.Pointwise)
            {
                Assert.All(row.Value.Variables(), name => Assert.Contains(name, known));
                known.Add(row.Target);
            }
        }
    }

    [Theory]
    [MemberData(nameof(TestCells.All), MemberType = typeof(TestCells))]
    public void Every_adjoint_row_stands_in_one_stage_and_waits_for_what_it_reads(string cell)
    {
        CellRows rows = TestCells.Rows(cell);
        AdjointRows adjoints = Differentiator.Differentiate(rows);
        IReadOnlyList<ForwardStage> forward = StagePlanner.Forward(rows);
        IReadOnlyList<BackwardStage> backward = StagePlanner.Backward(rows, adjoints, forward);
        Assert.Equal(adjoints.Rows.Select(row => row.Target).Order(), backward.SelectMany(stage => stage.Rows).Select(row => row.Target).Order());

        var known = new HashSet<string>(rows.States.Select(state => rows.AdjointOf(EquationNames.Next(state))));
        var later = new HashSet<string>(adjoints.Rows.Select(row => row.Target)
            .Concat(rows.Affine.Select(row => row.Operand).OfType<string>().Except(rows.States).Concat(rows.Reductions.Select(row => row.Operand)).Select(rows.AdjointOf)));
        for (int stage = forward.Count - 1; stage >= 0; stage--)
        {
            foreach (Equation row in backward[stage].Rows)
            {
                Assert.All(row.Value.Variables().Where(later.Contains), name => Assert.Contains(name, known));
                known.Add(row.Target);
            }

            foreach (Reduction row in forward[stage].Reductions)
            {
                Assert.Contains(rows.AdjointOf(row.Name), known);
                known.Add(rows.AdjointOf(row.Operand));
            }

            // The stage's product needs the adjoints of all its rows, and gives that of its operand.
            Assert.All(forward[stage].Recurrent, row => Assert.Contains(rows.AdjointOf(row.Name), known));
            if (forward[stage].Operand is { } operand && !rows.States.Contains(operand))
            {
                known.Add(rows.AdjointOf(operand));
            }
        }
    }

    [Fact]
    public void A_row_that_waits_for_itself_is_refused()
    {
        CellRows rows = CellReader.Read("n = tanh(W_n x + U_n h + b_n)\nh' = n");
        CellRows circular = rows with { Affine = new(rows.Affine.Select(row => row with { Operand = "n" })) };
        var error = Assert.Throws<EquationSyntaxException>(() => StagePlanner.Forward(circular));
        Assert.Contains("\"a_n = W_n x + U_n n + b_n\" waits for itself", error.Message, StringComparison.Ordinal);
    }
}
