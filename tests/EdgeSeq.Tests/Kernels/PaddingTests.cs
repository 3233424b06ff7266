using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>Floats that belong to no parameter are and stay zero, or they would leak into sums, norms and digests.</summary>
public sealed class PaddingTests
{
    private static readonly TrainerOptions Options = new() { Batch = 2, Window = 3, ClipNorm = 1 };

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Gradients_of_the_padding_are_zero(string name)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        SampleBatch batch = SampleBatch.Random(kernels.Shape, 3, 5, ragged: true);
        KernelRun run = KernelRun.Train(kernels, TestValues.Parameters(kernels), TestValues.States(kernels, 3), batch, batch.Scale);
        AssertZero(kernels, "gradients", run.Gradients);
    }

    [Theory]
    [MemberData(nameof(KernelCases.WithHead), MemberType = typeof(KernelCases))]
    public void Padding_of_the_weights_stays_zero_over_100_training_steps(string name) =>
        KernelCases.Find(name).Accept(new Training(KernelCases.Find(name)));

    private static void AssertZero(ShapeKernels kernels, string what, ReadOnlySpan<float> block)
    {
        bool[] padding = TestValues.PaddingOf(kernels);
        for (int i = 0; i < block.Length; i++)
        {
            Assert.True(!padding[i] || block[i] == 0, $"{kernels}, {what}: float {i} is padding, but {block[i]:R}.");
        }
    }

    private sealed class Training(ShapeKernels kernels) : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            Optimizer[] optimizers = [new Adam(), new RmsProp(), new Sgd { Momentum = 0.5f }, new AdamW { Decay = 0.01f }, new Adam { AmsGrad = true, L2 = 0.01f }, new Sgd { Momentum = 0.5f, Nesterov = true, L2 = 0.01f }];
            using var model = new Model<TShape>(3);
            AssertZero(kernels, "initial weights", model.Parameters);
            foreach (Optimizer optimizer in optimizers)
            {
                using var trainer = new Trainer<TShape>(model, Options with { Optimizer = optimizer });
                for (int step = 0; step < 100 / optimizers.Length; step++)
                {
                    SampleBatch batch = SampleBatch.Random(TShape.Shape, Options.Batch, Options.Window, (ulong)step);
                    Assert.Equal(TrainingOutcome.Applied, trainer.Step(batch.Input, batch.Target).Outcome);
                }

                AssertZero(kernels, $"weights after {optimizer.GetType().Name}", model.Parameters);
            }
        }
    }
}
