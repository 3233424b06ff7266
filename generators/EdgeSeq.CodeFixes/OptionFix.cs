using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeSeq.CodeFixes;

/// <summary>Options of the attribute: one that contradicts another is left out, and one number out wants a head of numbers.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
public sealed class OptionFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["ESQ003", "ESQ008"];

    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc/>
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        SyntaxNode? root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        Diagnostic diagnostic = context.Diagnostics[0];
        if (root?.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<AttributeArgumentSyntax>() is not { NameEquals.Name.Identifier.Text: var option } argument
            || argument.Parent is not AttributeArgumentListSyntax list)
        {
            return;
        }

        if (diagnostic.Id == "ESQ008")
        {
            Offer($"Leave out '{argument}'", list.RemoveNode(argument, SyntaxRemoveOptions.KeepNoTrivia)!);
        }
        else if (option == "Outputs" && !list.Arguments.Any(other => other.NameEquals?.Name.Identifier.Text == "Head"))
        {
            foreach (string head in (string[])["Head.Linear", "Head.Sigmoid"])
            {
                AttributeArgumentSyntax added = SyntaxFactory.ParseAttributeArgumentList($"(Head = {head})")!.Arguments[0].WithLeadingTrivia(SyntaxFactory.Space);
                Offer($"Set Head = {head}", list.AddArguments(added));
            }
        }

        void Offer(string title, SyntaxNode changed) => context.RegisterCodeFix(
            CodeAction.Create(title, _ => Task.FromResult(context.Document.WithSyntaxRoot(root.ReplaceNode(list, changed))), title), diagnostic);
    }
}
