using System.Reflection;
using Xunit;
using static EdgeSeq.Forms.Tests.Bytes.ByteShapes;

namespace EdgeSeq.Forms.Tests.Bytes;

/// <summary>The contract of weights of 8 bits and states of 8 or 15 (docs/numerics.md), read from files and computed once more in long integers and single steps.</summary>
public sealed class ContractTests
{
    /// <summary>The logits of every step are those of the contract to the bit, on every dialect, also from states that no cell would reach.</summary>
    [Fact]
    public void ProductsAreThoseOfTheContract()
    {
        using var wide = new Model<Elman>(3, Initialization.Default with { Head = WeightInitializer.Normal });
        foreach (Type dialect in (Type[])[.. Dialects(typeof(ElmanBytes)), .. Dialects(typeof(ElmanDigits))])
        {
            typeof(ContractTests).GetMethod(nameof(CheckSteps), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(dialect)
                .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [wide], null);
        }
    }

    /// <summary>An operand without a bound takes its scale from its largest number.</summary>
    [Fact]
    public void UnboundedOperandsHaveAScaleOfTheirOwn()
    {
        CheckUnbounded<ReluBytes>();
        CheckUnbounded<ReluDigits>();
    }

    private static void CheckUnbounded<TShape>()
        where TShape : struct, IVectorModel
    {
        using var wide = new Model<Relu>(4);
        using Model<TShape> model = wide.Quantize<TShape>();
        ByteFile file = ByteFile.Of(model);
        using var session = new Session<TShape>(model);
        float[] logits = new float[5], state = new float[TShape.StateSize];
        int steps = StepsOf<TShape>();
        for (int t = 0; t < 20; t++)
        {
            session.Step([t, -t, 0.5f * t]);   // units far above 1
            session.Logits(logits);
            session.CopyStateTo(state);
            float largest = state.AsSpan(0, 19).ToArray().Max(MathF.Abs);
            for (int j = 0; j < 5; j++)
            {
                float expected = Logit(file, state, j, 19, largest / steps, h => (long)Math.Round((double)h * (steps / largest), MidpointRounding.ToEven));
                Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(logits[j]));
            }
        }
    }

    /// <summary>Every output's largest number, or pair, is 127 of its scales; no number is further than half a scale from the float, but for what the largest pair gives to be 127.</summary>
    [Fact]
    public void RoundingKeepsThePairRule()
    {
        using var wide = new Model<Gru>(5, Initialization.Default with { Recurrent = WeightInitializer.Normal });
        using Model<GruBytes> model = wide.Quantize<GruBytes>();
        ByteFile floats = ByteFile.Of(wide), bytes = ByteFile.Of(model);
        foreach (string name in (string[])["rnn.weight_hh_l0", "rnn.weight_ih_l1", "rnn.weight_hh_l1", "head.weight", "rnn.weight_ih_l0"])
        {
            Assert.Equal("I8", bytes.TypeOf(name));
            Span<float> w = floats.Floats(name), scales = bytes.Floats(name + "_scale");
            Span<sbyte> q = bytes.Whole(name);
            int inputs = w.Length / scales.Length;
            for (int i = 0; i < w.Length; i++)
            {
                float scale = scales[i / inputs];
                Assert.InRange(Math.Abs(w[i] - q[i] * scale), 0, 0.503f * scale);
                Assert.InRange(q[i], (sbyte)-127, (sbyte)127);
                if (i % inputs % 2 == 0 && i % inputs + 1 < inputs && name != "rnn.weight_ih_l0")
                {
                    Assert.InRange(q[i] + q[i + 1], -128, 128);
                }
            }
        }

        Assert.Equal("F32", bytes.TypeOf("rnn.bias_ih_l0"));
        Assert.Equal("F32", bytes.TypeOf("head.bias"));
    }

    /// <summary>The largest legal pairs with the largest operands: no instruction set may saturate.</summary>
    [Theory]
    [InlineData(127, 1)]
    [InlineData(64, 64)]
    [InlineData(127, -127)]
    [InlineData(-127, -1)]
    public void TheLargestPairsDoNotSaturate(int even, int odd)
    {
        using var wide = new Model<Elman>(1);
        using Model<ElmanBytes> rounded = wide.Quantize<ElmanBytes>();
        ByteFile file = ByteFile.Of(rounded);
        Span<sbyte> head = file.Whole("head.weight");
        for (int i = 0; i < head.Length; i++)
        {
            head[i] = (sbyte)(i % 37 % 2 == 0 ? even : odd);
        }

        foreach (Type dialect in (Type[])[.. Dialects(typeof(ElmanBytes)), .. Dialects(typeof(ElmanDigits))])
        {
            typeof(ContractTests).GetMethod(nameof(CheckLargest), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(dialect)
                .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [file], null);
        }
    }

    private static IEnumerable<Type> Dialects(Type shape) => shape.GetNestedTypes(BindingFlags.NonPublic | BindingFlags.Public)
        .Where(type => type.IsAssignableTo(typeof(ISequenceModel)) && (bool)type.GetProperty("IsSupported")!.GetValue(null)!).Prepend(shape);

    private static void CheckLargest<TShape>(ByteFile file)
        where TShape : struct, ITokenModel
    {
        using Model<TShape> model = Model<TShape>.Load(file.Content);
        foreach (float h in (float[])[1, -1, float.PositiveInfinity, -2])
        {
            CheckLogits(model, file, Enumerable.Repeat(h, TShape.StateSize).ToArray());
        }
    }

    private static void CheckSteps<TShape>(Model<Elman> wide)
        where TShape : struct, ITokenModel
    {
        using Model<TShape> model = wide.Quantize<TShape>();
        ByteFile file = ByteFile.Of(model);
        using var session = new Session<TShape>(model);
        float[] state = new float[TShape.StateSize];
        for (int t = 0; t < 30; t++)
        {
            session.Step(t % 11);
            session.CopyStateTo(state);
            CheckLogits(model, file, state);
        }

        foreach (float stray in (float[])[1.5f, -7, float.PositiveInfinity, float.NegativeInfinity, float.NaN])
        {
            state[5] = stray;
            CheckLogits(model, file, state);
        }
    }

    private static void CheckLogits<TShape>(Model<TShape> model, ByteFile file, float[] state)
        where TShape : struct, ITokenModel
    {
        float[] logits = new float[11];
        int steps = StepsOf<TShape>();
        TShape.Logits(model.Parameters, state, logits);
        for (int j = 0; j < logits.Length; j++)
        {
            float expected = Logit(file, state, j, 37, 1f / steps, h => float.IsNaN(h) ? steps : (long)Math.Round((double)steps * Math.Clamp(h, -1, 1), MidpointRounding.ToEven));
            Assert.Equal(BitConverter.SingleToInt32Bits(expected), BitConverter.SingleToInt32Bits(logits[j]));
        }
    }

    private static int StepsOf<TShape>()
        where TShape : struct, ISequenceModel => TShape.Shape.StateBits switch { 8 => 127, 15 => 16_256, _ => throw new NotSupportedException() };

    /// <summary>b + (scale * step) * sum of q a, the sum in whole numbers.</summary>
    private static float Logit(ByteFile file, float[] h, int j, int units, float step, Func<float, long> round)
    {
        long sum = 0;
        for (int k = 0; k < units; k++)
        {
            sum += file.Whole("head.weight")[j * units + k] * round(h[k]);
        }

        return MathF.FusedMultiplyAdd(sum, file.Floats("head.weight_scale")[j] * step, file.Floats("head.bias")[j]);
    }
}
