using System.Text;
using CommunityToolkit.HighPerformance;
using EdgeSeq.Shapes;
using EdgeSeq.Training;
using Xunit;
using static EdgeSeq.Forms.Tests.Bytes.ByteShapes;

namespace EdgeSeq.Forms.Tests.Bytes;

/// <summary>Models of 8 bits: files, copies, runs.</summary>
[Collection(Alone.Name)]
public sealed class ByteModelTests
{
    private const ulong Seed = 8;

    /// <summary>Bytes that reading any file takes: its header, its table.</summary>
    private const int Fixed = 48 << 10;

    [Fact]
    public void AFileComesBackToTheByteAndFloatsAreRoundedWhileTheyAreRead()
    {
        Check<Elman, ElmanBytes>();
        Check<Gru, GruBytes>();
        Check<Relu, ReluBytes>();
        Check<Both, BothBytes>();
        Check<Gru, GruDigits>();
        Check<Both, BothDigits>();

        static void Check<TFloat, TBytes>()
            where TFloat : struct, ITrainableModel
            where TBytes : struct, ISequenceModel
        {
            using var wide = new Model<TFloat>(Seed);
            using Model<TBytes> rounded = wide.Quantize<TBytes>();
            byte[] file = ByteFile.Of(rounded).Content;
            using Model<TBytes> loaded = Model<TBytes>.Load(file), fromFloats = Model<TBytes>.Load(ByteFile.Of(wide).Content), drawn = new(Seed);
            Assert.Equal(file, ByteFile.Of(loaded).Content);
            Assert.Equal(file.Length, rounded.GetSavedSize());
            foreach (Model<TBytes> other in (Model<TBytes>[])[loaded, fromFloats, drawn])
            {
                Bits.AssertEqual(rounded.Parameters, other.Parameters);
            }
        }
    }

    /// <summary>Floats made of bytes have the numbers of the bytes, and their digest; rounded again they are the same bytes.</summary>
    [Fact]
    public void FloatShapesReadBytesAndRoundThemToTheSame()
    {
        Check<Elman, ElmanBytes>();
        Check<Gru, GruBytes>();
        Check<Relu, ReluBytes>();
        Check<Both, BothBytes>();
        Check<Gru, GruDigits>();
        Check<Both, BothDigits>();

        static void Check<TFloat, TBytes>()
            where TFloat : struct, ITrainableModel
            where TBytes : struct, ISequenceModel
        {
            for (ulong seed = 0; seed < 20; seed++)
            {
                using var trained = new Model<TFloat>(seed);
                using Model<TBytes> rounded = trained.Quantize<TBytes>();
                using Model<TFloat> floats = Model<TFloat>.Load(ByteFile.Of(rounded).Content);
                using Model<TBytes> again = floats.Quantize<TBytes>(), fromFile = Model<TBytes>.Load(ByteFile.Of(floats).Content);
                Bits.AssertEqual(rounded.Parameters, again.Parameters);
                Bits.AssertEqual(rounded.Parameters, fromFile.Parameters);
                Assert.NotEqual(trained.ComputeSha256(), floats.ComputeSha256());
                foreach (ParameterInfo parameter in TFloat.Shape.Parameters)
                {
                    float[,] expected = new float[parameter.Rows, parameter.Columns], found = new float[parameter.Rows, parameter.Columns];
                    rounded.CopyParameterTo(parameter.Name, expected);
                    floats.CopyParameterTo(parameter.Name, found);
                    Assert.Equal(expected, found);
                }
            }
        }
    }

    /// <summary>Every matrix may be bytes in a file that floats read, in any order: the head that this library keeps as floats, the scales first.</summary>
    [Fact]
    public void FloatShapesReadBytesOfOthers()
    {
        using Model<Elman> model = new(Seed);
        sbyte[] whole = [.. Enumerable.Range(0, 11 * 37).Select(i => (sbyte)(i * 31))];   // -128, and pairs that break the rule, too
        float[] scales = [.. Enumerable.Range(1, 11).Select(j => j / 8f)];
        byte[] file = ByteFile.Of(model).WithBytes("head.weight", whole, scales);
        using Model<Elman> loaded = Model<Elman>.Load(file);
        float[,] weights = new float[37, 11];
        loaded.CopyParameterTo("W_y", weights);
        for (int j = 0; j < 11; j++)
        {
            for (int k = 0; k < 37; k++)
            {
                Assert.Equal(whole[j * 37 + k] * scales[j], weights[k, j]);
            }
        }

        Assert.Contains("rule of weights of 8 bits", Assert.Throws<ModelFormatException>(() => Model<ElmanBytes>.Load(file)).Message, StringComparison.Ordinal);
        using Model<ElmanBytes> rounded = Model<ElmanBytes>.Load(file, new ModelFileOptions { RoundPairs = true }), expected = loaded.Quantize<ElmanBytes>();
        Bits.AssertEqual(expected.Parameters, rounded.Parameters);

        scales[3] = -1;
        Assert.Contains("number 3 is -1; a scale must be above 0",
            Assert.Throws<ModelFormatException>(() => Model<Elman>.Load(ByteFile.Of(model).WithBytes("head.weight", whole, scales))).Message, StringComparison.Ordinal);
        Assert.Contains("head.bias has dtype", Assert.Throws<ModelFormatException>(() => Model<Elman>.Load(ByteFile.Of(model).WithBytes("head.bias", whole.AsSpan(0, 11), scales))).Message, StringComparison.Ordinal);
    }

    /// <summary>What is allocated beside the block while a file is read: nothing for bytes, the floats of one matrix after the other.</summary>
    [Fact]
    public void LoadingTakesLittleBesideTheModel()
    {
        using var wide = new Model<Gru>(Seed);
        using Model<GruBytes> model = wide.Quantize<GruBytes>();
        byte[] bytes = ByteFile.Of(model).Content, floats = ByteFile.Of(wide).Content;
        Assert.InRange(Taken(bytes), 1, bytes.Length + Fixed);
        Assert.InRange(Taken(floats), 1, 3 * floats.Length / 2 + Fixed);

        static long Taken(byte[] file)
        {
            Model<GruBytes>.Load(file).Dispose();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Model<GruBytes>.Load(file).Dispose();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void ParametersReadAndWriteAsNumbers()
    {
        using var wide = new Model<Gru>(Seed);
        using Model<GruBytes> model = wide.Quantize<GruBytes>(), other = new(Seed + 1);
        foreach (ParameterInfo parameter in GruBytes.Shape.Parameters)
        {
            float[,] numbers = new float[parameter.Rows, parameter.Columns], again = new float[parameter.Rows, parameter.Columns], floats = new float[parameter.Rows, parameter.Columns];
            model.CopyParameterTo(parameter.Name, numbers);
            wide.CopyParameterTo(parameter.Name, floats);
            other.SetParameter(parameter.Name, floats);
            other.CopyParameterTo(parameter.Name, again);
            Assert.Equal(numbers, again);
            float largest = numbers.Cast<float>().Max(MathF.Abs), worst = numbers.Cast<float>().Zip(floats.Cast<float>(), (a, b) => MathF.Abs(a - b)).Max();
            Assert.InRange(worst, 0, largest / 60);
        }

        Bits.AssertEqual(model.Parameters, other.Parameters);
        Assert.Throws<ArgumentException>(() => other.SetParameter("U_r", Stray()));
        Bits.AssertEqual(model.Parameters, other.Parameters);

        static float[,] Stray()
        {
            float[,] numbers = new float[40, 40];
            numbers[3, 4] = float.NaN;
            return numbers;
        }
    }

    [Fact]
    public void PairsThatBreakTheRuleAreRefusedOrRoundedAgain()
    {
        using Model<ElmanBytes> model = new(Seed);
        ByteFile file = ByteFile.Of(model);
        (file.Whole("rnn.weight_hh_l0")[4 * 37 + 6], file.Whole("rnn.weight_hh_l0")[4 * 37 + 7]) = (100, 100);
        ModelFormatException refused = Assert.Throws<ModelFormatException>(() => Model<ElmanBytes>.Load(file.Content));
        Assert.Contains("rnn.weight_hh_l0: row 4 has numbers 6 and 7", refused.Message, StringComparison.Ordinal);
        using Model<ElmanBytes> again = Model<ElmanBytes>.Load(file.Content, new ModelFileOptions { RoundPairs = true });
        float[,] u = new float[37, 37];
        again.CopyParameterTo("U_h", u);
        float scale = file.Floats("rnn.weight_hh_l0_scale")[4];
        Assert.InRange(u[6, 4], 99 * scale, 101 * scale);

        file.Whole("rnn.weight_hh_l0")[4 * 37 + 7] = -128;
        Assert.Throws<ModelFormatException>(() => Model<ElmanBytes>.Load(file.Content));
        file.Whole("rnn.weight_hh_l0")[4 * 37 + 7] = 0;
        file.Floats("rnn.weight_hh_l0_scale")[3] = 0;
        Assert.Contains("scale must be above 0", Assert.Throws<ModelFormatException>(() => Model<ElmanBytes>.Load(file.Content)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherShapesAndStrayWeightsAreRefused()
    {
        using var wide = new Model<Gru>(Seed);
        using Model<GruBytes> model = wide.Quantize<GruBytes>();
        string before = model.ComputeSha256();
        Assert.Contains("differ in more than their weights", Assert.Throws<ArgumentException>(() => wide.Quantize<ElmanBytes>()).Message, StringComparison.Ordinal);
        Assert.Contains("weights of floats", Assert.Throws<ArgumentException>(() => wide.Quantize<Gru>()).Message, StringComparison.Ordinal);
        Assert.Contains("8 bits already", Assert.Throws<ArgumentException>(() => model.Quantize<GruBytes>()).Message, StringComparison.Ordinal);
        wide.Parameters[^1] = float.NaN;
        Assert.Throws<InvalidOperationException>(() => wide.Quantize(model));
        Assert.Equal(before, model.ComputeSha256());
    }

    /// <summary>Rows whose pairs overflow, or that are too small for a quotient, still keep the rule: they load again, and outputs are numbers.</summary>
    [Theory]
    [InlineData(3e38f)]
    [InlineData(1e-44f)]
    [InlineData(1e-31f)]
    public void ExtremeWeightsKeepTheRule(float size)
    {
        using Model<ElmanBytes> model = new(Seed);
        float[,] weights = new float[37, 37];
        for (int k = 0; k < 37; k++)
        {
            for (int j = 0; j < 37; j++)
            {
                weights[k, j] = size * (1 - (k * 5 + j) % 7 / 8f);
            }
        }

        model.SetParameter("U_h", weights);
        byte[] file = ByteFile.Of(model).Content;
        using Model<ElmanBytes> loaded = Model<ElmanBytes>.Load(file);
        Bits.AssertEqual(model.Parameters, loaded.Parameters);
        using var session = new Session<ElmanBytes>(model);
        float[] logits = new float[11];
        session.Step(1);
        session.Step(2);
        session.Logits(logits);
        Assert.All(logits, logit => Assert.True(float.IsFinite(logit)));
    }

    [Fact]
    public void TheDigestIsThatOfTheFile()
    {
        using Model<GruBytes> model = new(Seed);
        byte[] file = ByteFile.Of(model).Content;
        int header = sizeof(long) + (int)System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file.AsSpan(header))), model.ComputeSha256());
    }

    [Fact]
    public void WhatWritesFloatsIsRefused()
    {
        using Model<ReluBytes> model = new(Seed);
        Assert.Contains("weights of 8 bits", Assert.Throws<ArgumentException>(() => new RidgeReadout<ReluBytes>(model, new RidgeReadoutOptions())).Message, StringComparison.Ordinal);
        using var wide = new Model<Relu>(Seed) { Normalizer = new Normalizer([0, 0, 0], [1, 2, 3]) };
        Assert.Contains("another normaliser", Assert.Throws<ArgumentException>(() => wide.Quantize(model)).Message, StringComparison.Ordinal);
        using Model<ReluBytes> carried = wide.Quantize<ReluBytes>();
        wide.Quantize(carried);
    }

    /// <summary>States are no part of a file: one of either kind is read by both, and only says of which it is.</summary>
    [Fact]
    public void FilesAreThoseOfStatesOf8Bits()
    {
        using var wide = new Model<Gru>(Seed);
        using Model<GruBytes> bytes = wide.Quantize<GruBytes>();
        using Model<GruDigits> digits = wide.Quantize<GruDigits>();
        Assert.Equal((8, 15), (GruBytes.Shape.StateBits, GruDigits.Shape.StateBits));
        Assert.Equal(bytes.ComputeSha256(), digits.ComputeSha256());
        byte[] of8 = ByteFile.Of(bytes).Content, of15 = ByteFile.Of(digits).Content;
        Assert.DoesNotContain("state_bits", Encoding.Latin1.GetString(of8), StringComparison.Ordinal);
        Assert.Contains("\"state_bits\":\"15\"", Encoding.Latin1.GetString(of15), StringComparison.Ordinal);
        using Model<GruBytes> from15 = Model<GruBytes>.Load(of15);
        using Model<GruDigits> from8 = Model<GruDigits>.Load(of8);
        using Model<Gru> floats = Model<Gru>.Load(of15);
        Bits.AssertEqual(bytes.Parameters, from15.Parameters);
        Bits.AssertEqual(digits.Parameters, from8.Parameters);
        Assert.Equal(of8, ByteFile.Of(from15).Content);
        Assert.Equal(of15, ByteFile.Of(from8).Content);
        byte[] other = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(of15).Replace("\"state_bits\":\"15\"", "\"state_bits\":\"12\"", StringComparison.Ordinal));
        Assert.Contains("state_bits", Assert.Throws<ModelFormatException>(() => Model<GruDigits>.Load(other)).Message, StringComparison.Ordinal);
    }

    /// <summary>Outputs of states of 15 bits are those of floats with the same weights, nearly; of 8 bits they are a hundred times as far away.</summary>
    [Fact]
    public void StatesOf15BitsAreNearlyFloats()
    {
        using Model<GruDigits> digits = new(Seed);
        byte[] file = ByteFile.Of(digits).Content;
        using Model<GruBytes> bytes = Model<GruBytes>.Load(file);
        using Model<Gru> floats = Model<Gru>.Load(file);
        int[] tokens = [.. Enumerable.Range(0, 50).Select(i => i * 7 % 23)];
        float[] expected = Logits(floats);
        double of8 = Distance(Logits(bytes)), of15 = Distance(Logits(digits));
        Assert.InRange(of15, 1e-7, of8 / 60);

        double Distance(float[] found) => Math.Sqrt(found.Zip(expected, (a, b) => (double)(a - b) * (a - b)).Sum());

        float[] Logits<TShape>(Model<TShape> model)
            where TShape : struct, ISequenceModel
        {
            using var runner = new SequenceRunner<TShape>(model, 1, tokens.Length);
            float[] logits = new float[runner.OutputLength];
            runner.Logits(tokens, logits);
            return logits;
        }
    }

    [Fact]
    public void WindowsBatchesAndStepsHaveTheSameBits()
    {
        CheckSteps<GruBytes>();
        CheckSteps<GruDigits>();
    }

    private static void CheckSteps<TShape>()
        where TShape : struct, ILanguageModel
    {
        const int Batch = 5, Window = 7;
        using Model<TShape> model = new(Seed);
        int[] tokens = [.. Enumerable.Range(0, Batch * Window).Select(i => i * 7 % 23)];
        using var together = new SequenceRunner<TShape>(model, Batch, Window);
        using var alone = new SequenceRunner<TShape>(model, 1, Window);
        using var session = new Session<TShape>(model);
        float[] all = new float[together.OutputLength], one = new float[alone.OutputLength], step = new float[23];
        together.Run(tokens, all);
        for (int b = 0; b < Batch; b++)
        {
            alone.Run(tokens.AsSpan(b * Window, Window), one);
            Bits.AssertEqual(all.AsSpan(b * one.Length, one.Length), one);
            session.Reset();
            for (int t = 0; t < Window; t++)
            {
                session.Step(tokens[b * Window + t]);
                session.Output(step);
                Bits.AssertEqual(one.AsSpan(t * 23, 23), step);
            }
        }
    }

    [Fact]
    public void NothingIsAllocated()
    {
        CheckAllocation<GruBytes>();
        CheckAllocation<GruDigits>();
    }

    private static void CheckAllocation<TShape>()
        where TShape : struct, ILanguageModel
    {
        using var wide = new Model<Gru>(Seed);
        using Model<TShape> model = wide.Quantize<TShape>();
        using var session = new Session<TShape>(model);
        using var runner = new SequenceRunner<TShape>(model, 3, 4);
        int[] tokens = [.. Enumerable.Range(0, 12)];
        float[] logits = new float[23], all = new float[runner.OutputLength];
        Allocated.AssertNothing(() =>
        {
            session.Step(3);
            session.Logits(logits);
            runner.Run(tokens, all);
        });
        Allocated.AssertNothing(() => wide.Quantize(model));
    }

    [Fact]
    public void WhoReadsSeesTheNewWeightsWhole()
    {
        using var first = new Model<Gru>(Seed);
        using var second = new Model<Gru>(Seed + 1);
        using Model<GruBytes> served = first.Quantize<GruBytes>(), expected = second.Quantize<GruBytes>();
        using var session = new Session<GruBytes>(served);
        using var reference = new Session<GruBytes>(expected);
        second.Quantize(served);
        float[] a = new float[23], b = new float[23];
        session.Step(5);
        session.Logits(a);
        reference.Step(5);
        reference.Logits(b);
        Bits.AssertEqual(b, a);
    }

    [Fact]
    public void OutputsStayNearTheFloats()
    {
        Check<Gru, GruBytes>(0.02f);
        Check<Relu, ReluBytes>(0.05f);
        Check<Both, BothBytes>(0.02f);
        Check<Gru, GruDigits>(0.02f);

        static void Check<TFloat, TBytes>(float tolerance)
            where TFloat : struct, ITrainableModel
            where TBytes : struct, ISequenceModel
        {
            const int Window = 20;
            using var wide = new Model<TFloat>(Seed);
            using Model<TBytes> model = wide.Quantize<TBytes>();
            using var a = new SequenceRunner<TFloat>(wide, 1, Window);
            using var b = new SequenceRunner<TBytes>(model, 1, Window);
            float[] expected = new float[a.OutputLength], actual = new float[a.OutputLength];
            var input = new SequenceInput
            {
                Tokens = TFloat.Shape.Vocabulary > 0 ? [.. Enumerable.Range(0, Window).Select(i => i * 5 % TFloat.Shape.Vocabulary)] : (int[])[],
                Vectors = TFloat.Shape.Inputs > 0 ? [.. Enumerable.Range(0, Window * TFloat.Shape.Inputs).Select(i => MathF.Sin(i))] : (float[])[],
            };
            a.Run(input, expected);
            b.Run(input, actual);
            float worst = expected.Zip(actual, (x, y) => MathF.Abs(x - y)).Max();
            Assert.InRange(worst, 1e-6f, tolerance);   // 0 would be no rounding at all
        }
    }
}
