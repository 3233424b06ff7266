using EdgeSeq.Data;
using EdgeSeq.Translation;
using Xunit;
using static EdgeSeq.Forms.Tests.Bytes.ByteShapes;

namespace EdgeSeq.Forms.Tests.Bytes;

/// <summary>Shapes that only run where shapes that learn are as welcome.</summary>
[Collection(Alone.Name)]
public sealed class RunOnlyTests
{
    [Fact]
    public void AmongChoicesTheyRunAndAreNotFitted()
    {
        ModelChoices choices = new ModelChoices().AddTokens<Gru>().AddRunOnlyTokens<GruBytes>().AddRunOnlyVectors<ReluBytes>().AddRunOnly<BothBytes>();
        using AnyModel any = choices.Create(shape => shape.Weights == WeightType.Int8, seed: 3);
        Assert.True(any.TryGet(out Model<GruBytes>? model));
        Assert.False(any.TryGet(out Model<Gru>? _));
        using AnySession session = any.NewSession();
        using var expected = new Session<GruBytes>(model);
        float[] found = new float[23], wanted = new float[23];
        session.Step(4, found);
        expected.Step(4, wanted);
        Assert.Equal(wanted, found);
        using AnyModel alarm = choices.Create(shape => shape.Inputs == 3);
        SeriesWindows data = new(new Series(Enumerable.Range(0, 60).Select(i => i % 2f).ToArray(), 3, ["a", "b", "c"]), new SeriesOptions { Batch = 1, Window = 4 });
        Assert.Contains("only runs", Assert.Throws<InvalidOperationException>(() => alarm.Fit(data)).Message, StringComparison.Ordinal);
        using AnyModel whole = choices.Create(shape => shape.Direction == Direction.Both);
        Assert.Throws<InvalidOperationException>(() => whole.NewSession());
    }

    /// <summary>The loss of an encoder and a decoder of 8 bits is that of their sessions, on any number of threads.</summary>
    [Fact]
    public void PairsAreEvaluated()
    {
        const int Batch = 3, Source = 4, Target = 5;
        using Model<GruBytes> encoder = new(1), decoder = new(2);
        int[] sources = [.. Enumerable.Range(0, Batch * Source).Select(i => i * 7 % 23)], targets = [.. Enumerable.Range(0, Batch * Target).Select(i => i * 5 % 23)];
        targets[^1] = -1;
        using EncoderDecoderEvaluator<GruBytes, GruBytes> alone = new(encoder, decoder, Batch, Source, Target), together = new(encoder, decoder, Batch, Source, Target, threads: 2);
        alone.Add(sources, targets);
        together.Add(sources, targets);
        Assert.Equal(alone.Loss, together.Loss);
        Assert.Equal(targets.Length - 1, alone.Count);

        double sum = 0;
        float[] state = new float[GruBytes.StateSize], logits = new float[23];
        for (int row = 0; row < Batch; row++)
        {
            using Session<GruBytes> reading = new(encoder), writing = new(decoder);
            for (int t = 0; t < Source; t++)
            {
                reading.Step(sources[(row * Source) + t]);
            }

            reading.CopyStateTo(state);
            writing.LoadState(state);
            for (int t = 0; t < Target && targets[(row * Target) + t] >= 0; t++)
            {
                writing.Step(t == 0 ? -1 : targets[(row * Target) + t - 1]);
                writing.Logits(logits);
                sum += Math.Log(logits.Sum(logit => Math.Exp(logit))) - logits[targets[(row * Target) + t]];
            }
        }

        Assert.Equal(sum / alone.Count, alone.Loss, 1e-5);
        Allocated.AssertNothing(() => alone.Add(sources, targets));
    }
}
