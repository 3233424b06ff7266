using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>Cuts the pointwise rows into stages wherever an affine row stands that waits for one of them.</summary>
internal static class StagePlanner
{
    public static IReadOnlyList<ForwardStage> Forward(CellRows cell)
    {
        var stages = new List<ForwardStage>();
        var available = new HashSet<string>(cell.States.Concat(cell.Parameters.Select(parameter => parameter.Name)));
        var affine = cell.Affine.ToList();
        var pointwise = cell.Pointwise.ToList();
        var reductions = cell.Reductions.ToList();
        while (affine.Count + pointwise.Count + reductions.Count > 0)
        {
            var reduced = reductions.Where(row => available.Contains(row.Operand)).ToList();
            reductions.RemoveAll(reduced.Contains);
            available.UnionWith(reduced.Select(row => row.Name));

            // One operand a stage and one size, so that one product serves all its rows.
            AffineRow? first = affine.FirstOrDefault(row => row.Operand is not null && available.Contains(row.Operand));
            int size = first is not null ? cell.SizeOf(first.Name)
                : affine.FirstOrDefault(row => row.Operand is null) is { } inputRow ? cell.SizeOf(inputRow.Name)
                : pointwise.FirstOrDefault(IsReady) is { } next ? cell.SizeOf(next.Target) : 0;
            var recurrent = affine.Where(row => row.Operand is not null && row.Operand == first?.Operand && cell.SizeOf(row.Name) == size).ToList();
            var inputOnly = affine.Where(row => row.Operand is null && cell.SizeOf(row.Name) == size).ToList();
            affine.RemoveAll(row => recurrent.Contains(row) || inputOnly.Contains(row));
            available.UnionWith(recurrent.Concat(inputOnly).Select(row => row.Name));

            // Of the rows that may follow, one of the same function: its constants are in registers.
            var rows = new List<Equation>();
            string function = "";
            while (pointwise.Where(row => IsReady(row) && cell.SizeOf(row.Target) == size).OrderBy(row => FunctionOf(row) == function ? 0 : 1).FirstOrDefault() is { } ready)
            {
                pointwise.Remove(ready);
                available.Add(ready.Target);
                rows.Add(ready);
                function = FunctionOf(ready);
            }

            if (reduced.Count + recurrent.Count + inputOnly.Count + rows.Count == 0)
            {
                throw new EquationSyntaxException($"The row \"{affine.Cast<object>().Concat(pointwise).Concat(reductions).First()}\" waits for itself.");
            }

            stages.Add(new ForwardStage(new(recurrent), new(inputOnly), first?.Operand, new(rows)) { Reductions = new(reduced), Size = size });
        }

        return stages;

        bool IsReady(Equation row) => row.Value.Variables().All(available.Contains);

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

            foreach (Reduction row in forward[stage].Reductions)
            {
                stageOf[cell.AdjointOf(row.Operand)] = stage - 1;
            }
        }

        foreach (Equation row in adjoints.Rows)
        {
            int earliest = row.Value.Variables().Select(name => stageOf.TryGetValue(name, out int stage) ? stage : first)
                .DefaultIfEmpty(first).Min();
            int[] ofItsSize = [.. Enumerable.Range(0, forward.Count).Where(stage => forward[stage].Size == cell.SizeOfAdjoint(row.Target))];
            stageOf[row.Target] = cell.States.Any(state => row.Target == cell.AdjointOf(state)) ? ofItsSize[0] : ofItsSize.Last(stage => stage <= earliest);
        }

        return forward.Select((_, stage) => new BackwardStage(new(adjoints.Rows.Where(row => stageOf[row.Target] == stage)))).ToList();
    }
}
