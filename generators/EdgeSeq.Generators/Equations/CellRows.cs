using EdgeSeq.Generators.Model;

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
    public static string Next(string state) => state + "'";
}
