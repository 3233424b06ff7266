using EdgeSeq.Numerics;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>
/// The public forms over any number of floats, against plain loops in the documented order: sixteen lanes, lane i takes
/// elements i, i + 16, ..., and a tree combines them. What lies behind the last float is left alone.
/// </summary>
public sealed class VectorMathSpanTests
{
    private static readonly int[] Lengths = [.. Enumerable.Range(0, 35), 63, 64, 65, 100, 257];

    private static readonly Dictionary<string, (SpanForm Spans, Func<float, float> Single)> Functions = new()
    {
        ["Exp"] = (VectorMath.Exp, VectorMath.Exp),
        ["Log"] = (VectorMath.Log, VectorMath.Log),
        ["Tanh"] = (VectorMath.Tanh, VectorMath.Tanh),
        ["Sigmoid"] = (VectorMath.Sigmoid, VectorMath.Sigmoid),
    };

    private delegate void SpanForm(ReadOnlySpan<float> x, Span<float> y);

    public static TheoryData<string> Names() => [.. Functions.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_function_of_many_numbers_gives_the_bits_of_one_at_a_time(string name)
    {
        foreach (int length in Lengths)
        {
            GuardedFloats x = new("x", SampleFloats.OfAllKinds(length, seed: (ulong)length)), y = new("y", length, misalignment: 1);
            float[] expected = [.. x.Span.ToArray().Select(Functions[name].Single)];
            Functions[name].Spans(x.Span, y.Span);
            y.AssertIntact();
            Bits.AssertEqual($"{name} of {length}", expected, y.Span);
            Functions[name].Spans(x.Span, x.Span);
            x.AssertIntact();
            Bits.AssertEqual($"{name} of {length} in place", expected, x.Span);
        }
    }

    [Fact]
    public void A_sum_of_squares_is_summed_in_sixteen_lanes_of_four_chains()
    {
        foreach (int length in Lengths)
        {
            float[] x = SampleFloats.Normal(length), chains = new float[64];
            for (int i = 0; i < length; i++)
            {
                int place = i < length / 64 * 64 ? i % 64 : i % 16;
                if (i == length / 16 * 16)
                {
                    EndChains();   // the last block is filled up, and added to the lanes
                }

                chains[place] = MathF.FusedMultiplyAdd(x[i], x[i], chains[place]);
            }

            EndChains();
            float[] lanes = chains[..16];

            void EndChains()
            {
                for (int i = 16; i < 64; i++)
                {
                    chains[i % 16] += chains[i];
                    chains[i] = 0;
                }
            }

            Bits.AssertEqual($"sum of {length} squares", [Tree(lanes)], [VectorMath.SumOfSquares(x)]);
        }
    }

    [Fact]
    public void A_softmax_is_summed_in_sixteen_lanes()
    {
        foreach (int length in Lengths.Where(length => length > 0))
        {
            float[] x = SampleFloats.Normal(length), lanes = new float[16];
            float[] expected = [.. x.Select(value => VectorMath.Exp((value - x.Max()) * 1.3f))];
            for (int i = 0; i < length; i++)
            {
                lanes[i % 16] += expected[i];
            }

            var actual = new GuardedFloats("softmax", x);
            float sum = VectorMath.Softmax(actual.Span, 1.3f);
            actual.AssertIntact();
            Bits.AssertEqual($"softmax of {length}", expected, actual.Span);
            Bits.AssertEqual($"sum of the softmax of {length}", [Tree(lanes)], [sum]);
        }
    }

    [Fact]
    public void The_logarithm_of_a_sum_of_exponentials_is_that_of_the_softmax()
    {
        foreach (int length in Lengths.Where(length => length > 0))
        {
            float[] x = SampleFloats.Normal(length), copy = [.. x];
            float expected = x.Max() + VectorMath.Log(VectorMath.Softmax(copy, 1));
            Bits.AssertEqual($"log-sum-exp of {length}", [expected], [VectorMath.LogSumExp(x)]);
        }
    }

    [Fact]
    public void Clipping_limits_every_number()
    {
        foreach (int length in Lengths)
        {
            var x = new GuardedFloats("gradients", SampleFloats.OfAllKinds(length, seed: (ulong)length));
            float[] expected = [.. x.Span.ToArray().Select(value => float.IsNaN(value) ? value : Math.Clamp(value, -0.5f, 0.5f))];
            VectorMath.Clip(x.Span, 0.5f);
            x.AssertIntact();
            Bits.AssertEqual($"{length} clipped", expected, x.Span);
        }
    }

    private static float Tree(float[] lanes)
    {
        for (int half = 8; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                lanes[i] += lanes[i + half];
            }
        }

        return lanes[0];
    }
}
