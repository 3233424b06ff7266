using System.Reflection;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Numerics;

namespace EdgeSeq.Tests.Kernels;

internal delegate void Map(ref float x, ref float y, nuint count);

internal delegate void MapOfTwo(ref float a, ref float b, ref float y, nuint count);

internal delegate void MapOfThree(ref float a, ref float b, ref float c, ref float y, nuint count);

internal delegate void Reduce(ref float x, nuint count, ref float lanes);

internal delegate int CountAtLeast(ref float x, nuint count, float limit);

internal delegate float SumAtLeast(ref float x, nuint count, float limit);

internal delegate float Softmax(ref float x, nuint count, ref float rest, nuint restCount, float scale, out float max);

internal delegate void ExpSum(ref float x, nuint count, ref float lanes, float max, float scale);

internal delegate void InPlace(ref float x, nuint count, float factor);

internal delegate void SgdUpdate(ref float weights, ref float gradients, ref float velocity, nuint count, float scale, float rate, float momentum);

internal delegate void RmsPropUpdate(
    ref float weights, ref float gradients, ref float square, nuint count, float scale, float rate, float smoothing, float epsilon);

internal delegate void AdamUpdate(
    ref float weights, ref float gradients, ref float mean, ref float square, nuint count, float scale, float rate,
    float beta1, float beta2, float correction1, float correction2, float epsilon, float decay);

internal delegate void AmsGradUpdate(
    ref float weights, ref float gradients, ref float mean, ref float square, ref float largest, nuint count, float scale, float rate,
    float beta1, float beta2, float correction1, float correction2, float epsilon, float decay);

internal delegate void AddDecayUpdate(ref float gradients, ref float weights, nuint count, float scale, float decay, float limit);

internal delegate void AverageUpdate(ref float averages, ref float weights, nuint count, float share);

internal delegate float IndependentLoss(ref float row, ref float truth, nuint count, float scale);

internal delegate float CrossEntropy(ref float row, int vocabulary, int target, float scale);

/// <summary>The shape-independent kernels of one dialect, block forms as delegates.</summary>
internal sealed record VectorKernels(string Dialect, Type Type)
{
    /// <summary>Those that this machine runs.</summary>
    public static IReadOnlyList<VectorKernels> Supported { get; } =
        [.. DialectCatalogue.All.Select(dialect => new VectorKernels(dialect.Name, typeof(PortableKernels).Assembly.GetType($"EdgeSeq.Numerics.{dialect.Kernels}", throwOnError: true)!))
            .Where(kernels => (bool)kernels.Type.GetProperty("IsSupported")!.GetValue(null)!)];

    /// <summary>The one that all others are compared with.</summary>
    public static VectorKernels Portable => Supported.Single(kernels => kernels.Dialect == "Portable");

    /// <summary>Names of all functions over blocks of 16 floats.</summary>
    public IEnumerable<string> BlockFunctions =>
        Type.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.GetParameters().Any(parameter => parameter.ParameterType == typeof(nuint)))
            .Select(method => method.Name).Distinct();

    /// <summary>Names of all functions from one run of floats to another.</summary>
    public IEnumerable<string> Maps => MapsOf(1);

    /// <summary>Names of all functions from some runs of floats to another.</summary>
    public IEnumerable<string> MapsOf(int runs) => Type.GetMethods(BindingFlags.Public | BindingFlags.Static).Where(method => IsMap(method, runs)).Select(method => method.Name);

    public TDelegate Get<TDelegate>(string name)
        where TDelegate : Delegate
    {
        Type[] parameters = [.. typeof(TDelegate).GetMethod("Invoke")!.GetParameters().Select(parameter => parameter.ParameterType)];
        return Type.GetMethod(name, parameters)?.CreateDelegate<TDelegate>()
            ?? throw new MissingMethodException(Type.Name, name);
    }

    private static bool IsMap(MethodInfo method, int runs) =>
        method.GetParameters().Select(parameter => parameter.ParameterType)
            .SequenceEqual([.. Enumerable.Repeat(typeof(float).MakeByRefType(), runs + 1), typeof(nuint)]);
}
