using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeSeq.Generators.Parsing;

/// <summary>What a project imports for all its files.</summary>
internal sealed class GlobalUsings
{
    private readonly List<INamespaceOrTypeSymbol> _imported = [];
    private readonly Dictionary<string, ISymbol> _aliases = [];

    public GlobalUsings(Compilation compilation)
    {
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            // They stand before anything else in a file.
            foreach (UsingDirectiveSyntax directive in ((CompilationUnitSyntax)tree.GetRoot()).Usings.TakeWhile(directive => directive.GlobalKeyword.RawKind != 0))
            {
                ISymbol? target = compilation.GetSemanticModel(tree).GetSymbolInfo(directive.NamespaceOrType).Symbol;
                if (directive.Alias is { } alias && target is not null)
                {
                    _aliases[alias.Name.Identifier.ValueText] = target;
                }
                else if (target is INamespaceOrTypeSymbol imported)
                {
                    _imported.Add(imported);
                }
            }
        }
    }

    /// <summary>Namespaces, and types whose nested types and members are imported.</summary>
    public IReadOnlyList<INamespaceOrTypeSymbol> Imported => _imported;

    public ISymbol? FindAlias(string name) => _aliases.TryGetValue(name, out ISymbol target) ? target : null;
}
