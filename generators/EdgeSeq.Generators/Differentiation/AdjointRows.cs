using EdgeSeq.Generators.Common;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Differentiation;

/// <summary>
/// The derived backward rows of a cell, in the order in which they can be computed. <c>dv</c> is dL/dv.
/// Given are <c>dh'</c> for each state; what an affine row sends back to its operand (transposed weights times
/// <c>da</c>) is added by the stages and counts as given for the rows of earlier stages.
/// </summary>
/// <param name="Rows">Adjoints of pre-activations, of rows that others need, and of the previous states.</param>
internal sealed record AdjointRows(EquatableArray<Equation> Rows);
