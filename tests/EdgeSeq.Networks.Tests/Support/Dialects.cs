using System.Reflection;

namespace EdgeSeq.Networks.Tests.Support;

/// <summary>Something that is done with a shape.</summary>
internal interface IShapeVisitor
{
    void Visit<TShape>()
        where TShape : struct, ITrainableModel;
}

/// <summary>The networks of <see cref="Shapes"/>, and the dialects of each that this machine runs.</summary>
internal static class Dialects
{
    public static IEnumerable<string> Names => Types.Select(type => type.Name);

    public static Xunit.TheoryData<string> Networks => [.. Names];

    private static IEnumerable<Type> Types => typeof(Shapes).GetNestedTypes(BindingFlags.NonPublic)
        .Where(type => type.GetCustomAttribute<SequenceModelAttribute>() is not null).OrderBy(type => type.Name, StringComparer.Ordinal);

    /// <summary>The shape itself.</summary>
    public static void Accept(string name, IShapeVisitor visitor) => Visit(visitor, Types.Single(type => type.Name == name));

    /// <summary>The shape itself first, then each dialect.</summary>
    public static void AcceptAll(string name, IShapeVisitor visitor)
    {
        Type shape = Types.Single(type => type.Name == name);
        Visit(visitor, shape);
        foreach (Type dialect in shape.GetNestedTypes(BindingFlags.NonPublic).Where(IsSupported))
        {
            Visit(visitor, dialect);
        }
    }

    private static bool IsSupported(Type type) =>
        type.IsAssignableTo(typeof(ISequenceModel)) && (bool)type.GetProperty("IsSupported", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;

    private static void Visit(IShapeVisitor visitor, Type shape) =>
        typeof(IShapeVisitor).GetMethod(nameof(IShapeVisitor.Visit))!.MakeGenericMethod(shape).Invoke(visitor, BindingFlags.DoNotWrapExceptions, null, null, null);
}
