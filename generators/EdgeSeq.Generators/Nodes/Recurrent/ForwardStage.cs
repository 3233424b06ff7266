using EdgeSeq.Generators.Common;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>
/// One stage of a forward step: affine rows whose operand is at hand, then the pointwise rows that these allow.
/// A cell has as many stages as its affine rows wait for one another.
/// </summary>
/// <param name="Recurrent">Rows with a recurrent product, all of the same operand.</param>
/// <param name="InputOnly">Rows of bias and input product alone.</param>
/// <param name="Operand">What the recurrent rows read; null when there are none.</param>
/// <param name="Pointwise">Rows computed per hidden unit.</param>
internal sealed record ForwardStage(
    EquatableArray<AffineRow> Recurrent, EquatableArray<AffineRow> InputOnly, string? Operand, EquatableArray<Equation> Pointwise)
{
    public IEnumerable<AffineRow> Affine => Recurrent.Concat(InputOnly);
}
