using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Diagnostics;
using EdgeSeq.Generators.Emission.Library;
using EdgeSeq.Generators.Emission.Model;
using EdgeSeq.Generators.Parsing;
using EdgeSeq.Generators.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators;

/// <summary>The pipeline, and nothing else: declaration to spec to plan to text.</summary>
[Generator(LanguageNames.CSharp)]
internal sealed class EdgeSeqGenerator : IIncrementalGenerator
{
    /// <summary>Marks <c>VectorMath</c> in EdgeSeq.dll, which receives the kernels that no shape changes.</summary>
    private const string LibraryAttributeName = "EdgeSeq.Numerics.EmitVectorKernelsAttribute";

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ParseResult> results = context.SyntaxProvider
            .ForAttributeWithMetadataName(ModelParser.AttributeName, static (node, _) => node is TypeDeclarationSyntax, ModelParser.Parse)
            .WithTrackingName(TrackingNames.Parse);

        // Diagnostics carry places; the spec does not, so that moving a declaration does not emit it again.
        IncrementalValuesProvider<DiagnosticInfo> diagnostics = results
            .SelectMany(static (result, _) => result.Diagnostics)
            .WithTrackingName(TrackingNames.Diagnostics);
        context.RegisterSourceOutput(diagnostics, static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));

        IncrementalValueProvider<InstructionSetChoice> sets = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => InstructionSetReader.Read(options.GlobalOptions))
            .WithTrackingName(TrackingNames.InstructionSets);
        context.RegisterSourceOutput(sets.SelectMany(static (choice, _) => choice.Unknown), static (output, word) => output.ReportDiagnostic(
            Diagnostic.Create(DiagnosticDescriptors.UnknownInstructionSet, Location.None, word, string.Join(", ", InstructionSetReader.Known))));

        IncrementalValuesProvider<ModelSpec> specs = results
            .Where(static result => result.Spec is not null)
            .Select(static (result, _) => result.Spec!)
            .Combine(sets)
            .Select(static (pair, _) => pair.Left with { InstructionSets = pair.Right.Names })
            .WithTrackingName(TrackingNames.Spec);
        context.RegisterSourceOutput(specs, EmitModel);

        // For editors. It stands at a place, so it is computed again when the declaration moves; the text is not.
        IncrementalValuesProvider<DiagnosticInfo> costs = results
            .Where(static result => result.Spec is not null)
            .Select(static (result, _) => ModelCost.Describe(result.Spec!, result.Place!))
            .WithTrackingName(TrackingNames.Cost);
        context.RegisterSourceOutput(costs, static (output, cost) => output.ReportDiagnostic(cost.ToDiagnostic()));

        IncrementalValuesProvider<CellParseResult> cells = context.SyntaxProvider
            .ForAttributeWithMetadataName(OwnCell.AttributeName, static (node, _) => node is TypeDeclarationSyntax, CellParser.Parse)
            .WithTrackingName(TrackingNames.Cell);
        context.RegisterSourceOutput(cells.SelectMany(static (result, _) => result.Diagnostics), static (output, diagnostic) => output.ReportDiagnostic(diagnostic.ToDiagnostic()));
        context.RegisterSourceOutput(cells.Where(static result => result is { Type: not null, Cell: not null }),
            static (output, result) => output.AddSource($"{result.Type!.HintName}.g.cs", CellEmitter.Emit(result.Type, result.Cell!)));

        IncrementalValuesProvider<bool> library = context.SyntaxProvider
            .ForAttributeWithMetadataName(LibraryAttributeName, static (_, _) => true, static (_, _) => true);
        context.RegisterSourceOutput(library, static (output, _) => EmitLibrary(output));
    }

    private static void EmitModel(SourceProductionContext output, ModelSpec spec)
    {
        var plan = new ModelPlan(spec);
        foreach ((string name, SourceText text) in ModelFiles.Of(plan, output.CancellationToken))
        {
            output.AddSource(name, text);
        }
    }

    private static void EmitLibrary(SourceProductionContext output)
    {
        foreach ((string name, SourceText text) in LibraryFiles.All())
        {
            output.AddSource(name, text);
        }
    }
}
