using System.Reflection;
using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>
/// The cases of the kernel tests: the declared shapes, and each of them in every dialect that this machine runs, or of those in the portable one
/// and the one in use.
/// </summary>
internal static class KernelCases
{
    private static readonly Dictionary<string, ShapeKernels> ByName =
        ShapeTypes.SelectMany(shape => DialectTypes(shape).Prepend(shape)).Select(Create).ToDictionary(kernels => kernels.Name);

    public static IEnumerable<string> ShapeNames => ShapeTypes.Select(type => type.Name);

    /// <summary>Every shape, without a dialect.</summary>
    public static TheoryData<string> Shapes => [.. ShapeNames];

    /// <summary>Every shape in every dialect.</summary>
    public static TheoryData<string> All => [.. ShapeTypes.SelectMany(NamesOf)];

    /// <summary>Every shape that has single steps, in every dialect.</summary>
    public static TheoryData<string> Streaming => [.. ShapeTypes.Where(type => ByName[type.Name].Streams).SelectMany(NamesOf)];

    /// <summary>Every shape with an output layer, in every dialect.</summary>
    public static TheoryData<string> WithHead => [.. ShapeTypes.Where(type => ByName[type.Name].Shape.Head != Head.None).SelectMany(NamesOf)];

    /// <summary>Names of those shapes.</summary>
    public static TheoryData<string> ShapesWithHead => [.. ShapeNames.Where(name => Find(name).Shape.Head != Head.None)];

    /// <summary>The smallest language model of every cell, in every dialect: for tests of many steps.</summary>
    public static TheoryData<string> SmallestOfEachCell => [.. SmallestTypes.SelectMany(NamesOf)];

    /// <summary>The same, and every shape of another form.</summary>
    public static TheoryData<string> SmallestAndForms => [.. SmallestTypes.Concat(ShapeTypes.Where(type => IsForm(ByName[type.Name]))).SelectMany(NamesOf)];

    private static IEnumerable<Type> SmallestTypes => ShapeTypes.Where(type => !IsForm(ByName[type.Name]))
        .GroupBy(type => ByName[type.Name].Shape.Cell).Select(cell => cell.MinBy(type => ByName[type.Name].ParameterSize)!);

    private static IEnumerable<Type> ShapeTypes =>
        typeof(KernelShapes).GetNestedTypes(BindingFlags.NonPublic).Where(IsKernels).OrderBy(type => type.Name, StringComparer.Ordinal);

    public static ShapeKernels Find(string name) => ByName[name];

    /// <summary>True for anything but a language model of one layer whose tokens choose rows of W.</summary>
    public static bool IsForm(ShapeKernels kernels) => !kernels.IsLanguageModel || kernels.Shape.Layers > 1 || kernels.Shape.Embedding > 0;

    /// <summary>The dialects of a shape that this machine runs.</summary>
    public static IReadOnlyList<ShapeKernels> DialectsOf(string shape) =>
        [.. DialectTypes(ShapeTypes.Single(type => type.Name == shape)).Select(type => ByName[$"{shape}.{type.Name}"])];

    /// <summary>Names of all dialects of a shape, supported or not.</summary>
    public static IEnumerable<string> AllDialectsOf(string shape) =>
        ShapeTypes.Single(type => type.Name == shape).GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(IsKernels).Select(type => type.Name);

    private static IEnumerable<string> NamesOf(Type shape) => DialectTypes(shape).Select(type => $"{shape.Name}.{type.Name}");

    private static IEnumerable<Type> DialectTypes(Type shape)
    {
        string inUse = $"{Hardware.IsaOf((ModelShape)shape.GetProperty(nameof(ISequenceModel.Shape))!.GetValue(null)!)}";
        return shape.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(IsKernels)
            .Where(type => (bool)type.GetProperty("IsSupported")!.GetValue(null)! && (Cases.All || type.Name == nameof(InstructionSet.Portable) || type.Name == inUse))
            .OrderBy(type => type.Name, StringComparer.Ordinal);
    }

    private static bool IsKernels(Type type) => type.IsAssignableTo(typeof(ISequenceModel));

    private static ShapeKernels Create(Type type)
    {
        Type kernels = type.IsAssignableTo(typeof(ILanguageModel)) ? typeof(LanguageKernels<>)
            : type.IsAssignableTo(typeof(ITokenModel)) ? typeof(TokenKernels<>)
            : type.IsAssignableTo(typeof(IVectorModel)) ? typeof(VectorInputKernels<>)
            : typeof(ShapeKernels<>);
        return (ShapeKernels)Activator.CreateInstance(kernels.MakeGenericType(type))!;
    }
}
