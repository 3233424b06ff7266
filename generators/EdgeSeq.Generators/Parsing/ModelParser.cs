using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeSeq.Generators.Parsing;

/// <summary>Reads a declaration into a <see cref="ModelSpec"/>: this folder is the only place that sees symbols and syntax.</summary>
internal static class ModelParser
{
    public const string AttributeName = "EdgeSeq.SequenceModelAttribute";

    public static ParseResult Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var symbol = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        AttributeData attribute = context.Attributes[0];
        if (symbol.TypeKind != TypeKind.Struct || symbol.Name.Length == 0 || !IsFirst(attribute, symbol))
        {
            return new ParseResult(null, null, default);   // the compiler says what is wrong
        }

        var problems = new ProblemList(symbol.Name, declaration.Identifier.GetLocation());
        DeclarationCheck.Run(symbol, declaration, problems);
        NameCheck.Run(symbol, context.SemanticModel.Compilation, problems);
        cancellation.ThrowIfCancellationRequested();
        string? cell = CellName(attribute);
        if (cell is null || CellCatalogue.Find(cell) is not { } definition)
        {
            string given = attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0].ToCSharpString() : "(none)";
            problems.Add(DiagnosticDescriptors.UnknownCell, given, string.Join(", ", CellCatalogue.All.Select(known => known.Name)));
            return problems.Refuse();
        }

        ModelSpec? spec = ShapeReader.Read(new AttributeReader(attribute), Type(symbol), definition, problems);
        return spec is null || problems.Any ? problems.Refuse() : new ParseResult(spec, Place.Of(declaration.Identifier.GetLocation()), default);
    }

    /// <summary>False for the second of two attributes on the parts of one type, which the compiler refuses.</summary>
    private static bool IsFirst(AttributeData attribute, INamedTypeSymbol symbol) =>
        symbol.GetAttributes().First(other => SymbolEqualityComparer.Default.Equals(other.AttributeClass, attribute.AttributeClass)) == attribute;

    private static DeclaredType Type(INamedTypeSymbol symbol)
    {
        string space = symbol.ContainingNamespace.IsGlobalNamespace ? "" : symbol.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat
            .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));
        var containing = new List<string>();
        for (INamedTypeSymbol? type = symbol.ContainingType; type is not null; type = type.ContainingType)
        {
            containing.Insert(0, $"partial {Keyword(type)} {Escape(type.Name)}");
        }

        return new DeclaredType(space, new(containing), Escape(symbol.Name), HintName.Of(symbol), Keyword(symbol));
    }

    private static string? CellName(AttributeData attribute) =>
        attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Enum } argument
            ? argument.Type!.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, argument.Value))?.Name
            : null;

    private static string Keyword(INamedTypeSymbol type) => (type.IsRecord, type.TypeKind) switch
    {
        (true, TypeKind.Struct) => "record struct",
        (true, _) => "record",
        (_, TypeKind.Struct) => "struct",
        (_, TypeKind.Interface) => "interface",
        _ => "class",
    };

    private static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;
}
