using EdgeSeq.Generators.Common;

namespace EdgeSeq.Generators.Equations;

/// <summary>
/// A cell's equations taken apart: states, affine maps (alike for every cell) and the pointwise rows around them (all
/// of the difference), the latter in single-assignment form with every function's result named.
/// </summary>
/// <param name="States">States in order of appearance; the first is h.</param>
/// <param name="Affine">Pre-activations in the order of the equations.</param>
/// <param name="Pointwise">Rows over pre-activations, states, parameters and earlier rows; targets of next states are primed.</param>
internal sealed record CellRows(
    EquatableArray<string> States, EquatableArray<AffineRow> Affine, EquatableArray<Equation> Pointwise)
{
    private string? _adjoint;

    /// <summary>Numbers made of whole rows.</summary>
    public EquatableArray<Reduction> Reductions { get; init; }

    /// <summary>Parameters that pointwise rows read.</summary>
    public EquatableArray<CellParameter> Parameters { get; init; }

    /// <summary>Further inputs, in the order in which rows read them.</summary>
    public IEnumerable<string> Passed => Affine.Select(row => row.Passed).OfType<string>();

    /// <summary>Biases of pre-activations that start from other numbers than 0.</summary>
    public EquatableArray<(string Bias, double Value)> FirstBiases { get; init; }

    /// <summary>The sizes of those rows, states and vectors that have other than H.</summary>
    public EquatableArray<(string Name, int Size)> Sizes { get; init; }

    private string Adjoint => _adjoint ??= AdjointPrefix(States, [.. States, .. Rows, .. Parameters.Select(parameter => parameter.Name)]);

    /// <summary>Names of all rows.</summary>
    private IEnumerable<string> Rows => Affine.Select(row => row.Name).Concat(Pointwise.Select(row => row.Target)).Concat(Reductions.Select(row => row.Name));

    /// <summary>Numbers of a state or row; 0 for H.</summary>
    public int SizeOf(string name) => Sizes.FirstOrDefault(row => row.Name == EquationNames.Stem(name) || row.Name == name).Size;

    /// <summary>Numbers of dL/dv; 0 for H.</summary>
    public int SizeOfAdjoint(string adjoint) =>
        Sizes.FirstOrDefault(row => adjoint == AdjointOf(row.Name) || (States.Contains(row.Name) && (adjoint == AdjointOf(EquationNames.Next(row.Name)) || adjoint == AdjointOf(TotalOf(EquationNames.Next(row.Name)))))).Size;

    /// <summary>The name of dL/dv: <c>dv</c>, or <c>d_v</c> in a cell that has rows such as <c>h</c> and <c>dh</c>.</summary>
    public string AdjointOf(string name) => Adjoint + name;

    /// <summary>What a next state is called where its adjoint has been joined by that of later rows.</summary>
    public string TotalOf(string next) => Total(next, States);

    private static string AdjointPrefix(IReadOnlyList<string> states, HashSet<string> names)
    {
        string prefix = "d";
        while (names.Concat(states.Select(state => Total(state, states))).Any(name => names.Contains(prefix + name)))
        {
            prefix += "_";
        }

        return prefix;
    }

    private static string Total(string state, IEnumerable<string> states)
    {
        string total = EquationNames.Stem(state);
        do
        {
            total += "_total";
        }
        while (states.Contains(total));

        return EquationNames.Next(total);
    }
}
