using EdgeSeq.Generators.Diagnostics;
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

        foreach ((string space, string name) in GeneratedNames.Types)
        {
            if (FindFirst(name, symbol, compilation) is { } found && !IsMeant(found, space))
            {
                problems.Add(DiagnosticDescriptors.TypeHidden, found.ToDisplayString(), $"{space}.{name}");
            }
        }
    }

    /// <summary>A member that the user wrote, the properties that a record is declared with included.</summary>
    private static bool IsInTheWay(ISymbol member) =>
        !member.IsImplicitlyDeclared && GeneratedNames.Members.Contains(member.Name) && member.Locations[0].IsInSource;

    /// <summary>What the compiler finds first by a simple name in a file without usings: members of the types around, then namespaces.</summary>
    private static ISymbol? FindFirst(string name, INamedTypeSymbol symbol, Compilation compilation)
    {
        for (INamedTypeSymbol? around = symbol; around is not null; around = around.ContainingType)
        {
            for (INamedTypeSymbol? type = around; type is not null; type = type.BaseType)
            {
                if (type.Name == name || type.GetMembers(name).FirstOrDefault(Hides) is not null)
                {
                    return type.GetMembers(name).FirstOrDefault(Hides) ?? type;
                }
            }
        }

        for (INamespaceSymbol? space = compilation.GetCompilationNamespace(symbol.ContainingNamespace); space is not null; space = space.ContainingNamespace)
        {
            if (space.GetMembers(name).FirstOrDefault(Hides) is { } found)
            {
                return found;
            }
        }

        return null;

        bool Hides(ISymbol found) => found is INamespaceSymbol || compilation.IsSymbolAccessibleWithin(found, symbol);
    }

    private static bool IsMeant(ISymbol found, string space) => found is INamedTypeSymbol && found.ContainingNamespace.ToDisplayString() == space;
}
