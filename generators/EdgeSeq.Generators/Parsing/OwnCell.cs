using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Nodes.Recurrent;
using Microsoft.CodeAnalysis;

namespace EdgeSeq.Generators.Parsing;

/// <summary>A cell of the user's: the equations in the attribute of a type.</summary>
internal static class OwnCell
{
    public const string AttributeName = "EdgeSeq.RecurrentCellAttribute";

    /// <summary>The cell that a type declares; null where it has no such attribute, or one that the compiler refuses.</summary>
    public static CellDefinition? Find(INamedTypeSymbol type) =>
        type.GetAttributes().FirstOrDefault(attribute => attribute.AttributeClass?.ToDisplayString() == AttributeName) is { } attribute ? Read(type, attribute) : null;

    /// <summary>The cell of an attribute.</summary>
    public static CellDefinition? Read(INamedTypeSymbol type, AttributeData attribute)
    {
        if (attribute.ConstructorArguments.FirstOrDefault() is not { Kind: TypedConstantKind.Primitive, Value: string equations })
        {
            return null;
        }

        var reader = new AttributeReader(attribute);
        return new CellDefinition(type.Name, reader.Text("Title") ?? type.Name, reader.Text("Source") ?? "", equations, IsOwn: true);
    }

    /// <summary>What is wrong with a cell; null where it can be run and trained.</summary>
    public static EquationSyntaxException? Fault(CellDefinition cell, IEnumerable<Setting>? settings = null)
    {
        try
        {
            CellRows rows = cell.Read(settings);
            StagePlanner.Backward(rows, Differentiator.Differentiate(rows), StagePlanner.Forward(rows));
            return null;
        }
        catch (EquationSyntaxException fault)
        {
            return fault;
        }
    }
}
