using EdgeSeq.Numerics;
using Xunit;

namespace EdgeSeq.Tests.Numerics;

/// <summary>
/// Elementary functions against double precision: a sample of all floats on every run, and all 2^32 of them when
/// the environment variable <c>EDGESEQ_EXHAUSTIVE</c> is 1 (some minutes).
/// </summary>
public class VectorMathTests
{
    private const ulong AllFloats = 1UL << 32;

    /// <summary>A prime, so that the sample meets every low bit pattern of the significand.</summary>
    private static readonly ulong s_sampleStep = Cases.Part(10007ul, 1009ul);

    /// <summary>The step for functions that only equations use; a prime too.</summary>
    private static readonly ulong s_coarseStep = Cases.Part(100003ul, 10007ul);

    /// <summary>Where something changes: ends of ranges, saturation, the cuts of the argument reductions.</summary>
    private static readonly float[] Landmarks =
    [
        0f, float.Epsilon, BitConverter.UInt32BitsToSingle(0x00800000), 1e-20f, 5.9604645E-08f, 0.00012207031f, 0.34657359f, 0.5f, 0.55f, 0.6666667f,
        0.70710677f, 1f, 1.3333334f, 1.4142135f, 2f, 9.010913f, 9.02f, 16.635532f, 17.32868f, 30f, 87.33655f, 88.72284f, 89f,
        103.27893f, 103.97208f, 104f, 1e10f, 0.75f, 0.7853982f, 1.5707964f, 3f, 3.1415927f, 5f, 11f, 13f, 15f, 87f, 131072f, float.MaxValue, float.PositiveInfinity,
    ];

    public static TheoryData<string> Functions => [.. ElementaryFunction.All.Select(function => function.Name)];

    public static TheoryData<string> Offered => [.. ElementaryFunction.Offered.Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Functions))]
    public void A_sample_of_all_floats_is_within_the_promised_ulp(string name) => CheckRange(Named(name), 0, AllFloats, Named(name).OfScalar is null ? s_coarseStep : s_sampleStep);

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_float_around_the_landmarks_is_within_the_promised_ulp(string name)
    {
        uint reach = Cases.Part(300u, 2000u);
        foreach (float landmark in Landmarks)
        {
            uint bits = BitConverter.SingleToUInt32Bits(landmark);
            uint first = bits - Math.Min(bits, reach);
            CheckRange(Named(name), first, bits + reach, 1);
            CheckRange(Named(name), first | 0x80000000, (bits + reach) | 0x80000000, 1);
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Functions))]
    public void Every_float_is_within_the_promised_ulp(string name)
    {
        Skip.IfNot(
            Environment.GetEnvironmentVariable("EDGESEQ_EXHAUSTIVE") == "1",
            "Set EDGESEQ_EXHAUSTIVE=1 to check all 2^32 floats; a function takes a minute or two.");
        const ulong part = AllFloats / 64;
        Parallel.For(0, 64, i => CheckRange(Named(name), (ulong)i * part, (ulong)(i + 1) * part, 1));
    }

    [Fact]
    public void Exp_has_its_special_values() => CheckExactly(ElementaryFunction.Exp,
        (float.NegativeInfinity, 0f),
        (-1000f, 0f),
        (-104f, 0f),
        (-103.5f, float.Epsilon),
        (-float.Epsilon, 1f),
        (-0f, 1f),
        (0f, 1f),
        (float.Epsilon, 1f),
        (88.72284f, float.PositiveInfinity),
        (1000f, float.PositiveInfinity),
        (float.PositiveInfinity, float.PositiveInfinity),
        (float.NaN, float.NaN));

    [Fact]
    public void Log_has_its_special_values() => CheckExactly(ElementaryFunction.Log,
        (float.NegativeInfinity, float.NaN),
        (-1f, float.NaN),
        (-float.Epsilon, float.NaN),
        (-0f, float.NegativeInfinity),
        (0f, float.NegativeInfinity),
        (1f, 0f),
        (float.Epsilon, -103.27893f),
        (float.PositiveInfinity, float.PositiveInfinity),
        (float.NaN, float.NaN));

    [Fact]
    public void Tanh_has_its_special_values() => CheckExactly(ElementaryFunction.Tanh,
        (0f, 0f),
        (-0f, -0f),
        (float.Epsilon, float.Epsilon),
        (1e-39f, 1e-39f),
        (1e-5f, 1e-5f),
        (9.1f, 1f),
        (float.MaxValue, 1f),
        (float.PositiveInfinity, 1f),
        (float.NegativeInfinity, -1f),
        (float.NaN, float.NaN));

    [Fact]
    public void Sigmoid_has_its_special_values() => CheckExactly(ElementaryFunction.Sigmoid,
        (float.NegativeInfinity, 0f),
        (float.MinValue, 0f),
        (-104f, 0f),
        (-103.5f, float.Epsilon),
        (-0f, 0.5f),
        (0f, 0.5f),
        (float.Epsilon, 0.5f),
        (30f, 1f),
        (float.MaxValue, 1f),
        (float.PositiveInfinity, 1f),
        (float.NaN, float.NaN));

    [Fact]
    public void Tanh_is_odd_bit_for_bit_and_never_beyond_one()
    {
        for (uint bits = 0; bits <= 0x7F800000; bits += (uint)s_sampleStep)
        {
            float x = BitConverter.UInt32BitsToSingle(bits), y = VectorMath.Tanh(x), mirrored = VectorMath.Tanh(-x);
            if (BitConverter.SingleToUInt32Bits(mirrored) != (BitConverter.SingleToUInt32Bits(y) | 0x80000000) || y is not (>= 0 and <= 1))
            {
                Assert.Fail($"tanh of {x:R} and its negative are {y:R} and {mirrored:R}.");
            }
        }
    }

    [Fact]
    public void Sigmoid_stays_between_zero_and_one()
    {
        for (ulong bits = 0; bits < AllFloats; bits += s_sampleStep)
        {
            float x = BitConverter.UInt32BitsToSingle((uint)bits), y = VectorMath.Sigmoid(x);
            if (!float.IsNaN(x) && y is not (>= 0 and <= 1))
            {
                Assert.Fail($"sigmoid({x:R}) is {y:R}.");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Offered))]
    public void Spans_of_any_length_in_place_or_not_give_the_bits_of_the_scalar_form(string name)
    {
        ElementaryFunction function = Named(name);
        var numbers = new TestNumbers(7);
        const float untouched = 12345f;
        for (int length = 0; length <= 70; length++)
        {
            float[] x = new float[length], y = new float[length + 1];
            for (int i = 0; i < length; i++)
            {
                x[i] = i % 3 == 0 ? numbers.AnyFloat() : numbers.WithExponent(numbers.Below(14) - 8);
            }

            float[] expected = [.. x.Select(function.OfScalar!)];
            y[length] = untouched;
            function.OfSpan(x, y.AsSpan(0, length));
            AssertSameBits(expected, y.AsSpan(0, length));
            Assert.Equal(untouched, y[length]);

            function.OfSpan(x, x);
            AssertSameBits(expected, x);
        }
    }

    private static ElementaryFunction Named(string name) => ElementaryFunction.All.Single(function => function.Name == name);

    /// <summary>Checks every <paramref name="step"/>th bit pattern from <paramref name="first"/> up to, not including, <paramref name="end"/>.</summary>
    private static void CheckRange(ElementaryFunction function, ulong first, ulong end, ulong step)
    {
        float[] x = new float[4096], y = new float[4096];
        for (ulong bits = first; bits < end;)
        {
            int count = 0;
            for (; count < x.Length && bits < end; count++, bits += step)
            {
                x[count] = BitConverter.UInt32BitsToSingle((uint)bits);
            }

            function.OfSpan(x.AsSpan(0, count), y.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                if (function.Fault(x[i], y[i]) is string fault)
                {
                    Assert.Fail(fault);
                }
            }
        }
    }

    private static void CheckExactly(ElementaryFunction function, params (float X, float Expected)[] values)
    {
        float[] y = new float[values.Length];
        function.OfSpan([.. values.Select(value => value.X)], y);
        AssertSameBits([.. values.Select(value => value.Expected)], y);
        AssertSameBits([.. values.Select(value => value.Expected)], [.. values.Select(value => function.OfScalar!(value.X))]);
    }

    private static void AssertSameBits(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            bool same = BitConverter.SingleToUInt32Bits(expected[i]) == BitConverter.SingleToUInt32Bits(actual[i])
                || (float.IsNaN(expected[i]) && float.IsNaN(actual[i]));
            Assert.True(same, $"Element {i} is {actual[i]:R}, expected {expected[i]:R}.");
        }
    }
}
