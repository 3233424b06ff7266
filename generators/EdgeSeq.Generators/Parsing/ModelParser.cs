using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Diagnostics;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeSeq.Generators.Parsing;

/// <summary>Reads a declaration into a <see cref="ModelSpec"/>: the only place that sees symbols and syntax.</summary>
internal static class ModelParser
{
    public const string AttributeName = "EdgeSeq.SequenceModelAttribute";

    /// <summary>More than any course or board asks for, and far from where products of sizes overflow.</summary>
    private const int MaxHidden = 16_384, MaxVocabulary = 1_048_576;

    public static ParseResult Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        var symbol = (INamedTypeSymbol)context.TargetSymbol;
        var declaration = (TypeDeclarationSyntax)context.TargetNode;
        AttributeData attribute = context.Attributes[0];
        if (symbol.TypeKind != TypeKind.Struct || symbol.Name.Length == 0 || !IsFirst(attribute, symbol))
        {
            return new ParseResult(null, default);   // the compiler says what is wrong
        }

        Location location = declaration.Identifier.GetLocation();
        var diagnostics = new List<DiagnosticInfo>();

        CheckDeclaration(symbol, declaration, location, diagnostics);
        cancellation.ThrowIfCancellationRequested();
        string? cell = CellName(attribute);
        if (cell is null || CellCatalogue.Find(cell) is not { } definition)
        {
            string given = attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0].ToCSharpString() : "(none)";
            diagnostics.Add(DiagnosticInfo.Create(DiagnosticDescriptors.UnknownCell, location, symbol.Name, given,
                string.Join(", ", CellCatalogue.All.Select(known => known.Name))));
            return new ParseResult(null, new(diagnostics));
        }

        int vocabulary = Size(attribute, "Vocabulary", 2, MaxVocabulary, symbol, location, diagnostics);
        int hidden = Size(attribute, "Hidden", 1, MaxHidden, symbol, location, diagnostics);
        if (diagnostics.Count == 0)
        {
            CheckParameterSize(CellReader.Read(definition.Equations), vocabulary, hidden, symbol, location, diagnostics);
        }

        return diagnostics.Count > 0
            ? new ParseResult(null, new(diagnostics))
            : new ParseResult(Spec(symbol, definition.Name, vocabulary, hidden), default);
    }

    /// <summary>False for the second of two attributes on the parts of one type, which the compiler refuses.</summary>
    private static bool IsFirst(AttributeData attribute, INamedTypeSymbol symbol) =>
        symbol.GetAttributes().First(other => SymbolEqualityComparer.Default.Equals(other.AttributeClass, attribute.AttributeClass)) == attribute;

    private static ModelSpec Spec(INamedTypeSymbol symbol, string cell, int vocabulary, int hidden)
    {
        string space = symbol.ContainingNamespace.IsGlobalNamespace ? "" : symbol.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat
            .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));
        var containing = new List<string>();
        for (INamedTypeSymbol? type = symbol.ContainingType; type is not null; type = type.ContainingType)
        {
            containing.Insert(0, $"partial {Keyword(type)} {Escape(type.Name)}");
        }

        return new ModelSpec(space, new(containing), Escape(symbol.Name), HintName.Of(symbol), cell, vocabulary, hidden, Keyword(symbol));
    }

    private static void CheckDeclaration(
        INamedTypeSymbol symbol, TypeDeclarationSyntax declaration, Location location, List<DiagnosticInfo> diagnostics)
    {
        if (!declaration.Modifiers.Any(SyntaxKind.PartialKeyword))
        {
            diagnostics.Add(DiagnosticInfo.Create(DiagnosticDescriptors.NotPartial, location, symbol.Name));
        }

        if (symbol.IsFileLocal)
        {
            diagnostics.Add(DiagnosticInfo.Create(DiagnosticDescriptors.FileLocal, location, symbol.Name));
            return;
        }

        for (INamedTypeSymbol? type = symbol; type is not null; type = type.ContainingType)
        {
            if (type.IsGenericType)
            {
                diagnostics.Add(DiagnosticInfo.Create(DiagnosticDescriptors.Generic, location, symbol.Name));
                return;
            }
        }

        for (SyntaxNode? node = declaration.Parent; node is TypeDeclarationSyntax containing; node = node.Parent)
        {
            if (!containing.Modifiers.Any(SyntaxKind.PartialKeyword))
            {
                diagnostics.Add(DiagnosticInfo.Create(
                    DiagnosticDescriptors.ContainingTypeNotPartial, containing.Identifier.GetLocation(), containing.Identifier.Text, symbol.Name));
            }
        }
    }

    private static void CheckParameterSize(
        CellRows rows, int vocabulary, int hidden, INamedTypeSymbol symbol, Location location, List<DiagnosticInfo> diagnostics)
    {
        long lanes = (hidden + 15L) / 16 * 16, outputs = (vocabulary + 15L) / 16 * 16;
        long size = rows.Affine.Sum(row => (row.Input is null ? 0 : (vocabulary + 1) * lanes) + (row.Recurrent is null ? 0 : hidden * lanes) + lanes)
            + (hidden + 1) * outputs;
        if (size > int.MaxValue / 2)
        {
            diagnostics.Add(DiagnosticInfo.Create(DiagnosticDescriptors.TooLarge, location, symbol.Name, $"{size}", $"{int.MaxValue / 2}"));
        }
    }

    private static int Size(
        AttributeData attribute, string name, int min, int max, INamedTypeSymbol symbol, Location location, List<DiagnosticInfo> diagnostics)
    {
        int value = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value.Value as int? ?? 0;
        if (value < min || value > max)
        {
            diagnostics.Add(DiagnosticInfo.Create(DiagnosticDescriptors.SizeOutOfRange, location, name, symbol.Name, $"{value}", $"{min}", $"{max}"));
        }

        return value;
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
