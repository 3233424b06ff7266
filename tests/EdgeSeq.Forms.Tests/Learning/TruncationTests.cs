using EdgeSeq.Shapes;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Forms.Tests.Learning;

/// <summary>Windows and carried state: truncated backpropagation through time.</summary>
public sealed class TruncationTests
{
    private const int Rows = 3, Steps = 6;

    private static readonly TrainerOptions Plain = new()
    {
        Batch = Rows, Window = Steps, Optimizer = new Sgd(), Schedule = new ConstantRate(1), ClipNorm = null,
    };

    [Theory]
    [MemberData(nameof(Catalogue.WithOutputs), MemberType = typeof(Catalogue))]
    public void A_window_that_is_longer_than_the_sequence_is_full_backpropagation_bit_for_bit(string shape) =>
        Catalogue.Accept(shape, new LongerWindow());

    [Fact]
    public void The_state_is_carried_into_the_next_window_and_gradients_are_not()
    {
        var sample = new Sample(Shapes.Decoder.Shape, 1, Steps);
        TrainerOptions halves = Plain with { Batch = 1, Window = Steps / 2, Schedule = new ConstantRate(0) };
        using var model = new Model<Shapes.Decoder>(1);
        using var whole = new Trainer<Shapes.Decoder>(model, halves with { Window = Steps });
        using var trainer = new Trainer<Shapes.Decoder>(model, halves);
        int[] tokens = sample.Tokens, classes = sample.Classes;
        TrainingStep full = whole.Step(tokens, classes);
        TrainingStep first = trainer.Step(tokens.AsSpan(0, 3), classes.AsSpan(0, 3)), second = trainer.Step(tokens.AsSpan(3), classes.AsSpan(3));

        // Carried state: the second window starts where the first ended, so the losses are those of the whole sequence.
        Assert.Equal(full.Loss, (first.Loss + second.Loss) / 2, 1e-14);

        // Explicit: without it, by a reset, the second window is another sequence.
        trainer.ResetState();
        Assert.NotEqual(second.Loss, trainer.Step(tokens.AsSpan(3), classes.AsSpan(3)).Loss);

        // Truncated: no loss of the second window teaches what the first did.
        float[] truncated = Gradient(Steps / 2), complete = Gradient(Steps);
        double difference = truncated.Zip(complete, (x, y) => Math.Abs(x - y)).Max();
        Assert.True(difference > 1e-3, $"{difference}");

        // The gradient of the mean over all steps, in windows: frozen weights, so the two steps add.
        float[] Gradient(int window)
        {
            float[] sum = new float[Shapes.Decoder.ParameterSize];
            using var carrying = new Model<Shapes.Decoder>(1);
            float[] weights = carrying.Parameters.ToArray();
            using var stepping = new Trainer<Shapes.Decoder>(carrying, Plain with { Batch = 1, Window = window });
            for (int t = 0; t < Steps; t += window)
            {
                stepping.Step(tokens.AsSpan(t, window), classes.AsSpan(t, window));
                for (int i = 0; i < sum.Length; i++)
                {
                    sum[i] += (weights[i] - carrying.Parameters[i]) * window / Steps;
                }

                weights.CopyTo(carrying.Parameters);
            }

            return sum;
        }
    }

    private sealed class LongerWindow : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            ModelShape shape = TShape.Shape;
            var sample = new Sample(shape, Rows, Steps);
            using Model<TShape> full = new(1), longer = new(1);
            using (var trainer = new Trainer<TShape>(full, Plain))
            {
                Assert.Equal(TrainingOutcome.Applied, trainer.Step(sample.Input, sample.Target).Outcome);
            }

            const int Window = Steps + 5;
            bool last = shape.Readout == Readout.Last;
            using (var trainer = new Trainer<TShape>(longer, Plain with { Window = Window }))
            {
                var input = new SequenceInput
                {
                    Tokens = Padded(sample.Tokens, 1, 99), Vectors = Padded(sample.Vectors, shape.Inputs, float.NaN), Lengths = [Steps, Steps, Steps],
                };
                var target = new SequenceTarget
                {
                    Classes = last ? sample.Classes : Padded(sample.Classes, 1, 99),
                    Values = last ? sample.Values : Padded(sample.Values, shape.Outputs, 99),
                };
                Assert.Equal(TrainingOutcome.Applied, trainer.Step(input, target).Outcome);
            }

            using var untrained = new Model<TShape>(1);
            Assert.NotEqual(untrained.ComputeSha256(), full.ComputeSha256());
            Bits.AssertEqual(full.Parameters, longer.Parameters);

            // Behind the end of a row stands rubbish: nobody looks.
            static T[] Padded<T>(T[] all, int size, T rubbish) => all.Length == 0 ? all
                : [.. all.Chunk(Steps * size).SelectMany(row => row.Concat(Enumerable.Repeat(rubbish, (Window - Steps) * size)))];
        }
    }
}
