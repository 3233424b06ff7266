using EdgeSeq.Generators.Common;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Diagnostics;

namespace EdgeSeq.Generators.Parsing;

/// <summary>What a declaration says: a shape to generate, or what is wrong with it.</summary>
/// <param name="Spec">The shape; null if there is a diagnostic.</param>
/// <param name="Place">The name of the declared type; null without a shape.</param>
/// <param name="Diagnostics">What is wrong.</param>
internal sealed record ParseResult(ModelSpec? Spec, Place? Place, EquatableArray<DiagnosticInfo> Diagnostics);
