using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>All dialects that this machine runs give the same bits.</summary>
public sealed class DialectTests
{
    public static TheoryData<string, string> ShapesAndOptimizers()
    {
        var cases = new TheoryData<string, string>();
        foreach (string shape in KernelCases.ShapeNames.Where(name => KernelCases.Find(name).Shape.Head != Head.None))
        {
            foreach (Optimizer optimizer in Optimizers)
            {
                cases.Add(shape, optimizer.GetType().Name);
            }
        }

        return cases;
    }

    private static Optimizer[] Optimizers => [new Adam(), new AdamW { Decay = 0.1f }, new RmsProp(), new Sgd { Momentum = 0.9f }];

    [Theory]
    [MemberData(nameof(KernelCases.Shapes), MemberType = typeof(KernelCases))]
    public void Every_dialect_gives_the_same_states_loss_and_gradients(string shape)
    {
        IReadOnlyList<ShapeKernels> dialects = [.. KernelCases.DialectsOf(shape), KernelCases.Find(shape)];
        float[] parameters = TestValues.Parameters(dialects[0]), states = TestValues.States(dialects[0], 5);
        SampleBatch batch = SampleBatch.Random(dialects[0].Shape, rows: 5, window: 7, ragged: true);
        KernelRun first = KernelRun.Train(dialects[0], parameters, states, batch, batch.Scale);
        Assert.True(double.IsFinite(first.Loss));
        Assert.All(dialects.Skip(1), kernels => first.AssertSameBits(
            $"{kernels} and {dialects[0]}", kernels, KernelRun.Train(kernels, parameters, states, batch, batch.Scale)));
    }

    [Theory]
    [MemberData(nameof(KernelCases.Shapes), MemberType = typeof(KernelCases))]
    public void Every_dialect_gives_the_same_logits_and_leaves_the_same_state_while_streaming(string shape)
    {
        if (!KernelCases.Find(shape).Streams)
        {
            return;   // the compiler refuses to stream it
        }

        IReadOnlyList<ShapeKernels> dialects = [.. KernelCases.DialectsOf(shape), KernelCases.Find(shape)];
        float[] parameters = TestValues.Parameters(dialects[0]), states = TestValues.States(dialects[0], 1);
        SampleBatch batch = SampleBatch.Random(dialects[0].Shape, rows: 1, window: 9);
        float[] state = [.. states];
        float[][] first = KernelRun.Stream(dialects[0], parameters, state, batch);
        foreach (ShapeKernels kernels in dialects.Skip(1))
        {
            float[] otherState = [.. states];
            float[][] other = KernelRun.Stream(kernels, parameters, otherState, batch);
            for (int t = 0; t < first.Length; t++)
            {
                Bits.AssertEqual($"{kernels} and {dialects[0]}, logits of step {t}", first[t], other[t]);
            }

            // All of it: a state that was copied out goes on anywhere, so what no step reads may not tell where it was.
            Bits.AssertEqual($"{kernels} and {dialects[0]}, state", state, otherState);
        }
    }

    [Theory]
    [MemberData(nameof(ShapesAndOptimizers))]
    public void Training_gives_the_same_weights_in_every_dialect(string shape, string optimizer)
    {
        var digests = new Dictionary<string, string>();
        foreach (ShapeKernels kernels in KernelCases.DialectsOf(shape).Append(KernelCases.Find(shape)))
        {
            var training = new Training(Optimizers.Single(o => o.GetType().Name == optimizer));
            kernels.Accept(training);
            digests.Add(kernels.Name, training.Digest);
        }

        Assert.True(digests.Values.Distinct().Count() == 1, string.Join(", ", digests));
    }

    private sealed class Training(Optimizer optimizer) : IShapeVisitor
    {
        private static readonly TrainerOptions Options = new() { Batch = 5, MicroBatch = 3, Window = 4, ClipNorm = 0.5f, ClipValue = 0.1f };

        public string Digest { get; private set; } = "";

        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            using var model = new Model<TShape>(3);
            using var trainer = new Trainer<TShape>(model, Options with { Optimizer = optimizer });
            string before = model.ComputeSha256();
            for (ulong step = 0; step < 6; step++)
            {
                SampleBatch batch = SampleBatch.Random(TShape.Shape, Options.Batch, Options.Window, step);
                Assert.Equal(TrainingOutcome.Applied, trainer.Step(batch.Input, batch.Target).Outcome);
            }

            Digest = model.ComputeSha256();
            Assert.NotEqual(before, Digest);
        }
    }
}
