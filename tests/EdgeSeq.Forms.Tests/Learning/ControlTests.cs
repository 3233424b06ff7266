using EdgeSeq.Shapes;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Forms.Tests.Learning;

/// <summary>Clipping, and refusing what is no number, in every form of the catalogue.</summary>
public sealed class ControlTests
{
    private const int Rows = 3, Window = 4;

    private static readonly TrainerOptions Plain = new()
    {
        Batch = Rows, Window = Window, Optimizer = new Sgd(), Schedule = new ConstantRate(1), ClipNorm = null,
    };

    [Theory]
    [MemberData(nameof(Catalogue.WithOutputs), MemberType = typeof(Catalogue))]
    public void The_norm_of_the_gradient_is_clipped(string shape) => Catalogue.Accept(shape, new NormClipping());

    [Theory]
    [MemberData(nameof(Catalogue.WithOutputs), MemberType = typeof(Catalogue))]
    public void Every_element_of_the_gradient_is_clipped(string shape) => Catalogue.Accept(shape, new ValueClipping());

    [Theory]
    [MemberData(nameof(Catalogue.WithOutputs), MemberType = typeof(Catalogue))]
    public void Inputs_that_are_no_numbers_never_reach_the_weights(string shape)
    {
        Catalogue.Accept(shape, new PoisonedInput(float.NaN));
        Catalogue.Accept(shape, new PoisonedInput(float.PositiveInfinity));
        Catalogue.Accept(shape, new PoisonedInput(float.NegativeInfinity));
        Catalogue.Accept(shape, new PoisonedInput(3e38f));
    }

    [Theory]
    [MemberData(nameof(Catalogue.WithOutputs), MemberType = typeof(Catalogue))]
    public void Targets_that_are_no_numbers_never_reach_the_weights(string shape) => Catalogue.Accept(shape, new PoisonedTarget());

    [Theory]
    [MemberData(nameof(Catalogue.WithOutputs), MemberType = typeof(Catalogue))]
    public void Weights_that_are_no_numbers_are_noticed(string shape) => Catalogue.Accept(shape, new PoisonedWeights());

    private static double[] Change<TShape>(TrainerOptions options)
        where TShape : struct, ITrainableModel
    {
        using var model = new Model<TShape>(1);
        float[] before = model.Parameters.ToArray();
        using var trainer = new Trainer<TShape>(model, options);
        var sample = new Sample(TShape.Shape, Rows, Window);
        Assert.Equal(TrainingOutcome.Applied, trainer.Step(sample.Input, sample.Target).Outcome);
        return [.. before.Zip(model.Parameters.ToArray(), (x, y) => (double)x - y)];
    }

    private static double Norm(double[] x) => Math.Sqrt(x.Sum(value => value * value));

    /// <summary>A step after which all weights are finite, or as before.</summary>
    private static TrainingOutcome StepSafely<TShape>(Model<TShape> model, in SequenceInput input, SequenceTarget target)
        where TShape : struct, ITrainableModel
    {
        using var trainer = new Trainer<TShape>(model, new TrainerOptions { Batch = Rows, Window = Window });
        float[] before = model.Parameters.ToArray();
        TrainingStep step = trainer.Step(input, target);
        if (step.Outcome != TrainingOutcome.Applied)
        {
            Assert.Equal(TrainingOutcome.RejectedNonFinite, step.Outcome);
            Assert.False(double.IsFinite(step.Loss) && double.IsFinite(step.GradientNorm));
            Bits.AssertEqual(before, model.Parameters);
            Assert.Equal((0, 1), (trainer.StepCount, trainer.RejectedCount));

            // Nothing of it is left in states, gradients or moments either.
            var healthy = new Sample(TShape.Shape, Rows, Window, seed: 5);
            if (before.All(float.IsFinite))
            {
                Assert.Equal(TrainingOutcome.Applied, trainer.Step(healthy.Input, healthy.Target).Outcome);
            }
        }

        Assert.All(model.Parameters.ToArray().Zip(before), pair => Assert.True(float.IsFinite(pair.First) || !float.IsFinite(pair.Second)));
        return step.Outcome;
    }

    private sealed class NormClipping : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            double norm = Norm(Change<TShape>(Plain)), half = norm / 2;
            Assert.True(norm > 1e-3, $"{norm}");
            Assert.Equal(half, Norm(Change<TShape>(Plain with { ClipNorm = (float)half })), 1e-4 * norm);
            Assert.Equal(norm, Norm(Change<TShape>(Plain with { ClipNorm = (float)(2 * norm) })), 1e-12);
        }
    }

    private sealed class ValueClipping : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            double[] free = Change<TShape>(Plain);
            float limit = (float)(free.Max(Math.Abs) / 3);
            double[] clipped = Change<TShape>(Plain with { ClipValue = limit });
            Assert.All(free.Zip(clipped), pair => Assert.Equal(Math.Clamp(pair.First, -limit, limit), pair.Second, 1e-6));
        }
    }

    private sealed class PoisonedInput(float poison) : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            for (int step = 0; step < Window && TShape.Shape.Inputs > 0; step++)
            {
                using var model = new Model<TShape>(1);
                var sample = new Sample(TShape.Shape, Rows, Window);
                sample.Vectors[((1 * Window) + step) * TShape.Shape.Inputs] = poison;
                if (float.IsFinite(poison))
                {
                    StepSafely(model, sample.Input, sample.Target);
                    continue;
                }

                string before = model.ComputeSha256();
                Exception exception = Assert.Throws<ArgumentException>(() => StepSafely(model, sample.Input, sample.Target));
                Assert.Contains(FormattableString.Invariant($"input[{((1 * Window) + step) * TShape.Shape.Inputs}] is {poison}"), exception.Message, StringComparison.Ordinal);
                Assert.Equal(before, model.ComputeSha256());
            }
        }
    }

    private sealed class PoisonedTarget : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            if (TShape.Shape.Head == Head.Softmax)
            {
                return;   // classes are integers
            }

            using var model = new Model<TShape>(1);
            foreach (float infinite in new[] { float.PositiveInfinity, float.NegativeInfinity })
            {
                var sample = new Sample(TShape.Shape, Rows, Window);
                sample.Values[1] = infinite;
                Assert.Throws<ArgumentException>(() => StepSafely(model, sample.Input, sample.Target));
            }

            if (TShape.Shape.Head == Head.Linear)
            {
                // Finite, but its square is not.
                var sample = new Sample(TShape.Shape, Rows, Window);
                sample.Values[1] = 1e30f;
                Assert.Equal(TrainingOutcome.RejectedNonFinite, StepSafely(model, sample.Input, sample.Target));
            }

            // NaN is no target at all.
            var without = new Sample(TShape.Shape, Rows, Window);
            without.Values[1] = float.NaN;
            Assert.Equal(TrainingOutcome.Applied, StepSafely(model, without.Input, without.Target));
        }
    }

    private sealed class PoisonedWeights : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            // Without an encoder there is nothing to attend to, and nobody reads what makes queries.
            string[] unread = [.. TShape.Shape.Memories.SelectMany(memory => new[] { memory.Name, $"{memory.Name}_x" })];
            foreach (ParameterInfo parameter in TShape.Shape.Parameters.Where(parameter => !unread.Contains(parameter.Module)))
            {
                using var model = new Model<TShape>(1);
                var sample = new Sample(TShape.Shape, Rows, Window);
                int row = sample.Tokens.Length > 0 && parameter.Rows == TShape.Shape.Vocabulary ? sample.Tokens[0] : 0;
                model.Parameters[parameter.Layout.IndexOf(row, 0)] = float.NaN;
                Assert.Equal(TrainingOutcome.RejectedNonFinite, StepSafely(model, sample.Input, sample.Target));
            }
        }
    }
}
