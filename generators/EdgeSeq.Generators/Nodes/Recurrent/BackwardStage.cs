using EdgeSeq.Generators.Common;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>The adjoint rows that are computed when the forward stage of the same index is undone.</summary>
internal sealed record BackwardStage(EquatableArray<Equation> Rows);
