using EdgeSeq.Generators.Dialects;
using Microsoft.CodeAnalysis;

namespace EdgeSeq.Generators.Parsing;

/// <summary>
/// The name that begins a type's generated files: its full name. The compiler wants it unique with case ignored, so parts that
/// differ only in case get a number, as do types that are called as an instruction set: <c>App.Lm.Avx2</c> is a file of <c>Lm</c>.
/// </summary>
internal static class HintName
{
    public static string Of(INamedTypeSymbol type)
    {
        var parts = new List<string>();
        for (INamespaceOrTypeSymbol symbol = type; Container(symbol) is { } container; symbol = container)
        {
            int earlier = container.GetMembers().OfType<INamespaceOrTypeSymbol>().Select(member => member.Name).Distinct()
                .Count(name => IsSame(name, symbol.Name) && string.CompareOrdinal(name, symbol.Name) < 0);
            int number = earlier + (symbol is INamedTypeSymbol && DialectCatalogue.All.Any(dialect => IsSame(dialect.Name, symbol.Name)) ? 2 : 1);
            parts.Insert(0, number == 1 ? symbol.Name : $"{symbol.Name}-{number}");
        }

        return string.Join(".", parts);
    }

    private static bool IsSame(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private static INamespaceOrTypeSymbol? Container(INamespaceOrTypeSymbol symbol) =>
        (INamespaceOrTypeSymbol?)symbol.ContainingType ?? symbol.ContainingNamespace;
}
