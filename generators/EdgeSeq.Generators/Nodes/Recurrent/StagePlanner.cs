using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>Cuts the pointwise rows into stages wherever an affine row stands that waits for one of them.</summary>
internal static class StagePlanner
{
    public static IReadOnlyList<ForwardStage> Forward(CellRows cell)
    {
        var stages = new List<ForwardStage>();
        var available = new HashSet<string>(cell.States);
        var affine = cell.Affine.ToList();
        var pointwise = cell.Pointwise.ToList();

        // What no row defines is a constant.
        var defined = new HashSet<string>(affine.Select(row => row.Name).Concat(pointwise.Select(row => row.Target)));
        while (affine.Count + pointwise.Count > 0)
        {
            // One operand a stage, so that one product serves all its rows.
            string? operand = affine.Select(row => row.Operand).FirstOrDefault(name => name is not null && available.Contains(name));
            var recurrent = affine.Where(row => row.Operand is not null && row.Operand == operand).ToList();
            var inputOnly = affine.Where(row => row.Operand is null).ToList();
            affine.RemoveAll(row => recurrent.Contains(row) || inputOnly.Contains(row));
            available.UnionWith(recurrent.Concat(inputOnly).Select(row => row.Name));

            // Of the rows that may follow, one of the same function: its constants are in registers.
            var rows = new List<Equation>();
            string function = "";
            while (pointwise.Where(IsReady).OrderBy(row => FunctionOf(row) == function ? 0 : 1).FirstOrDefault() is { } ready)
            {
                pointwise.Remove(ready);
                available.Add(ready.Target);
                rows.Add(ready);
                function = FunctionOf(ready);
            }

            if (recurrent.Count + inputOnly.Count + rows.Count == 0)
            {
                throw new EquationSyntaxException($"The row \"{affine.Cast<object>().Concat(pointwise).First()}\" waits for itself.");
            }

            stages.Add(new ForwardStage(new(recurrent), new(inputOnly), operand, new(rows)));
        }

        return stages;

        bool IsReady(Equation row) => row.Value.Variables().All(name => available.Contains(name) || !defined.Contains(name));

        static string FunctionOf(Equation row) => row.Value is Call call ? call.Function : "";
    }

    /// <summary>
    /// Places each adjoint row in the earliest stage of the backward order, last forward stage first. The adjoints of the
    /// states come in the last one, because their place holds the incoming adjoint until then.
    /// </summary>
    public static IReadOnlyList<BackwardStage> Backward(CellRows cell, AdjointRows adjoints, IReadOnlyList<ForwardStage> forward)
    {
        int first = forward.Count - 1;
        var stageOf = new Dictionary<string, int>();
        for (int stage = 0; stage < forward.Count; stage++)
        {
            // The product of stage s sends the adjoint of its operand to the stages before s.
            if (forward[stage].Operand is { } operand && !cell.States.Contains(operand))
            {
                stageOf[cell.AdjointOf(operand)] = stage - 1;
            }
        }

        foreach (Equation row in adjoints.Rows)
        {
            int earliest = row.Value.Variables().Select(name => stageOf.TryGetValue(name, out int stage) ? stage : first)
                .DefaultIfEmpty(first).Min();
            stageOf[row.Target] = cell.States.Any(state => row.Target == cell.AdjointOf(state)) ? 0 : earliest;
        }

        return forward.Select((_, stage) => new BackwardStage(new(adjoints.Rows.Where(row => stageOf[row.Target] == stage)))).ToList();
    }
}
