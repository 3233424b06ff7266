using Microsoft.CodeAnalysis;

namespace EdgeSeq.Generators.Parsing;

/// <summary>
/// The name that begins a type's generated files: its full name. The compiler wants it unique with case ignored, so names that
/// differ only in case get a number.
/// </summary>
internal static class HintName
{
    private static readonly SymbolDisplayFormat Format = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted).WithMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.None);

    public static string Of(INamedTypeSymbol type)
    {
        string numbers = "";
        for (INamespaceOrTypeSymbol symbol = type; Container(symbol) is { } container; symbol = container)
        {
            int earlier = container.GetMembers().OfType<INamespaceOrTypeSymbol>().Select(member => member.Name).Distinct()
                .Count(name => string.Equals(name, symbol.Name, StringComparison.OrdinalIgnoreCase) && string.CompareOrdinal(name, symbol.Name) < 0);
            numbers = earlier == 0 ? numbers : $"-{earlier + 1}{numbers}";
        }

        return type.ToDisplayString(Format) + numbers;
    }

    private static INamespaceOrTypeSymbol? Container(INamespaceOrTypeSymbol symbol) =>
        (INamespaceOrTypeSymbol?)symbol.ContainingType ?? symbol.ContainingNamespace;
}
