using System.Collections.Immutable;
using EdgeSeq.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EdgeSeq.Generators.Uses;

/// <summary>
/// Says why a type cannot stand where a shape is wanted, and what to use instead. The compiler refuses it too, but speaks of a boxing conversion
/// that is not there (CS0315).
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UseAnalyzer : DiagnosticAnalyzer
{
    private const string Library = "EdgeSeq", Attribute = "SequenceModelAttribute";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [DiagnosticDescriptors.CannotBeUsed];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSyntaxNodeAction(CheckArguments, SyntaxKind.GenericName);
        context.RegisterSyntaxNodeAction(CheckStep, SyntaxKind.InvocationExpression);
    }

    /// <summary>Type arguments of the library's types and methods: <c>Session&lt;Bi&gt;</c>.</summary>
    private static void CheckArguments(SyntaxNodeAnalysisContext context)
    {
        var name = (GenericNameSyntax)context.Node;
        SymbolInfo info = context.SemanticModel.GetSymbolInfo(name, context.CancellationToken);
        ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        symbol = symbol is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor ? constructor.ContainingType : symbol;
        ImmutableArray<ITypeParameterSymbol> parameters = symbol switch
        {
            INamedTypeSymbol type => type.TypeParameters,
            IMethodSymbol method => method.TypeParameters,
            _ => [],
        };
        if (symbol?.ContainingAssembly?.Name != Library)
        {
            return;
        }

        for (int i = 0; i < parameters.Length && i < name.TypeArgumentList.Arguments.Count; i++)
        {
            TypeSyntax argument = name.TypeArgumentList.Arguments[i];
            if (context.SemanticModel.GetTypeInfo(argument, context.CancellationToken).Type is INamedTypeSymbol { TypeKind: not TypeKind.Error } shape)
            {
                foreach (ITypeSymbol wanted in parameters[i].ConstraintTypes.Where(IsOfShapes))
                {
                    if (Reason(shape, wanted.Name) is { } reason)
                    {
                        context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.CannotBeUsed, argument.GetLocation(), shape.Name, reason));
                        break;
                    }
                }
            }
        }
    }

    /// <summary>A token given to a model that reads vectors, and a vector to one that reads tokens.</summary>
    private static void CheckStep(SyntaxNodeAnalysisContext context)
    {
        var call = (InvocationExpressionSyntax)context.Node;
        if (call.Expression is not MemberAccessExpressionSyntax { Name: { Identifier.Text: "Step" } name } access || call.ArgumentList.Arguments.Count == 0
            || context.SemanticModel.GetSymbolInfo(call, context.CancellationToken).Symbol is not null
            || context.SemanticModel.GetTypeInfo(access.Expression, context.CancellationToken).Type is not INamedTypeSymbol { Name: "Session", TypeArguments.Length: 1 } session
            || session.ContainingAssembly?.Name != Library || session.TypeArguments[0] is not INamedTypeSymbol shape)
        {
            return;
        }

        bool isToken = context.SemanticModel.GetTypeInfo(call.ArgumentList.Arguments[0].Expression, context.CancellationToken).Type?.SpecialType == SpecialType.System_Int32;
        if (Reason(shape, isToken ? "ITokenModel" : "IVectorModel") is { } reason)
        {
            context.ReportDiagnostic(Diagnostic.Create(DiagnosticDescriptors.CannotBeUsed, name.GetLocation(), shape.Name, reason));
        }
    }

    /// <summary>Why a type is not what is wanted; null if it is, or if another diagnostic says so.</summary>
    private static string? Reason(INamedTypeSymbol type, string wanted)
    {
        if (Is(type, wanted))
        {
            return null;
        }

        if (!Is(type, "ISequenceModel"))
        {
            bool isDeclared = type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == Attribute);
            return isDeclared ? null : "is no sequence model; declare a 'partial struct' with the attribute [SequenceModel]";
        }

        return wanted switch
        {
            "ITrainableModel" =>
                "has rounded weights, which do not learn; train a shape of the same sizes without Weights, and round its model with Quantize",
            "IQuantizedModel" =>
                "has weights of floats; name the shape of the same sizes that is declared with Weights",
            "IStreamingModel" => "reads in both directions, so it cannot stream; run whole sequences with SequenceRunner",
            "ITokenModel" => Is(type, "IVectorModel")
                ? "reads vectors, not tokens; give it a span of numbers"
                : "does not read tokens step by step; run whole sequences with SequenceRunner",
            "IVectorModel" => Is(type, "ITokenModel")
                ? "reads tokens, not vectors; give it one token as an int"
                : "does not read vectors step by step; run whole sequences with SequenceRunner",
            "ILanguageModel" =>
                "is no language model, which reads tokens and has a softmax over the same tokens at every step; step a Session, or run whole sequences with SequenceRunner",
            _ => null,
        };
    }

    /// <summary>True for the interfaces of shapes; other type parameters of the library are none of this analyzer's business.</summary>
    private static bool IsOfShapes(ITypeSymbol constraint) => constraint is INamedTypeSymbol { Name: "ISequenceModel" } || (constraint is INamedTypeSymbol type && Is(type, "ISequenceModel"));

    private static bool Is(INamedTypeSymbol type, string wanted) =>
        type.AllInterfaces.Any(candidate => candidate.Name == wanted && candidate.ContainingAssembly?.Name == Library);
}
