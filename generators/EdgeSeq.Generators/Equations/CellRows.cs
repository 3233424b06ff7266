using EdgeSeq.Generators.Common;

namespace EdgeSeq.Generators.Equations;

/// <summary>
/// A cell's equations taken apart: states, affine maps (alike for every cell) and the pointwise rows around them (all
/// of the difference), the latter in single-assignment form with every function's result named.
/// </summary>
/// <param name="States">States in order of appearance; the first is h.</param>
/// <param name="Affine">Pre-activations in the order of the equations.</param>
/// <param name="Pointwise">Rows over pre-activations, states and earlier rows; targets of next states are primed.</param>
internal sealed record CellRows(
    EquatableArray<string> States, EquatableArray<AffineRow> Affine, EquatableArray<Equation> Pointwise)
{
    private readonly string _adjoint = AdjointPrefix(States, [.. States, .. Affine.Select(row => row.Name), .. Pointwise.Select(row => row.Target)]);

    public static string Next(string state) => state + "'";

    /// <summary>The state of a next state.</summary>
    public static string Stem(string next) => next.TrimEnd('\'');

    /// <summary>The name of dL/dv: <c>dv</c>, or <c>d_v</c> in a cell that has rows such as <c>h</c> and <c>dh</c>.</summary>
    public string AdjointOf(string name) => _adjoint + name;

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
        string total = Stem(state);
        do
        {
            total += "_total";
        }
        while (states.Contains(total));

        return Next(total);
    }
}
