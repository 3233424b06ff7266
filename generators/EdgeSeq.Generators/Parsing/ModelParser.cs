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
        if (attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Primitive, Value: string network })
        {
            ModelSpec? read = NetworkParser.Read(attribute, network, context, problems, cancellation);
            return read is null || problems.Any ? problems.Refuse() : new ParseResult(read, Place.Of(declaration.Identifier.GetLocation()), default);
        }

        if (Cell(attribute, problems) is not { } cell)
        {
            return problems.Refuse();
        }

        ModelSpec? spec = ShapeReader.Read(new AttributeReader(attribute), DeclaredTypes.Of(symbol), cell, problems);
        return spec is null || problems.Any ? problems.Refuse() : new ParseResult(spec, Place.Of(declaration.Identifier.GetLocation()), default);
    }

    /// <summary>False for the second of two attributes on the parts of one type, which the compiler refuses.</summary>
    private static bool IsFirst(AttributeData attribute, INamedTypeSymbol symbol) =>
        symbol.GetAttributes().First(other => SymbolEqualityComparer.Default.Equals(other.AttributeClass, attribute.AttributeClass)) == attribute;

    /// <summary>The cell, of ours or of the user's; null where it cannot be had.</summary>
    private static CellDefinition? Cell(AttributeData attribute, ProblemList problems)
    {
        if (attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Type } argument)
        {
            return argument.Value is INamedTypeSymbol type ? OwnCellOf(type, problems) : null;   // typeof(int[]), typeof(void), null: said below or by the compiler
        }

        if (CellName(attribute) is { } name && CellCatalogue.Find(name) is { } cell)
        {
            return cell;
        }

        string given = attribute.ConstructorArguments.Length > 0 ? attribute.ConstructorArguments[0].ToCSharpString() : "(none)";
        problems.Add(DiagnosticDescriptors.UnknownCell, given, string.Join(", ", CellCatalogue.All.Select(known => known.Name)));
        return null;
    }

    /// <summary>The cell of a type; null where it cannot be had, which is said here or where the cell is declared.</summary>
    public static CellDefinition? OwnCellOf(INamedTypeSymbol type, ProblemList problems)
    {
        CellDefinition? cell = OwnCell.Find(type);
        if (cell is null)
        {
            problems.Add(DiagnosticDescriptors.NoCell, type.Name);
        }
        else if (OwnCell.Fault(cell) is { } fault)
        {
            // Where the cell is in the same compilation, its own declaration says what is wrong, at the character.
            if (!type.Locations.Any(location => location.IsInSource))
            {
                problems.Add(DiagnosticDescriptors.CellOfLibrary, type.ToDisplayString(), fault.Message);
            }

            return null;
        }

        return cell;
    }

    private static string? CellName(AttributeData attribute) =>
        attribute.ConstructorArguments.FirstOrDefault() is { Kind: TypedConstantKind.Enum } argument
            ? argument.Type!.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => field.HasConstantValue && Equals(field.ConstantValue, argument.Value))?.Name
            : null;
}
