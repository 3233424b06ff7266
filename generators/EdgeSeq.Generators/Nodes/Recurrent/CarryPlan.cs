using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>
/// The planes of a carry row: what one backward step hands to the step before it or to a later stage. The adjoint of a
/// state's next value comes in, and that of its previous value goes out, in the same plane.
/// </summary>
internal sealed class CarryPlan
{
    private readonly PlaneList _planes = new();
    private readonly Dictionary<string, int> _adjoints = [];

    public CarryPlan(CellRows cell, LayerSizes sizes, IReadOnlyList<ForwardStage> forward, IReadOnlyList<BackwardStage> backward, TapePlan tape)
    {
        foreach (string state in cell.States)
        {
            Share(cell.AdjointOf(EquationNames.Next(state)), cell.AdjointOf(state));
        }

        foreach (string operand in forward.Select(stage => stage.Operand).OfType<string>().Except(cell.States))
        {
            Share(cell.AdjointOf(operand));
        }

        // The adjoint of a number is summed over all units of its row, and goes to every unit of what it was made of.
        foreach (Reduction row in cell.Reductions)
        {
            Share(cell.AdjointOf(row.Name), cell.AdjointOf(row.Operand));
        }

        for (int stage = 0; stage < backward.Count; stage++)
        {
            var readLater = backward.Take(stage).SelectMany(s => s.Rows).SelectMany(row => row.Value.Variables());
            foreach (string row in backward[stage].Rows.Select(row => row.Target).Intersect(readLater))
            {
                if (tape.OffsetOfAdjoint(row) is null && !_adjoints.ContainsKey(row))
                {
                    Share(row);
                }
            }
        }

        void Share(params string[] adjoints)
        {
            int plane = _planes.Add(adjoints.Max(sizes.LanesOfAdjoint));
            foreach (string adjoint in adjoints)
            {
                _adjoints.Add(adjoint, plane);
            }
        }
    }

    /// <summary>Floats of a carry row.</summary>
    public int Floats => _planes.Floats;

    /// <summary>Where the plane of an adjoint begins; null for what is not handed on.</summary>
    public int? OffsetOf(string adjoint) => _adjoints.TryGetValue(adjoint, out int plane) ? _planes.OffsetOf(plane) : null;
}
