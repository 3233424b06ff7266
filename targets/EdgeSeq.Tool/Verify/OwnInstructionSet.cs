extern alias generator;

using System.Diagnostics.CodeAnalysis;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using generator::EdgeSeq.Generators.Parsing;

namespace EdgeSeq.Targets.Tool.Verify;

/// <summary>Tells the generator of the instruction set that this process runs: kernels of others would be compiled for nothing.</summary>
internal sealed class OwnInstructionSet : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Property();

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => GlobalOptions;

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => GlobalOptions;

    private sealed class Property : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value)
        {
            value = key == InstructionSetReader.Key ? $"{Hardware.ActiveIsa}" : null;
            return value is not null;
        }
    }
}
