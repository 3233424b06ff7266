using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace EdgeSeq.CodeFixes;

/// <summary>Modifiers of the declared type, or of one around it: <c>partial</c> where it is missing, no <c>file</c>, no <c>ref</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class ModifierFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["ESQ001", "ESQ002", "ESQ007", "ESQ014"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        Diagnostic diagnostic = context.Diagnostics[0];
        if (root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
        {
            return;
        }

        (string title, Func<TypeDeclarationSyntax, SyntaxNode> change) = diagnostic.Id switch
        {
            "ESQ007" => ($"Declare '{type.Identifier.Text}' without 'file'", Without(SyntaxKind.FileKeyword)),
            "ESQ014" => ($"Declare '{type.Identifier.Text}' without 'ref'", Without(SyntaxKind.RefKeyword)),
            _ => ($"Declare '{type.Identifier.Text}' as 'partial'", WithPartial(context.Document)),
        };
        context.RegisterCodeFix(
            CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(type, change(type)))), diagnostic.Id), diagnostic);
    }

    // The language wants it last, which the editor's generator of syntax knows.
    private static Func<TypeDeclarationSyntax, SyntaxNode> WithPartial(Document document) => type =>
    {
        var syntax = SyntaxGenerator.GetGenerator(document);
        return syntax.WithModifiers(type, syntax.GetModifiers(type).WithPartial(true));
    };

    private static Func<TypeDeclarationSyntax, SyntaxNode> Without(SyntaxKind modifier) => type =>
    {
        SyntaxToken removed = type.Modifiers.First(token => token.IsKind(modifier));
        TypeDeclarationSyntax changed = type.WithModifiers(type.Modifiers.Remove(removed));
        return type.GetFirstToken() == removed ? changed.WithLeadingTrivia(removed.LeadingTrivia) : changed;
    };
}
