using EdgeSeq.Forms.Tests.Bytes;
using Xunit;
using static EdgeSeq.Forms.Tests.Bytes.ByteShapes;
using static EdgeSeq.Forms.Tests.Halves.HalfShapes;

namespace EdgeSeq.Forms.Tests.Halves;

/// <summary>Models of bfloat16: rounding, files, memory.</summary>
[Collection(Alone.Name)]
public sealed class HalfModelTests
{
    private const ulong Seed = 9;

    /// <summary>The largest float that does not become infinity: half a step above the largest bfloat16, and just less.</summary>
    private const float Largest = 3.3961774e38f;

    /// <summary>Every file of the shape has the two nearest candidates' better one, the even one where both are as near; biases are left alone.</summary>
    [Fact]
    public void MatricesAreRoundedToNearestEven()
    {
        using var wide = new Model<Gru>(Seed);
        float[,] ties = new float[23, 40];
        for (int i = 0; i < ties.Length; i++)
        {
            // Halfway between two numbers, a little below and above, of either sign, and denormals.
            ties[i / 40, i % 40] = BitConverter.UInt32BitsToSingle(((uint)i << 31) | (i % 5 == 0 ? 0u : 0x3F000000u) | ((uint)i << 16) | (0x8000u - 1 + (uint)(i % 3)));
        }

        wide.SetParameter("W_r", ties);
        using Model<GruHalves> model = wide.Quantize<GruHalves>();
        ByteFile floats = ByteFile.Of(wide), halves = ByteFile.Of(model);
        foreach (string name in (string[])["rnn.weight_ih_l0", "rnn.weight_hh_l0", "rnn.weight_ih_l1", "rnn.weight_hh_l1", "head.weight"])
        {
            Assert.Equal("BF16", halves.TypeOf(name));
            Span<float> w = floats.Floats(name);
            Span<ushort> h = halves.Halves(name);
            for (int i = 0; i < w.Length; i++)
            {
                Assert.Equal(Nearest(w[i]), h[i]);
            }
        }

        foreach (string name in (string[])["rnn.bias_ih_l0", "rnn.bias_hh_l1", "head.bias"])
        {
            Assert.Equal("F32", halves.TypeOf(name));
            Bits.AssertEqual(floats.Floats(name), halves.Floats(name));
        }

        static ushort Nearest(float x)
        {
            uint toZero = BitConverter.SingleToUInt32Bits(x) >> 16;
            double below = Math.Abs(x - (double)Value(toZero)), above = Math.Abs((double)Value(toZero + 1) - x);
            return (ushort)(below < above || (below == above && toZero % 2 == 0) ? toZero : toZero + 1);
        }

        static float Value(uint half) => BitConverter.UInt32BitsToSingle(half << 16);
    }

    [Fact]
    public void AFileComesBackToTheByteAndOtherTypesAreRoundedWhileTheyAreRead()
    {
        Check<Elman, ElmanHalves>();
        Check<Gru, GruHalves>();
        Check<Both, BothHalves>();
        Check<Own, OwnHalves>();
        Check<Net, NetHalves>();

        static void Check<TFloat, THalf>()
            where TFloat : struct, ITrainableModel
            where THalf : struct, ISequenceModel
        {
            using var wide = new Model<TFloat>(Seed);
            using Model<THalf> rounded = wide.Quantize<THalf>();
            byte[] file = ByteFile.Of(rounded).Content;
            Assert.Equal(file.Length, rounded.GetSavedSize());
            using Model<THalf> loaded = Model<THalf>.Load(file), fromFloats = Model<THalf>.Load(ByteFile.Of(wide).Content), drawn = new(Seed);
            Assert.Equal(file, ByteFile.Of(loaded).Content);
            foreach (Model<THalf> other in (Model<THalf>[])[loaded, fromFloats, drawn])
            {
                Bits.AssertEqual(rounded.Parameters, other.Parameters);
            }

            // A shape of floats reads the file as it is, and rounding that again changes nothing.
            using Model<TFloat> widened = Model<TFloat>.Load(file);
            using Model<THalf> again = widened.Quantize<THalf>();
            Bits.AssertEqual(rounded.Parameters, again.Parameters);
            Assert.NotEqual(wide.ComputeSha256(), widened.ComputeSha256());
        }
    }

    /// <summary>A file of whole numbers has weights too: they are rounded as those of a file of floats.</summary>
    [Fact]
    public void AFileOfBytesIsRoundedAsItsFloatsAre()
    {
        using var wide = new Model<Gru>(Seed);
        using Model<GruBytes> bytes = wide.Quantize<GruBytes>();
        using Model<Gru> floats = Model<Gru>.Load(ByteFile.Of(bytes).Content);
        using Model<GruHalves> expected = floats.Quantize<GruHalves>(), loaded = Model<GruHalves>.Load(ByteFile.Of(bytes).Content);
        Bits.AssertEqual(expected.Parameters, loaded.Parameters);
        Assert.Throws<ArgumentException>(() => bytes.Quantize<GruHalves>());
    }

    [Fact]
    public void NumbersThatBecomeInfinityAreRefusedByName()
    {
        using var wide = new Model<Gru>(Seed);
        using Model<GruHalves> model = wide.Quantize<GruHalves>();
        string before = model.ComputeSha256();
        float[,] u = new float[40, 40];
        u[39, 37] = -Largest;
        wide.SetParameter("U_n_l1", u);
        using (Model<GruHalves> fits = wide.Quantize<GruHalves>())
        {
            fits.CopyParameterTo("U_n_l1", u);
            Assert.Equal(0xFF7Fu, BitConverter.SingleToUInt32Bits(u[39, 37]) >> 16);
        }

        u[39, 37] = MathF.BitIncrement(Largest);
        wide.SetParameter("U_n_l1", u);
        const string Place = "U_n_l1 has 3.3961775E+38 at input 39, output 37, which is too large for bfloat16";
        Assert.Contains(Place, Assert.Throws<InvalidOperationException>(() => wide.Quantize(model)).Message, StringComparison.Ordinal);
        Assert.Contains(Place, Assert.Throws<ModelFormatException>(() => Model<GruHalves>.Load(ByteFile.Of(wide).Content)).Message, StringComparison.Ordinal);
        Assert.Contains(Place, Assert.Throws<ArgumentException>(() => model.SetParameter("U_n_l1", u)).Message, StringComparison.Ordinal);
        u[39, 37] = float.NaN;
        Assert.Contains("must be finite", Assert.Throws<ArgumentException>(() => model.SetParameter("U_n_l1", u)).Message, StringComparison.Ordinal);
        Assert.Equal(before, model.ComputeSha256());
    }

    [Fact]
    public void DamagedFilesAreRefused()
    {
        using Model<GruHalves> model = new(Seed);
        ByteFile file = ByteFile.Of(model);
        file.Halves("rnn.weight_hh_l0")[5] = 0x7F80;
        Assert.Contains("rnn.weight_hh_l0: number 5 is", Assert.Throws<ModelFormatException>(() => Model<GruHalves>.Load(file.Content)).Message, StringComparison.Ordinal);
        file.Halves("rnn.weight_hh_l0")[5] = 0xFFC1;
        Assert.Throws<ModelFormatException>(() => Model<GruHalves>.Load(file.Content));
        Assert.Throws<ModelFormatException>(() => Model<GruHalves>.Load(file.Content.AsSpan(..^1)));
        Assert.Throws<ModelFormatException>(() => Model<ElmanHalves>.Load(file.Content));
    }

    [Fact]
    public void NothingIsAllocated()
    {
        using var wide = new Model<Own>(Seed);
        using Model<OwnHalves> model = wide.Quantize<OwnHalves>();
        using var session = new Session<OwnHalves>(model);
        float[] outputs = new float[2];
        Allocated.AssertNothing(() =>
        {
            session.Step(3);
            session.Output(outputs);
        });
        Allocated.AssertNothing(() => wide.Quantize(model));
    }

    [Fact]
    public void ABlockIsHalfOfThatOfFloats()
    {
        Assert.Equal(WeightType.BFloat16, GruHalves.Shape.Weights);
        Assert.InRange(PanelsHalves.ParameterSize, 0, 0.53 * Panels.ParameterSize);
    }
}
