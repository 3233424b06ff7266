using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeSeq.Generators.Parsing;

/// <summary>The named arguments of an attribute, as numbers. What the compiler itself refuses reads as absent.</summary>
internal sealed class AttributeReader(AttributeData attribute)
{
    public bool Has(string name) => attribute.NamedArguments.Any(argument => argument.Key == name);

    /// <summary>Where an option stands, with its name; null if absent.</summary>
    public Location? PlaceOf(string name) => (attribute.ApplicationSyntaxReference?.GetSyntax() as AttributeSyntax)?.ArgumentList?.Arguments
        .FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.ValueText == name)?.GetLocation();

    /// <summary>A number or the value of an enum; 0 if absent.</summary>
    public int Integer(string name) => Find(name) is { Kind: not TypedConstantKind.Array, Value: int value } ? value : 0;

    /// <summary>A fraction; null if absent.</summary>
    public float? Fraction(string name) => Find(name) is { Kind: not TypedConstantKind.Array, Value: float value } ? value : null;

    /// <summary>Yes or no; no if absent.</summary>
    public bool Flag(string name) => Find(name) is { Kind: not TypedConstantKind.Array, Value: true };

    /// <summary>A text; null if absent.</summary>
    public string? Text(string name) => Find(name) is { Kind: not TypedConstantKind.Array, Value: string value } ? value : null;

    /// <summary>A list of numbers; empty if absent.</summary>
    public IReadOnlyList<int> Integers(string name) =>
        Find(name) is { Kind: TypedConstantKind.Array, IsNull: false } array ? [.. array.Values.Select(value => value.Value as int? ?? 0)] : [];

    private TypedConstant Find(string name) => attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value;
}
