using EdgeSeq.Generators.Common;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Nodes.Recurrent;

namespace EdgeSeq.Generators.Tests.Nodes.Recurrent;

/// <summary>
/// One training step on the planes of a plan, in the order in which the kernels run: each plane remembers the name of what
/// lies in it, and each read says what it expects. Within one stage a kernel loads before it stores.
/// </summary>
internal sealed class TapeSimulation(LayerPlan plan)
{
    private readonly string?[] _tape = new string?[plan.Tape.Floats];
    private readonly string?[] _carry = new string?[plan.Carry.Floats];

    public void Run()
    {
        foreach (ForwardStage stage in plan.Forward)
        {
            Forward(stage);
        }

        foreach (string state in plan.Rows.States)
        {
            string next = plan.Rows.AdjointOf(EquationNames.Next(state));
            _carry[plan.Carry.OffsetOf(next)!.Value] = next;
        }

        for (int stage = plan.Forward.Count - 1; stage >= 0; stage--)
        {
            Backward(stage);
        }

        foreach (string state in plan.Rows.States)
        {
            ReadCarry(plan.Rows.AdjointOf(state));
        }

        Gradients();
    }

    private void Forward(ForwardStage stage)
    {
        foreach (Reduction row in stage.Reductions)
        {
            ReadTape(row.Operand);
            _tape[plan.Tape.OffsetOf(row.Name)] = row.Name;
        }

        foreach (AffineRow row in stage.Affine)
        {
            _tape[plan.Tape.OffsetOf(row.Name)] = row.Name;
        }

        if (stage.Operand is { } operand && !plan.HasState(operand))
        {
            ReadTape(operand);
        }

        foreach (AffineRow row in stage.Affine)
        {
            ReadTape(row.Name);
        }

        var own = new HashSet<string>(stage.Affine.Select(row => row.Name).Concat(stage.Pointwise.Select(row => row.Target)));
        foreach (string name in stage.Pointwise.SelectMany(row => row.Value.Variables()).Where(name => !own.Contains(name) && IsInner(name)))
        {
            ReadTape(name);
        }

        foreach (string name in own.Where(plan.Tape.Kept.Contains))
        {
            _tape[plan.Tape.OffsetOf(name)] = name;
        }
    }

    private void Backward(int stage)
    {
        BackwardStage backward = plan.Backward[stage];
        var own = new HashSet<string>(backward.Rows.Select(row => row.Target));
        foreach (string name in backward.Rows.SelectMany(row => row.Value.Variables()).Where(name => !own.Contains(name)))
        {
            if (plan.Carry.OffsetOf(name) is not null)
            {
                ReadCarry(name);
            }
            else if (plan.Tape.OffsetOfAdjoint(name) is { } plane)
            {
                Expect(_tape, plane, name, "tape");
            }
            else if (IsInner(name))
            {
                ReadTape(name);
            }
        }

        foreach (string name in own)
        {
            if (plan.Tape.OffsetOfAdjoint(name) is { } tapePlane)
            {
                _tape[tapePlane] = name;
            }

            if (plan.Carry.OffsetOf(name) is { } carryPlane)
            {
                _carry[carryPlane] = name;
            }
        }

        foreach (Reduction row in plan.Forward[stage].Reductions)
        {
            ReadCarry(plan.Rows.AdjointOf(row.Name));
            ReadTape(row.Operand);
            ReadTape(row.Name);
            _carry[plan.Carry.OffsetOf(plan.Rows.AdjointOf(row.Operand))!.Value] = plan.Rows.AdjointOf(row.Operand);
        }

        ReadProduct(stage);
        if (plan.Forward[stage].Operand is { } operand && !plan.HasState(operand))
        {
            _carry[plan.Carry.OffsetOf(plan.Rows.AdjointOf(operand))!.Value] = plan.Rows.AdjointOf(operand);
        }
    }

    /// <summary>After the whole window: what the products of weight gradients read.</summary>
    private void Gradients()
    {
        for (int stage = 0; stage < plan.Forward.Count; stage++)
        {
            ReadProduct(stage);
            if (plan.Forward[stage].Operand is { } operand && !plan.HasState(operand))
            {
                ReadTape(operand);
            }
        }

        foreach (string name in plan.Rows.Affine.Select(row => row.Name).Concat(plan.Rows.Parameters.Select(row => row.Name)))
        {
            string adjoint = plan.Rows.AdjointOf(name);
            Expect(_tape, plan.Tape.OffsetOfAdjoint(adjoint)!.Value, adjoint, "tape");
        }
    }

    /// <summary>A product reads the adjoints of all rows of its stage as planes side by side.</summary>
    private void ReadProduct(int stage)
    {
        EquatableArray<AffineRow> rows = plan.Forward[stage].Recurrent;
        for (int gate = 0; gate < rows.Count; gate++)
        {
            int first = plan.Tape.OffsetOfAdjoint(plan.Rows.AdjointOf(rows[0].Name))!.Value;
            Expect(_tape, first + (gate * plan.Sizes.Lanes(plan.Forward[stage].Size)), plan.Rows.AdjointOf(rows[gate].Name), "tape");
        }
    }

    /// <summary>Next states are rows of their own in the workspace, as are previous ones.</summary>
    private bool IsInner(string name) => plan.Rows.Parameters.All(parameter => parameter.Name != name) && !plan.HasState(name) && !plan.HasState(name.TrimEnd('\''));

    private void ReadTape(string name) => Expect(_tape, plan.Tape.OffsetOf(name), name, "tape");

    private void ReadCarry(string name) => Expect(_carry, plan.Carry.OffsetOf(name)!.Value, name, "carry");

    private static void Expect(string?[] planes, int plane, string name, string where) =>
        Assert.True(planes[plane] == name, $"Plane {plane} of the {where} should hold {name} and holds {planes[plane] ?? "nothing"}.");
}
