using EdgeSeq.Shapes;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Forms.Tests.Translation;

/// <summary>Gradients of both models, through the hand-over, against slopes of the loss.</summary>
public sealed class HandOverGradientTests
{
    // Plain descent at rate 1 without clipping: the step is the gradient.
    private static readonly TrainerOptions Options = new()
    {
        Batch = 3, MicroBatch = 2, Window = 4, Optimizer = new Sgd(), Schedule = new ConstantRate(1), ClipNorm = null,
    };

    private static readonly int[] Sources = [1, 6, -1, 3, 2, 0, 0, 0, 5, 4, 2, 2], Lengths = [4, 1, 3];
    private static readonly int[] Targets = [0, 3, 5, 1, 2, 5, -1, -1, -1, -1, -1, -1];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradients_of_a_GRU_pair_are_the_slopes_of_its_loss_in_double(bool readsItsOwn)
    {
        using var encoder = new Model<Shapes.Encoder>(3);
        using var decoder = new Model<Shapes.Decoder>(4);
        var pair = new GruPair(encoder, decoder);
        float[] encoderBefore = encoder.Parameters.ToArray(), decoderBefore = decoder.Parameters.ToArray();
        TrainingStep step;
        using (var trainer = new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, sourceWindow: 4, Options with { ScheduledSampling = readsItsOwn ? new ScheduledSampling(1) : null }))
        {
            step = trainer.Step(new SequenceInput { Tokens = Sources, Lengths = Lengths }, Targets);
        }

        Assert.Equal(Loss(pair, readsItsOwn), step.Loss, 1e-6);
        Assert.NotEqual(Loss(pair, !readsItsOwn), step.Loss, 1e-3);
        double squares = Check(pair, readsItsOwn, ofEncoder: true, encoderBefore, encoder) + Check(pair, readsItsOwn, ofEncoder: false, decoderBefore, decoder);
        Assert.Equal(Math.Sqrt(squares), step.GradientNorm, 1e-5);
    }

    [Fact]
    public void Gradients_of_a_stack_of_LSTMs_that_reads_vectors_are_the_slopes_of_its_loss()
    {
        using var encoder = new Model<Shapes.DeepEncoder>(5);
        using var decoder = new Model<Shapes.DeepDecoder>(6);
        var sample = new Sample(Shapes.DeepEncoder.Shape, 3, 4);
        float[] encoderBefore = encoder.Parameters.ToArray(), decoderBefore = decoder.Parameters.ToArray();
        using (var trainer = new EncoderDecoderTrainer<Shapes.DeepEncoder, Shapes.DeepDecoder>(encoder, decoder, sourceWindow: 4, Options))
        {
            trainer.Step(new SequenceInput { Vectors = sample.Vectors, Lengths = Lengths }, Targets);
        }

        float[] encoderAfter = encoder.Parameters.ToArray(), decoderAfter = decoder.Parameters.ToArray();
        encoderBefore.CopyTo(encoder.Parameters);
        decoderBefore.CopyTo(decoder.Parameters);
        using var evaluator = new EncoderDecoderEvaluator<Shapes.DeepEncoder, Shapes.DeepDecoder>(encoder, decoder, batch: 3, sourceWindow: 4, window: 4);
        double Loss()
        {
            evaluator.Reset();
            evaluator.Add(new SequenceInput { Vectors = sample.Vectors, Lengths = Lengths }, Targets);
            return evaluator.Loss;
        }

        foreach (ParameterInfo parameter in Shapes.DeepEncoder.Shape.Parameters)
        {
            Assert.All(Slope.Places(parameter), i => Assert.Equal(Slope.Of(Loss, encoder.Parameters, i), encoderBefore[i] - encoderAfter[i], Slope.Tolerance));
            bool learns = parameter.Kind is not (ParameterKind.Head or ParameterKind.HeadBias);
            Assert.Equal(learns, Slope.Places(parameter).Any(i => Math.Abs(encoderBefore[i] - encoderAfter[i]) > Slope.Tolerance));
        }

        foreach (ParameterInfo parameter in Shapes.DeepDecoder.Shape.Parameters)
        {
            Assert.All(Slope.Places(parameter), i => Assert.Equal(Slope.Of(Loss, decoder.Parameters, i), decoderBefore[i] - decoderAfter[i], Slope.Tolerance));
        }
    }

    private static double Loss(GruPair pair, bool readsItsOwn)
    {
        double sum = 0;
        for (int row = 0; row < Options.Batch; row++)
        {
            int[] target = [.. Targets.AsSpan(row * 4, 4).ToArray().Where(token => token >= 0)];
            sum += pair.Loss(Sources.AsSpan(row * 4, Lengths[row]), target, readsItsOwn);
        }

        return sum / Targets.Count(token => token >= 0);
    }

    /// <summary>Compares every element.</summary>
    /// <returns>The sum of the squared slopes.</returns>
    private static double Check<TShape>(GruPair pair, bool readsItsOwn, bool ofEncoder, float[] before, Model<TShape> after)
        where TShape : struct, ITrainableModel
    {
        const double Nudge = 1e-5;
        double squares = 0, largest = 0;
        foreach (ParameterInfo parameter in TShape.Shape.Parameters)
        {
            double[,] weights = pair.Weights(ofEncoder)[parameter.Name];
            for (int k = 0; k < parameter.Rows; k++)
            {
                for (int j = 0; j < parameter.Columns; j++)
                {
                    double weight = weights[k, j];
                    weights[k, j] = weight + Nudge;
                    double up = Loss(pair, readsItsOwn);
                    weights[k, j] = weight - Nudge;
                    double slope = (up - Loss(pair, readsItsOwn)) / (2 * Nudge);
                    weights[k, j] = weight;
                    int place = parameter.Layout.IndexOf(k, j);
                    Assert.True(
                        Math.Abs(slope - (before[place] - after.Parameters[place])) < 1e-6,
                        $"{TShape.Shape.Name}, {parameter.Name}[{k}, {j}]: {before[place] - after.Parameters[place]} instead of {slope}");
                    squares += slope * slope;
                    largest = Math.Max(largest, Math.Abs(slope));
                }
            }
        }

        Assert.True(largest > 1e-3, $"{TShape.Shape.Name} hardly learns: {largest}");
        return squares;
    }
}
