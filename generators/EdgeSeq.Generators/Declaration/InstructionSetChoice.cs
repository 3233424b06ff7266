using EdgeSeq.Generators.Common;

namespace EdgeSeq.Generators.Declaration;

/// <summary>For which instruction sets a project wants kernels: its property <c>EdgeSeqKernels</c>. Of the pipeline, as <see cref="ModelSpec"/> is.</summary>
/// <param name="Names">Names of dialects, best first and always with the portable one; none for all there are.</param>
/// <param name="Unknown">Words of the property that name none.</param>
internal sealed record InstructionSetChoice(EquatableArray<string> Names, EquatableArray<string> Unknown);
