using EdgeSeq.Generators.Functions;
using EdgeSeq.Tests.Kernels;
using Xunit;

namespace EdgeSeq.Tests.Numerics;

/// <summary>What functions make of zeros, infinities, denormal numbers and NaN, in every dialect that this machine runs.</summary>
public class SpecialValueTests
{
    private const float Infinity = float.PositiveInfinity, NaN = float.NaN, Tiny = float.Epsilon, Huge = float.MaxValue;

    /// <summary>Arguments, then the result, bit for bit but for the payload of a NaN.</summary>
    private static readonly Dictionary<string, float[][]> Values = new()
    {
        ["abs"] = [[-0f, 0], [-Tiny, Tiny], [-Infinity, Infinity], [NaN, NaN]],
        ["clip"] = [[NaN, 0, 1, NaN], [-Infinity, -1, 1, -1], [Infinity, -1, 1, 1], [-0f, -1, 1, -0f], [Tiny, 0, 1, Tiny], [0, 1, -1, -1]],
        ["cos"] = [[0, 1], [-0f, 1], [Tiny, 1], [Infinity, NaN], [-Infinity, NaN], [NaN, NaN]],
        ["elu"] = [[0, 0], [-0f, 0], [Tiny, Tiny], [-Tiny, -Tiny], [-Infinity, -1], [Infinity, Infinity], [NaN, NaN]],
        ["gelu"] = [[0, 0], [-0f, -0f], [-Infinity, 0], [-Huge, 0], [Infinity, Infinity], [Huge, Huge], [NaN, NaN]],
        ["gelu_slope"] = [[0, 0.5f], [-Infinity, 0], [Infinity, 1], [NaN, NaN]],
        ["gelu_tanh"] = [[0, 0], [-0f, -0f], [-Infinity, 0], [-Huge, 0], [Infinity, Infinity], [Huge, Huge], [NaN, NaN]],
        ["gelu_tanh_slope"] = [[0, 0.5f], [-Infinity, 0], [Infinity, 1], [NaN, NaN]],
        ["hard_sigmoid"] = [[0, 0.5f], [-3, 0], [3, 1], [-Infinity, 0], [Infinity, 1], [NaN, NaN]],
        ["hard_tanh"] = [[-0f, -0f], [Tiny, Tiny], [-1, -1], [-Infinity, -1], [Infinity, 1], [NaN, NaN]],
        ["leaky_relu"] = [[0, 0.5f, 0], [-Tiny, 0.25f, -0f], [-Infinity, 0.5f, -Infinity], [Infinity, 0.5f, Infinity], [NaN, 0.5f, NaN], [1, NaN, 1], [-1, NaN, NaN]],
        ["max"] = [[1, 2, 2], [-Infinity, Infinity, Infinity], [NaN, 1, NaN], [1, NaN, NaN], [0, -0f, -0f], [-0f, 0, 0], [Tiny, 0, Tiny]],
        ["min"] = [[1, 2, 1], [-Infinity, Infinity, -Infinity], [NaN, 1, NaN], [1, NaN, NaN], [0, -0f, -0f], [-0f, 0, 0], [-Tiny, 0, -Tiny]],
        ["relu"] = [[-0f, -0f], [Tiny, Tiny], [-Infinity, 0], [Infinity, Infinity], [NaN, NaN]],
        ["selu"] = [[0, 0], [-0f, 0], [-Infinity, -1.7580993f], [Infinity, Infinity], [NaN, NaN]],
        ["sign"] = [[0, 0], [-0f, 0], [-Tiny, -1], [Infinity, 1], [NaN, 0]],
        ["silu"] = [[0, 0], [-0f, -0f], [-Infinity, 0], [-Huge, 0], [Infinity, Infinity], [Huge, Huge], [NaN, NaN]],
        ["silu_slope"] = [[0, 0.5f], [-Infinity, 0], [Infinity, 1], [NaN, NaN]],
        ["sin"] = [[0, 0], [-0f, -0f], [Tiny, Tiny], [-1e-30f, -1e-30f], [Infinity, NaN], [-Infinity, NaN], [NaN, NaN]],
        ["softplus"] = [[0, 0.6931472f], [-Infinity, 0], [-Huge, 0], [Infinity, Infinity], [Huge, Huge], [NaN, NaN]],
        ["softsign"] = [[-0f, -0f], [Tiny, Tiny], [Huge, 1], [Infinity, 1], [-Infinity, -1], [NaN, NaN]],
        ["sqrt"] = [[-0f, -0f], [4, 2], [-Tiny, NaN], [Infinity, Infinity], [NaN, NaN]],
        ["step"] = [[0, 0], [-0f, 0], [Tiny, 1], [NaN, 0]],
    };

    public static TheoryData<string> Functions => [.. Values.Keys];

    [Fact]
    public void Every_function_of_equations_has_special_values() =>
        Assert.Empty(FunctionCatalogue.Names.Except(Values.Keys).Except(ElementaryFunction.Offered.Select(function => function.Name)));

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_function_has_its_special_values(string name)
    {
        foreach (VectorKernels kernels in VectorKernels.Supported)
        {
            foreach (float[] value in Values[name])
            {
                float actual = Apply(kernels, FunctionCatalogue.Find(name)!.MethodName, value[..^1]);
                bool same = BitConverter.SingleToInt32Bits(actual) == BitConverter.SingleToInt32Bits(value[^1]) || (float.IsNaN(actual) && float.IsNaN(value[^1]));
                Assert.True(same, $"{kernels.Dialect}: {name}({string.Join(", ", value[..^1])}) is {actual:R}, expected {value[^1]:R}.");
            }
        }
    }

    /// <summary>Beyond the range in which they are exact, sin and cos still are numbers that a next state may have.</summary>
    [Fact]
    public void Sines_of_any_float_are_between_minus_one_and_one()
    {
        Map sin = VectorKernels.Supported[0].Get<Map>("Sin"), cos = VectorKernels.Supported[0].Get<Map>("Cos");
        float[] x = new float[16], y = new float[16];
        for (ulong bits = 0; bits < 1UL << 31; bits += 16 * 10007)
        {
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = BitConverter.UInt32BitsToSingle((uint)bits + ((uint)i * 10007));
            }

            foreach (Map function in new[] { sin, cos })
            {
                function(ref x[0], ref y[0], 16);
                for (int i = 0; i < x.Length; i++)
                {
                    Assert.True(y[i] is >= -1 and <= 1 || !float.IsFinite(x[i]), $"{x[i]:R} gives {y[i]:R}.");
                }
            }
        }
    }

    private static float Apply(VectorKernels kernels, string function, float[] arguments)
    {
        float[][] blocks = [.. arguments.Select(argument => Enumerable.Repeat(argument, 16).ToArray())];
        float[] y = new float[16];
        switch (blocks)
        {
            case [var x]:
                kernels.Get<Map>(function)(ref x[0], ref y[0], 16);
                break;
            case [var a, var b]:
                kernels.Get<MapOfTwo>(function)(ref a[0], ref b[0], ref y[0], 16);
                break;
            case [var a, var b, var c]:
                kernels.Get<MapOfThree>(function)(ref a[0], ref b[0], ref c[0], ref y[0], 16);
                break;
        }

        return y[0];
    }
}
