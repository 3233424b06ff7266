using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>
/// The planes of a tape row: the units of a value each, one row per step. A pre-activation's plane is overwritten by the value
/// computed from it, and in the backward pass by its adjoint, unless somebody still reads what lies there.
/// </summary>
internal sealed class TapePlan
{
    private readonly PlaneList _planes = new();
    private readonly Dictionary<string, int> _values = [];
    private readonly Dictionary<string, int> _adjoints = [];

    public TapePlan(CellRows cell, LayerSizes sizes, AdjointRows adjoints, IReadOnlyList<ForwardStage> forward, IReadOnlyList<BackwardStage> backward)
    {
        // Rows of one product lie side by side, so that a product can store them and read their adjoints in equal strides.
        foreach (AffineRow row in forward.SelectMany(stage => stage.Affine))
        {
            _values.Add(row.Name, _planes.Add(sizes.LanesOf(row.Name)));
        }

        Kept = KeptValues(cell, adjoints, forward);
        foreach (Equation row in cell.Pointwise.Where(row => Kept.Contains(row.Target)))
        {
            string? replaced = row.Value.Variables().FirstOrDefault(name => IsReplaceable(name, cell));
            _values.Add(row.Target, replaced is null ? _planes.Add(sizes.LanesOf(row.Target)) : _values[replaced]);
        }

        foreach (Reduction row in cell.Reductions)
        {
            _values.Add(row.Name, _planes.Add(sizes.LanesOf(row.Name)));
        }

        // The gradients of a stage's weights read its operand after the last backward step: no adjoint may take that plane.
        var operands = new HashSet<int>(forward.SelectMany(stage => stage.Reductions.Select(row => row.Operand).Append(stage.Operand)).OfType<string>().Where(_values.ContainsKey).Select(name => _values[name]));
        for (int stage = 0; stage < forward.Count; stage++)
        {
            bool isFree = forward[stage].Affine.All(row =>
                !operands.Contains(_values[row.Name]) && !IsReadAfter(_values[row.Name], cell.AdjointOf(row.Name), backward));
            foreach (AffineRow row in forward[stage].Affine)
            {
                _adjoints.Add(cell.AdjointOf(row.Name), isFree ? _values[row.Name] : _planes.Add(sizes.LanesOf(row.Name)));
            }
        }

        // What each step adds to the gradient of a vector or a number.
        foreach (CellParameter parameter in cell.Parameters)
        {
            _adjoints.Add(cell.AdjointOf(parameter.Name), _planes.Add(sizes.LanesOf(parameter.Name)));
        }
    }

    /// <summary>Floats of a tape row.</summary>
    public int Floats => _planes.Floats;

    /// <summary>Forward values that the backward pass, a later stage or a product reads.</summary>
    public HashSet<string> Kept { get; }

    /// <summary>Forward values that a later stage or a product reads: kept in inference too.</summary>
    public HashSet<string> Crossing { get; private set; } = [];

    /// <summary>Where the plane of a pre-activation or a kept value begins.</summary>
    public int OffsetOf(string value) => _planes.OffsetOf(_values[value]);

    /// <summary>Where the plane of the adjoint of a pre-activation or a parameter begins, such as <c>da_r</c>; null for other adjoints.</summary>
    public int? OffsetOfAdjoint(string adjoint) => _adjoints.TryGetValue(adjoint, out int plane) ? _planes.OffsetOf(plane) : null;

    public bool IsOnTape(string value) => _values.ContainsKey(value);

    private HashSet<string> KeptValues(CellRows cell, AdjointRows adjoints, IReadOnlyList<ForwardStage> forward)
    {
        var inner = new HashSet<string>(cell.Affine.Select(row => row.Name)
            .Concat(cell.Pointwise.Select(row => row.Target).Where(name => !EquationNames.IsNext(name))).Concat(cell.Reductions.Select(row => row.Name)));
        for (int stage = 0; stage < forward.Count; stage++)
        {
            var read = forward.Skip(stage + 1).SelectMany(later => later.Read);
            Crossing.UnionWith(read.Intersect(forward[stage].Defined).Where(inner.Contains));
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
