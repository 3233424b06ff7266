using System.Reflection;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;
using static EdgeSeq.Forms.Tests.Bytes.ByteShapes;
using static EdgeSeq.Forms.Tests.Halves.HalfShapes;

namespace EdgeSeq.Forms.Tests.Halves;

/// <summary>The one line of the contract (docs/numerics.md): the bits of the float shape whose weights were rounded, in all that runs.</summary>
public sealed class HalfBitTests
{
    private const ulong Seed = 16;

    [Theory]
    [InlineData(typeof(Elman), typeof(ElmanHalves))]
    [InlineData(typeof(Gru), typeof(GruHalves))]
    [InlineData(typeof(Relu), typeof(ReluHalves))]
    [InlineData(typeof(Both), typeof(BothHalves))]
    [InlineData(typeof(Own), typeof(OwnHalves))]
    [InlineData(typeof(Panels), typeof(PanelsHalves))]
    [InlineData(typeof(Net), typeof(NetHalves))]
    public void WindowsAndStepsOfEveryDialectHaveTheBitsOfRoundedFloats(Type floats, Type halves)
    {
        IEnumerable<Type> dialects = halves.GetNestedTypes(BindingFlags.NonPublic)
            .Where(type => type.IsAssignableTo(typeof(ISequenceModel)) && (bool)type.GetProperty("IsSupported")!.GetValue(null)!);
        foreach (Type dialect in dialects.Prepend(halves))
        {
            Call(nameof(CheckWindows), floats, dialect);
            if (dialect.IsAssignableTo(typeof(ITokenModel)))
            {
                Call(nameof(CheckTokens), floats, dialect);
            }
            else if (dialect.IsAssignableTo(typeof(IVectorModel)))
            {
                Call(nameof(CheckVectors), floats, dialect);
            }
        }
    }

    [Fact]
    public void WhateverInfersGivesTheSame()
    {
        using var gru = new Twins<Gru, GruHalves>(Seed);
        int[] tokens = [.. Enumerable.Range(0, 40).Select(i => i * 7 % 23)];
        Assert.Equal(Generated(gru.Floats), Generated(gru.Halves));
        Assert.Equal(Scored(gru.Floats), Scored(gru.Halves));
        Assert.Equal(Searched(gru.Floats), Searched(gru.Halves));
        Assert.Equal(Streamed(gru.Floats), Streamed(gru.Halves));
        Assert.Equal(Evaluated(gru.Floats), Evaluated(gru.Halves));
        using var encoder = new Twins<Shapes.Encoder, EncoderHalves>(Seed);
        using var decoder = new Twins<Shapes.Decoder, DecoderHalves>(Seed + 1);
        Assert.Equal(Translated(encoder.Floats, decoder.Floats), Translated(encoder.Halves, decoder.Halves));

        int[] Generated<TShape>(Model<TShape> model)
            where TShape : struct, ILanguageModel
        {
            using var sampler = new Sampler<TShape>(model, new SamplerOptions { Seed = 5 });
            int[] output = new int[50];
            sampler.Generate(tokens, output);
            return output;
        }

        double Scored<TShape>(Model<TShape> model)
            where TShape : struct, ILanguageModel
        {
            using var scorer = new Scorer<TShape>(model);
            return scorer.Score(tokens).LogProbability;
        }

        (string Tokens, double Score) Searched<TShape>(Model<TShape> model)
            where TShape : struct, ILanguageModel
        {
            using var search = new BeamSearch<TShape>(model, new BeamOptions { Width = 3, MaxLength = 8 });
            int[] output = new int[8];
            double score = search.Search(tokens, output).Score;
            return (string.Join(' ', output), score);
        }

        float[] Streamed<TShape>(Model<TShape> model)
            where TShape : struct, ITokenModel
        {
            using var group = new SessionGroup<TShape>(model, 3);
            int[] streams = [group.Add(), group.Add(), group.Add()];
            float[] outputs = new float[3 * 23];
            for (int t = 0; t < 5; t++)
            {
                group.Step(streams, tokens.AsSpan(3 * t, 3), outputs);
            }

            return outputs;
        }

        double Evaluated<TShape>(Model<TShape> model)
            where TShape : struct, ISequenceModel
        {
            var sample = new Sample(TShape.Shape, rows: 3, window: 6);
            using var evaluator = new Evaluator<TShape>(model, batch: 3, window: 6);
            evaluator.Add(sample.Input, sample.Target);
            return evaluator.Loss;
        }

        static (string Tokens, double Score) Translated<TEncoder, TDecoder>(Model<TEncoder> encoder, Model<TDecoder> decoder)
            where TEncoder : struct, ISequenceModel
            where TDecoder : struct, ILanguageModel
        {
            using var translator = new EncoderDecoder<TEncoder, TDecoder>(encoder, decoder, 4, new BeamOptions { Width = 3, MaxLength = 6 });
            int[] output = new int[6];
            double score = translator.Decode(new SequenceInput { Tokens = (int[])[1, 2, 3, 4] }, output).Score;
            return (string.Join(' ', output), score);
        }
    }

    private static void Call(string method, params Type[] types) =>
        typeof(HalfBitTests).GetMethod(method, BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(types).Invoke(null, BindingFlags.DoNotWrapExceptions, null, null, null);

    private static void CheckWindows<TFloat, THalf>()
        where TFloat : struct, ITrainableModel
        where THalf : struct, ISequenceModel
    {
        const int Batch = 3, Window = 7;
        using var twins = new Twins<TFloat, THalf>(Seed);
        var sample = new Sample(TFloat.Shape, Batch, Window) { Lengths = [7, 0, 4] };
        using var expected = new SequenceRunner<TFloat>(twins.Floats, Batch, Window);
        using var actual = new SequenceRunner<THalf>(twins.Halves, Batch, Window);
        float[] a = new float[expected.OutputLength], b = new float[actual.OutputLength];
        expected.Run(sample.Input, a);
        actual.Run(sample.Input, b);
        Bits.AssertEqual(a, b);
        Assert.Contains(a, number => number != 0);
    }

    private static void CheckTokens<TFloat, THalf>()
        where TFloat : struct, ITrainableModel, ITokenModel
        where THalf : struct, ITokenModel
    {
        using var twins = new Twins<TFloat, THalf>(Seed);
        using var expected = new Session<TFloat>(twins.Floats);
        using var actual = new Session<THalf>(twins.Halves);
        float[] a = new float[TFloat.Shape.Outputs], b = new float[TFloat.Shape.Outputs];
        for (int t = -1; t < 12; t++)
        {
            int token = t < 0 ? -1 : t * 5 % TFloat.Shape.Vocabulary;
            expected.Step(token);
            actual.Step(token);
            expected.Output(a);
            actual.Output(b);
            Bits.AssertEqual(a, b);
        }
    }

    private static void CheckVectors<TFloat, THalf>()
        where TFloat : struct, ITrainableModel, IVectorModel
        where THalf : struct, IVectorModel
    {
        using var twins = new Twins<TFloat, THalf>(Seed);
        using var expected = new Session<TFloat>(twins.Floats);
        using var actual = new Session<THalf>(twins.Halves);
        float[] a = new float[TFloat.Shape.Outputs], b = new float[TFloat.Shape.Outputs], x = new float[TFloat.Shape.Inputs];
        for (int t = 0; t < 12; t++)
        {
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = (t * 7 + i) % 5 - 2.3f;
            }

            expected.Step(x);
            actual.Step(x);
            expected.Output(a);
            actual.Output(b);
            Bits.AssertEqual(a, b);
        }
    }
}
