using EdgeSeq.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeSeq.Generators.Parsing;

/// <summary>Reads the declaration of a cell, and says what is wrong with its equations at the very character.</summary>
internal static class CellParser
{
    public static CellParseResult Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var symbol = (INamedTypeSymbol)context.TargetSymbol;
        AttributeData attribute = context.Attributes[0];
        if (OwnCell.Read(symbol, attribute) is not { } cell || attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
        {
            return new CellParseResult(null, null, default);   // the compiler says what is wrong
        }

        if (OwnCell.Fault(cell) is { } fault)
        {
            ExpressionSyntax text = syntax.ArgumentList!.Arguments[0].Expression;
            Location place = LiteralMap.Of(text, context.SemanticModel, cell.Equations)?.Find(fault.Mark.Start, fault.Mark.Length) ?? text.GetLocation();
            return new CellParseResult(null, null, new([DiagnosticInfo.Create(DiagnosticDescriptors.Equations, Place.Of(place), symbol.Name, fault.Message)]));
        }

        return new CellParseResult(CanBeCompleted(symbol) ? DeclaredTypes.Of(symbol) : null, cell, default);
    }

    /// <summary>Documentation is written into a cell that is partial; another one works without.</summary>
    private static bool CanBeCompleted(INamedTypeSymbol symbol)
    {
        for (INamedTypeSymbol? type = symbol; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType || type.IsFileLocal || !type.DeclaringSyntaxReferences.All(part =>
                part.GetSyntax() is TypeDeclarationSyntax declaration && declaration.Modifiers.Any(modifier => modifier.ValueText == "partial")))
            {
                return false;
            }
        }

        return true;
    }
}
