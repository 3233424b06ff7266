using System.Diagnostics.CodeAnalysis;
using EdgeSeq.Generators.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EdgeSeq.Generators.Tests.Support;

/// <summary>What the compiler knows of a project's properties: the instruction sets as the package hands them on, and one that is nobody's business.</summary>
internal sealed class ProjectOptions(string instructionSets, string other = "") : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Properties(instructionSets, other);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

    private sealed class Properties(string instructionSets, string other) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = key switch
            {
                InstructionSetReader.Key => instructionSets.Replace(';', ','),
                "build_property.RootNamespace" => other,
                _ => null,
            };
            return value is not null;
        }
    }
}
