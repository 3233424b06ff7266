using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>
/// The planes of a carry row: what one backward step hands to the step before it or to a later stage. The adjoint of a
/// state's next value comes in, and that of its previous value goes out, in the same plane.
/// </summary>
internal sealed class CarryPlan
{
    private readonly Dictionary<string, int> _planes = [];

    public CarryPlan(CellRows cell, IReadOnlyList<ForwardStage> forward, IReadOnlyList<BackwardStage> backward, TapePlan tape)
    {
        foreach (string state in cell.States)
        {
            _planes.Add(cell.AdjointOf(CellRows.Next(state)), Planes);
            _planes.Add(cell.AdjointOf(state), Planes++);
        }

        foreach (string operand in forward.Select(stage => stage.Operand).OfType<string>().Except(cell.States))
        {
            _planes.Add(cell.AdjointOf(operand), Planes++);
        }

        for (int stage = 0; stage < backward.Count; stage++)
        {
            var readLater = backward.Take(stage).SelectMany(s => s.Rows).SelectMany(row => row.Value.Variables());
            foreach (string row in backward[stage].Rows.Select(row => row.Target).Intersect(readLater))
            {
                if (tape.PlaneOfAdjoint(row) is null)
                {
                    _planes.Add(row, Planes++);
                }
            }
        }
    }

    public int Planes { get; private set; }

    public int? PlaneOf(string adjoint) => _planes.TryGetValue(adjoint, out int plane) ? plane : null;
}
