using EdgeSeq.Generators.Dialects;

namespace EdgeSeq.Generators.Tests.Support;

/// <summary>The instruction sets for which tests compile kernels: all, or the one in use and the portable one, of which every text is much the same.</summary>
internal static class TriedSets
{
    /// <summary>Their names, best first.</summary>
    public static string[] Names { get; } =
        [.. DialectCatalogue.All.Select(dialect => dialect.Name).Where(name => Cases.All || name == $"{Hardware.ActiveIsa}" || name == nameof(InstructionSet.Portable))];

    /// <summary>The same as a project's property EdgeSeqKernels.</summary>
    public static string Property { get; } = string.Join(',', Names);
}
