using System.Collections.Immutable;
using EdgeSeq.Generators.Diagnostics;
using EdgeSeq.Generators.Equations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EdgeSeq.Generators.Uses;

/// <summary>
/// Says where an option belongs that the attribute does not have: to the trainer, or under a name nearly the same. The compiler refuses it too, but
/// looks for a type of that name (CS0246).
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OptionAnalyzer : DiagnosticAnalyzer
{
    private const string Attribute = "EdgeSeq.SequenceModelAttribute", Training = "EdgeSeq.Training.TrainerOptions";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.UnknownOption];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(Check, SyntaxKind.Attribute);
    }

    private static void Check(SyntaxNodeAnalysisContext context)
    {
        var attribute = (AttributeSyntax)context.Node;
        if (attribute.ArgumentList is null || context.Compilation.GetTypeByMetadataName(Attribute) is not { } declared
            || !SymbolEqualityComparer.Default.Equals(context.SemanticModel.GetTypeInfo(attribute, context.CancellationToken).Type, declared))
        {
            return;
        }

        string[] options = OptionsOf(declared);
        foreach (NameEqualsSyntax name in attribute.ArgumentList.Arguments.Select(argument => argument.NameEquals).OfType<NameEqualsSyntax>())
        {
            string option = name.Name.Identifier.ValueText;
            if (!options.Contains(option))
            {
                bool isOfTraining = context.Compilation.GetTypeByMetadataName(Training) is { } training && OptionsOf(training).Contains(option);
                string cure = isOfTraining
                    ? $"it is one of training: new TrainerOptions {{ {option} = ... }}"
                    : Nearest.Of(option, options) is { } nearest
                    ? $"did you mean {nearest}?"
                    : $"there are {string.Join(", ", options)}";
                context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.UnknownOption, name.Name.GetLocation(), option, cure));
            }
        }
    }

    private static string[] OptionsOf(INamedTypeSymbol type) =>
        [.. type.GetMembers().OfType<IPropertySymbol>().Where(property => property is { IsStatic: false, SetMethod: not null }).Select(property => property.Name)];
}
