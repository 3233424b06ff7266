using EdgeSeq.Shapes;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Models;

/// <summary>States by their names, and the token that a decoder begins with.</summary>
public sealed partial class StateTests
{
    [Fact]
    public void H_comes_out_of_a_model_without_an_output_layer()
    {
        using var model = new Model<Encoder>(1);
        using Session<Encoder> session = new(model), other = new(model);
        StateInfo h = Encoder.Shape.FindState("h", layer: 1);
        float[] found = new float[4], all = new float[Session<Encoder>.StateSize];
        session.Step([0.5f, -1]);
        session.CopyStateTo(h, found);
        session.CopyStateTo(all);
        Assert.Equal(all[h.Offset..(h.Offset + 4)], found);
        Assert.Contains(found, value => value != 0);

        other.LoadState(h, found);
        other.CopyStateTo(all);
        Assert.Equal(found, all[h.Offset..(h.Offset + 4)]);
        Assert.All(all[..h.Offset], value => Assert.Equal(0, value));
        Assert.Throws<ArgumentException>(() => session.CopyStateTo(h, new float[3]));
        Assert.Throws<ArgumentException>(() => session.CopyStateTo(Counter.Shape.FindState("h"), new float[16]));
        Assert.Contains("carries no state c", Assert.Throws<ArgumentException>(() => Encoder.Shape.FindState("c")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_start_token_is_read_first_by_searches_and_lies_in_the_file()
    {
        using var model = new Model<Counter>(3, Initialization.PyTorch) { StartToken = 2 };
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        using Model<Counter> loaded = Model<Counter>.Load(file);
        Assert.Equal(2, loaded.StartToken);
        using Model<Counter> plain = model.Clone();
        plain.StartToken = null;
        using BeamSearch<Counter> starting = new(loaded, new BeamOptions { MaxLength = 1 }), zero = new(plain, new BeamOptions { MaxLength = 1 });
        using var session = new Session<Counter>(plain);
        float[] logits = new float[5], zeroLogits = new float[5];
        session.Step(-1, zeroLogits);
        session.Reset();
        session.Step(2, logits);
        Assert.Equal(LogSoftmaxOf(logits), starting.Search([], new int[1]).LogProbability, 1e-6);
        Assert.Equal(LogSoftmaxOf(zeroLogits), zero.Search([], new int[1]).LogProbability, 1e-6);
        Assert.NotEqual(LogSoftmaxOf(logits), LogSoftmaxOf(zeroLogits), 1e-4);
        Assert.Contains("tokens of Counter are 0 to 4", Assert.Throws<ArgumentException>(() => model.StartToken = 5).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_decoder_learns_from_its_start_token()
    {
        using var encoder = new Model<Source>(1);
        using Model<Counter> decoder = new(2, Initialization.PyTorch), other = decoder.Clone();
        other.StartToken = 3;
        int[] source = [0, 1], targets = [1, 2];
        using EncoderDecoderEvaluator<Source, Counter> zero = new(encoder, decoder, 1, 2, 2), starting = new(encoder, other, 1, 2, 2);
        zero.Add(source, targets);
        starting.Add(source, targets);
        Assert.NotEqual(zero.Sum, starting.Sum);
    }

    private static double LogSoftmaxOf(float[] logits) => logits.Max() - Math.Log(logits.Sum(value => Math.Exp(value)));

    [SequenceModel(Cell.GruResetAfter, Inputs = 2, HiddenSizes = [3, 4], Head = Head.None)]
    internal readonly partial struct Encoder;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 3, Hidden = 16, Head = Head.None)]
    internal readonly partial struct Source;
}
