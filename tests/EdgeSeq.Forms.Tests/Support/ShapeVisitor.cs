using System.Reflection;
using Xunit;

namespace EdgeSeq.Forms.Tests;

/// <summary>Something that is done with a shape.</summary>
internal interface IShapeVisitor
{
    void Visit<TShape>()
        where TShape : struct, ITrainableModel;
}

/// <summary>Something that is done with an encoder and a decoder.</summary>
internal interface IPairVisitor
{
    void Visit<TEncoder, TDecoder>()
        where TEncoder : struct, ITrainableModel
        where TDecoder : struct, ILanguageModel, ITrainableModel;
}

/// <summary>The catalogue: every shape, and the dialects of each that this machine runs.</summary>
internal static class Catalogue
{
    public static TheoryData<string> WithOutputs =>
        [.. Types.Where(type => !type.Name.Equals(nameof(Shapes.Encoder), StringComparison.Ordinal)).Select(type => type.Name)];

    private static IEnumerable<Type> Types =>
        typeof(Shapes).GetNestedTypes(BindingFlags.NonPublic).Where(IsShape).OrderBy(type => type.Name, StringComparer.Ordinal);

    public static void Accept(string name, IShapeVisitor visitor) => Visit(visitor, Types.Single(type => type.Name == name));

    /// <summary>The shape itself first, then each dialect.</summary>
    public static void AcceptDialects(Type shape, IShapeVisitor visitor)
    {
        foreach (Type dialect in DialectsOf(shape))
        {
            Visit(visitor, dialect);
        }
    }

    /// <summary>The pair itself first, then each dialect.</summary>
    public static void AcceptDialects(Type encoder, Type decoder, IPairVisitor visitor)
    {
        foreach ((Type e, Type d) in DialectsOf(encoder).Zip(DialectsOf(decoder)))
        {
            Visit(visitor, e, d);
        }
    }

    private static IEnumerable<Type> DialectsOf(Type shape)
    {
        List<Type> dialects = [.. shape.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(IsShape)
            .Where(type => (bool)type.GetProperty("IsSupported")!.GetValue(null)!).OrderBy(type => type.Name, StringComparer.Ordinal)];
        Assert.NotEmpty(dialects);
        return dialects.Prepend(shape);
    }

    private static bool IsShape(Type type) => type.IsAssignableTo(typeof(ISequenceModel));

    private static void Visit(object visitor, params Type[] types) =>
        visitor.GetType().GetMethod("Visit")!.MakeGenericMethod(types).Invoke(visitor, BindingFlags.DoNotWrapExceptions, null, null, null);
}
