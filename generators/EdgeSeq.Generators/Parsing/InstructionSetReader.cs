using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EdgeSeq.Generators.Parsing;

/// <summary>Reads the property <c>EdgeSeqKernels</c> of the project.</summary>
internal static class InstructionSetReader
{
    /// <summary>The property as <c>EdgeSeq.Kernels.targets</c> hands it on: the compiler would take what stands behind a semicolon for a comment.</summary>
    public const string Key = "build_property._EdgeSeqKernels";

    /// <summary>What may be written, best first.</summary>
    public static IEnumerable<string> Known => DialectCatalogue.All.Select(dialect => dialect.Name);

    /// <summary>Where a word is unknown all sets are written, so that nothing else is wrong with the build.</summary>
    public static InstructionSetChoice Read(AnalyzerConfigOptions options)
    {
        string[] words = options.TryGetValue(Key, out string? value) ? [.. value.Split(',').Select(word => word.Trim()).Where(word => word.Length > 0)] : [];
        string[] unknown = [.. words.Where(word => !Known.Any(name => IsSame(name, word))).Distinct()];
        bool isAll = words.Length == 0 || unknown.Length > 0;
        return new(new(isAll ? [] : Known.Where(name => name == PortableDialect.Definition.Name || words.Any(word => IsSame(name, word)))), new(unknown));
    }

    private static bool IsSame(string name, string word) => string.Equals(name, word, StringComparison.OrdinalIgnoreCase);
}
