using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Model;

namespace EdgeSeq.Generators.Planning;

/// <summary>The adjoint rows that are computed when the forward stage of the same index is undone.</summary>
internal sealed record BackwardStage(EquatableArray<Equation> Rows);
