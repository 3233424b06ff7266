using EdgeSeq.Generators.Diagnostics;
using EdgeSeq.Generators.Emission.Text;
using Microsoft.CodeAnalysis;

namespace EdgeSeq.Generators.Parsing;

/// <summary>Whether the generated text means what it says in the place where it will stand.</summary>
internal static class NameCheck
{
    public static void Run(INamedTypeSymbol symbol, Compilation compilation, ProblemList problems)
    {
        if (GeneratedNames.IsTaken(symbol.Name))
        {
            problems.Add(DiagnosticDescriptors.NameOfMember);
            return;
        }

        foreach (ISymbol member in symbol.GetMembers().Where(IsInTheWay))
        {
            problems.AddAt(member.Locations[0], DiagnosticDescriptors.MemberExists, symbol.Name, member.Name);
        }

        // Usings behind a namespace come before those of the project; a model in no namespace has them side by side.
        INamespaceOrTypeSymbol[] imported = [.. GeneratedNames.Namespaces.Select(space => Find(compilation, space)).OfType<INamespaceSymbol>()];
        GlobalUsings? project = symbol.ContainingNamespace.IsGlobalNamespace ? new GlobalUsings(compilation) : null;
        foreach ((string space, string name) in GeneratedNames.Types.Concat(GeneratedNames.HidableKeywords))
        {
            string[] parts = name.Split('`');
            int arity = parts.Length > 1 ? int.Parse(parts[1]) : 0;
            ISymbol? found = FindFirst(parts[0], arity, symbol, compilation);
            if (found is null)
            {
                IEnumerable<ISymbol> others = imported.Concat(project?.Imported ?? [])
                    .SelectMany(other => other.GetMembers(parts[0])).Where(other => other is not INamespaceSymbol && HasArity(other, arity));
                found = (arity == 0 ? project?.FindAlias(parts[0]) : null)
                    ?? others.FirstOrDefault(other => !IsMeant(other, space) && compilation.IsSymbolAccessibleWithin(other, symbol));
            }

            if (found is not null && !IsMeant(found, space))
            {
                problems.Add(DiagnosticDescriptors.TypeHidden, found.ToDisplayString(), $"{space}.{parts[0]}");
            }
        }
    }

    /// <summary>A member that the user wrote, the properties that a record is declared with included.</summary>
    private static bool IsInTheWay(ISymbol member) =>
        !member.IsImplicitlyDeclared && GeneratedNames.Members.Contains(member.Name) && member.Locations[0].IsInSource;

    /// <summary>What the compiler finds by a simple name before it looks at the usings: members of the types around, then of their namespace.</summary>
    private static ISymbol? FindFirst(string name, int arity, INamedTypeSymbol symbol, Compilation compilation)
    {
        for (INamedTypeSymbol? around = symbol; around is not null; around = around.ContainingType)
        {
            for (INamedTypeSymbol? type = around; type is not null; type = type.BaseType)
            {
                if (type.GetMembers(name).FirstOrDefault(Hides) is { } member)
                {
                    return member;
                }

                if (type.Name == name && type.Arity == arity)
                {
                    return type;
                }
            }
        }

        return compilation.GetCompilationNamespace(symbol.ContainingNamespace)?.GetMembers(name).FirstOrDefault(Hides);

        bool Hides(ISymbol found) => HasArity(found, arity) && (found is INamespaceSymbol || compilation.IsSymbolAccessibleWithin(found, symbol));
    }

    /// <summary>Whether a name with so many type arguments can mean this.</summary>
    private static bool HasArity(ISymbol found, int arity) => found switch
    {
        INamedTypeSymbol type => type.Arity == arity,
        IMethodSymbol method => arity == 0 || method.Arity == arity,
        _ => arity == 0,
    };

    private static INamespaceSymbol? Find(Compilation compilation, string space) => space.Split('.')
        .Aggregate((INamespaceSymbol?)compilation.GlobalNamespace, (parent, name) => parent?.GetNamespaceMembers().FirstOrDefault(member => member.Name == name));

    private static bool IsMeant(ISymbol found, string space) => found is INamedTypeSymbol && found.ContainingNamespace.ToDisplayString() == space;
}
