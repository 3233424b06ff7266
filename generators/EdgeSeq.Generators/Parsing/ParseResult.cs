using EdgeSeq.Generators.Diagnostics;
using EdgeSeq.Generators.Model;

namespace EdgeSeq.Generators.Parsing;

/// <summary>What a declaration says: a shape to generate, or what is wrong with it.</summary>
internal sealed record ParseResult(ModelSpec? Spec, EquatableArray<DiagnosticInfo> Diagnostics);
