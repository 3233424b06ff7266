using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>
/// The planes of a tape row: H floats each, one row per step. A pre-activation's plane is overwritten by the value
/// computed from it, and in the backward pass by its adjoint, unless somebody still reads what lies there.
/// </summary>
internal sealed class TapePlan
{
    private readonly Dictionary<string, int> _values = [];
    private readonly Dictionary<string, int> _adjoints = [];

    public TapePlan(CellRows cell, AdjointRows adjoints, IReadOnlyList<ForwardStage> forward, IReadOnlyList<BackwardStage> backward)
    {
        // Rows of one product lie side by side, so that a product can store them and read their adjoints in equal strides.
        foreach (AffineRow row in forward.SelectMany(stage => stage.Affine))
        {
            _values.Add(row.Name, Planes++);
        }

        Kept = KeptValues(cell, adjoints, forward);
        foreach (Equation row in cell.Pointwise.Where(row => Kept.Contains(row.Target)))
        {
            string? replaced = row.Value.Variables().FirstOrDefault(name => IsReplaceable(name, cell));
            _values.Add(row.Target, replaced is null ? Planes++ : _values[replaced]);
        }

        // The gradients of a stage's weights read its operand after the last backward step: no adjoint may take that plane.
        var operands = new HashSet<int>(forward.Select(stage => stage.Operand).OfType<string>().Where(_values.ContainsKey).Select(PlaneOf));
        for (int stage = 0; stage < forward.Count; stage++)
        {
            bool isFree = forward[stage].Affine.All(row =>
                !operands.Contains(_values[row.Name]) && !IsReadAfter(_values[row.Name], cell.AdjointOf(row.Name), backward));
            foreach (AffineRow row in forward[stage].Affine)
            {
                _adjoints.Add(cell.AdjointOf(row.Name), isFree ? _values[row.Name] : Planes++);
            }
        }
    }

    /// <summary>Planes of a tape row.</summary>
    public int Planes { get; private set; }

    /// <summary>Forward values that the backward pass, a later stage or a product reads.</summary>
    public HashSet<string> Kept { get; }

    /// <summary>Forward values that a later stage or a product reads: kept in inference too.</summary>
    public HashSet<string> Crossing { get; private set; } = [];

    /// <summary>Plane of a pre-activation or a kept value.</summary>
    public int PlaneOf(string value) => _values[value];

    /// <summary>Plane of the adjoint of a pre-activation, such as <c>da_r</c>; null for other adjoints.</summary>
    public int? PlaneOfAdjoint(string adjoint) => _adjoints.TryGetValue(adjoint, out int plane) ? plane : null;

    public bool IsOnTape(string value) => _values.ContainsKey(value);

    private HashSet<string> KeptValues(CellRows cell, AdjointRows adjoints, IReadOnlyList<ForwardStage> forward)
    {
        var inner = new HashSet<string>(cell.Affine.Select(row => row.Name)
            .Concat(cell.Pointwise.Select(row => row.Target).Where(name => !name.EndsWith("'", StringComparison.Ordinal))));
        for (int stage = 0; stage < forward.Count; stage++)
        {
            var later = forward.Skip(stage + 1).ToList();
            var read = later.SelectMany(s => s.Pointwise.SelectMany(row => row.Value.Variables())).Concat(later.Select(s => s.Operand).OfType<string>());
            var defined = forward[stage].Affine.Select(row => row.Name).Concat(forward[stage].Pointwise.Select(row => row.Target));
            Crossing.UnionWith(read.Intersect(defined).Where(inner.Contains));
        }

        return [.. adjoints.Rows.SelectMany(row => row.Value.Variables()).Concat(Crossing).Where(inner.Contains)];
    }

    /// <summary>True for a pre-activation that one row reads and nobody keeps: the row's result may take its plane.</summary>
    private bool IsReplaceable(string name, CellRows cell) =>
        cell.Affine.Any(row => row.Name == name) && !Kept.Contains(name)
        && cell.Pointwise.SelectMany(row => row.Value.Variables()).Count(other => other == name) == 1;

    /// <summary>True if a backward stage after the one that writes <paramref name="adjoint"/> reads a value in this plane.</summary>
    private bool IsReadAfter(int plane, string adjoint, IReadOnlyList<BackwardStage> backward)
    {
        int written = backward.ToList().FindIndex(stage => stage.Rows.Any(row => row.Target == adjoint));
        return backward.Take(written).SelectMany(stage => stage.Rows).SelectMany(row => row.Value.Variables())
            .Any(name => _values.TryGetValue(name, out int other) && other == plane);
    }
}
