using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Common;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Diagnostics;

namespace EdgeSeq.Generators.Parsing;

/// <summary>What the declaration of a cell says.</summary>
/// <param name="Type">Where its documentation goes; null where nothing can be generated into it.</param>
/// <param name="Cell">The cell; null if there is a diagnostic.</param>
/// <param name="Diagnostics">What is wrong.</param>
internal sealed record CellParseResult(DeclaredType? Type, CellDefinition? Cell, EquatableArray<DiagnosticInfo> Diagnostics);
