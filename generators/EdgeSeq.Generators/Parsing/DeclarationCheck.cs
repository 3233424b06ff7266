using EdgeSeq.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeSeq.Generators.Parsing;

/// <summary>Whether parts can be generated into the declared type at all.</summary>
internal static class DeclarationCheck
{
    /// <summary>Of static members of interfaces (11) and collection expressions (12), which the generated text needs.</summary>
    private const LanguageVersion OldestLanguage = LanguageVersion.CSharp12;

    public static void Run(INamedTypeSymbol symbol, TypeDeclarationSyntax declaration, ProblemList problems)
    {
        LanguageVersion language = ((CSharpParseOptions)declaration.SyntaxTree.Options).LanguageVersion;
        if (language < OldestLanguage)
        {
            problems.Add(DiagnosticDescriptors.LanguageTooOld, language.ToDisplayString(), OldestLanguage.ToDisplayString());
        }

        if (symbol.IsRefLikeType)
        {
            problems.Add(DiagnosticDescriptors.RefStruct);
        }

        if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            problems.Add(DiagnosticDescriptors.NotPartial);
        }

        for (INamedTypeSymbol? type = symbol; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal)
            {
                problems.AddAt(type.Locations[0], DiagnosticDescriptors.FileLocal, type.Name);
                return;
            }

            if (type.IsGenericType)
            {
                problems.Add(DiagnosticDescriptors.Generic);
                return;
            }
        }

        for (SyntaxNode? node = declaration.Parent; node is TypeDeclarationSyntax containing; node = node.Parent)
        {
            if (!containing.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                problems.AddAt(containing.Identifier.GetLocation(), DiagnosticDescriptors.ContainingTypeNotPartial, containing.Identifier.Text, symbol.Name);
            }
        }
    }
}
