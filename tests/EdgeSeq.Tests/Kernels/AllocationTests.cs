using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>After construction nothing is allocated on the managed heap, cell by cell and dialect by dialect.</summary>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    [Fact]
    public void One_object_at_every_repetition_is_counted() =>
        Assert.InRange(Allocated.By(() => GC.KeepAlive(new object())), 16, 8191);

    [Theory]
    [MemberData(nameof(KernelCases.SmallestAndForms), MemberType = typeof(KernelCases))]
    public void A_training_step_allocates_nothing(string name) => KernelCases.Find(name).Accept(new TrainingSteps());

    [Theory]
    [MemberData(nameof(KernelCases.SmallestOfEachCell), MemberType = typeof(KernelCases))]
    public void A_session_step_allocates_nothing(string name) => KernelCases.Find(name).Accept(new SteppedSessions());

    [Theory]
    [MemberData(nameof(KernelCases.SmallestOfEachCell), MemberType = typeof(KernelCases))]
    public void A_sampled_token_allocates_nothing(string name) => KernelCases.Find(name).Accept(new SampledTokens());

    [Theory]
    [MemberData(nameof(KernelCases.SmallestAndForms), MemberType = typeof(KernelCases))]
    public void An_evaluated_window_allocates_nothing(string name) => KernelCases.Find(name).Accept(new EvaluatedWindows());

    private sealed class TrainingSteps : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            Optimizer[] optimizers = [new Adam(), new AdamW(), new RmsProp(), new Sgd { Momentum = 0.9f }];
            foreach (Optimizer optimizer in optimizers)
            {
                var options = new TrainerOptions
                {
                    Batch = 3, MicroBatch = 2, Window = 2, Optimizer = optimizer, ClipValue = 1,
                    Schedule = new CosineRate(Peak: 0.001f, Steps: 2000) { WarmUpSteps = 10 },
                    Dropout = TShape.Shape.Layers > 1 ? 0.2f : 0,
                };
                using var model = new Model<TShape>();
                using var trainer = new Trainer<TShape>(model, options);
                SampleBatch batch = SampleBatch.Random(TShape.Shape, options.Batch, options.Window, ragged: true);
                long steps = 0;
                Allocated.AssertNothing(
                    () =>
                    {
                        trainer.Step(batch.Input, batch.Target);
                        steps++;
                    },
                    repetitions: 50);
                if (TShape.Shape.Head == Head.None)
                {
                    continue;   // nothing to learn from
                }

                // A carried state of rectified units can grow without bound: such steps are rejected, without allocating either.
                Assert.Equal(steps, trainer.StepCount + trainer.RejectedCount);
                Assert.InRange(trainer.StepCount, steps / 2, steps);
            }
        }
    }

    private sealed class SteppedSessions : ILanguageVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ILanguageModel, ITrainableModel
        {
            using var model = new Model<TShape>();
            using var session = new Session<TShape>(model);
            float[] logits = new float[TShape.Shape.Vocabulary], state = new float[TShape.StateSize];
            Allocated.AssertNothing(() =>
            {
                session.Step(1, logits);
                session.Step(-1);
                session.CopyStateTo(state);
                session.LoadState(state);
            });
        }
    }

    private sealed class SampledTokens : ILanguageVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ILanguageModel, ITrainableModel
        {
            SamplerOptions[] all = [new() { Temperature = 0 }, new() { Temperature = 0.8f, TopK = 2, TopP = 0.9f, BannedTokens = [0] }];
            using var model = new Model<TShape>();
            foreach (SamplerOptions options in all)
            {
                using var sampler = new Sampler<TShape>(model, options);
                Allocated.AssertNothing(() => sampler.Next());
                int[] prompt = [1, 0], output = new int[5];
                Allocated.AssertNothing(() => sampler.Generate(prompt, output));
            }
        }
    }

    private sealed class EvaluatedWindows : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            using var model = new Model<TShape>();
            using var evaluator = new Evaluator<TShape>(model, batch: 2, window: 3);
            SampleBatch batch = SampleBatch.Random(TShape.Shape, 2, 3, ragged: true);
            Allocated.AssertNothing(() => evaluator.Add(batch.Input, batch.Target));
            using var runner = new SequenceRunner<TShape>(model, batch: 2, window: 3);
            float[] outputs = new float[runner.OutputLength];
            Allocated.AssertNothing(() => runner.Run(batch.Input, outputs));
        }
    }
}
