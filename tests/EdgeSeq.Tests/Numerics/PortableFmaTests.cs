using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using EdgeSeq.Numerics;
using Xunit;
using X86Fma = System.Runtime.Intrinsics.X86.Fma;

namespace EdgeSeq.Tests.Numerics;

/// <summary>The emulated fused multiply-add against the instruction, where the processor has it.</summary>
public class PortableFmaTests
{
    private const int Triples = 400_000;

    private delegate (float A, float B, float C) TripleSource(TestNumbers numbers);

    [SkippableFact]
    public void Random_bit_patterns_give_the_bits_of_the_hardware() =>
        Check(1, numbers => (numbers.AnyFloat(), numbers.AnyFloat(), numbers.AnyFloat()));

    [SkippableFact]
    public void Ordinary_weights_and_activations_give_the_bits_of_the_hardware() =>
        Check(2, numbers => (numbers.WithExponent(-numbers.Below(12)), numbers.WithExponent(-numbers.Below(12)), numbers.WithExponent(-numbers.Below(12))));

    // (1 + k u)(1 - k u) = 1 - k^2 u^2 with u = 2^-23: exactly, or by a hair not, half an ulp of the addend.
    [SkippableFact]
    public void A_product_of_nearly_half_an_ulp_of_the_addend_is_rounded_once() => Check(3, numbers =>
    {
        int exponent = numbers.Below(190) - 95;
        (float a, float b) = NearlyPowerOfTwo(numbers, exponent - 24);
        return (a, b, numbers.WithExponent(exponent));
    });

    // A product with 25 significant bits lies halfway between two floats; the addend, far below, decides.
    [SkippableFact]
    public void A_product_halfway_between_floats_is_rounded_by_the_sign_of_a_tiny_addend() => Check(4, numbers =>
    {
        int exponent = numbers.Below(120) - 60;
        float a = MathF.ScaleB((numbers.Next() & 0xFFF) | 0x1001, exponent), b = (numbers.Next() & 0xFFF) | 0x801;
        return (numbers.Signed(a), b, numbers.WithExponent(exponent - numbers.Below(80)));
    });

    [SkippableFact]
    public void Subnormal_results_are_rounded_once() => Check(5, numbers =>
    {
        float c = Subnormal(numbers);
        int exponent = -30 - numbers.Below(90);
        if ((numbers.Next() & 1) == 0)
        {
            return (numbers.WithExponent(exponent), numbers.WithExponent(-127 - numbers.Below(26) - exponent), c);
        }

        (float a, float b) = NearlyPowerOfTwo(numbers, -150);
        return (a, b, c);
    });

    // The smallest normal float minus nearly half a step of the subnormals.
    [SkippableFact]
    public void Results_at_the_edge_of_the_normal_range_are_rounded_once() => Check(6, numbers =>
    {
        (float a, float b) = NearlyPowerOfTwo(numbers, -149 - numbers.Below(4));
        return (a, b, numbers.Signed(BitConverter.UInt32BitsToSingle(0x00800000 + (uint)numbers.Below(5) - 2)));
    });

    [SkippableFact]
    public void Cancellation_keeps_every_bit_of_the_product() => Check(7, numbers =>
    {
        float a = numbers.WithExponent(numbers.Below(120) - 60), b = numbers.WithExponent(numbers.Below(120) - 60);
        return (a, b, BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(-(a * b)) + (uint)numbers.Below(5) - 2));
    });

    // Products near the greatest float, and the greatest float itself with an addend near half its ulp (2^103).
    [SkippableFact]
    public void Overflow_begins_where_the_hardware_lets_it() => Check(8, numbers =>
    {
        if ((numbers.Next() & 1) == 0)
        {
            (float half, float one) = NearlyPowerOfTwo(numbers, 103 - numbers.Below(2));
            return (half, one, numbers.Signed(float.MaxValue));
        }

        float a = numbers.WithExponent(20 + numbers.Below(100));
        uint b = BitConverter.SingleToUInt32Bits(float.MaxValue / a) + (uint)numbers.Below(9) - 4;
        return (a, BitConverter.UInt32BitsToSingle(b), numbers.WithExponent(90 + numbers.Below(37)));
    });

    [SkippableFact]
    public void Zeros_infinities_and_NaN_are_those_of_the_hardware()
    {
        float[] values =
        [
            0f, -0f, 1f, -1f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, float.Epsilon, -float.Epsilon,
            float.MaxValue, float.MinValue, BitConverter.UInt32BitsToSingle(0x00800000), BitConverter.UInt32BitsToSingle(0x807FFFFF),
        ];
        int index = 0, count = values.Length;
        Check(9, _ =>
        {
            int i = index++ % (count * count * count);
            return (values[i % count], values[i / count % count], values[i / (count * count)]);
        });
    }

    /// <summary>Two factors whose product is plus or minus 2^exponent (1 - k^2 2^-46), k from 0 to 3.</summary>
    private static (float A, float B) NearlyPowerOfTwo(TestNumbers numbers, int exponent)
    {
        int first = exponent / 2;
        float hair = numbers.Below(4) * MathF.ScaleB(1, -23);
        return (numbers.Signed(MathF.ScaleB(1 + hair, first)), MathF.ScaleB(1 - hair, exponent - first));
    }

    private static float Subnormal(TestNumbers numbers) =>
        numbers.Signed(BitConverter.UInt32BitsToSingle(numbers.Next() & ((1u << numbers.Below(24)) - 1)));

    private static void Check(ulong seed, TripleSource source)
    {
        Skip.IfNot(X86Fma.IsSupported || AdvSimd.IsSupported, "This processor has no fused multiply-add to compare with.");
        var numbers = new TestNumbers(seed);
        Span<float> a = stackalloc float[4], b = stackalloc float[4], c = stackalloc float[4];
        for (int i = 0; i < Triples; i += 4)
        {
            for (int lane = 0; lane < 4; lane++)
            {
                (a[lane], b[lane], c[lane]) = source(numbers);
            }

            Vector128<float> lanes = PortableFma.Fma(Vector128.Create<float>(a), Vector128.Create<float>(b), Vector128.Create<float>(c));
            for (int lane = 0; lane < 4; lane++)
            {
                float expected = Hardware(a[lane], b[lane], c[lane]);
                float scalar = PortableFma.Fma(a[lane], b[lane], c[lane]);
                if (!SameBits(expected, lanes[lane]) || !SameBits(expected, scalar))
                {
                    Assert.Fail($"{a[lane]:R} * {b[lane]:R} + {c[lane]:R}: the hardware gives {expected:R}, the vector form {lanes[lane]:R}, the scalar form {scalar:R}.");
                }
            }
        }
    }

    private static bool SameBits(float x, float y) =>
        BitConverter.SingleToInt32Bits(x) == BitConverter.SingleToInt32Bits(y) || (float.IsNaN(x) && float.IsNaN(y));

    private static float Hardware(float a, float b, float c) => X86Fma.IsSupported
        ? X86Fma.MultiplyAddScalar(Vector128.CreateScalar(a), Vector128.CreateScalar(b), Vector128.CreateScalar(c)).ToScalar()
        : AdvSimd.FusedMultiplyAddScalar(Vector64.CreateScalar(c), Vector64.CreateScalar(a), Vector64.CreateScalar(b)).ToScalar();
}
