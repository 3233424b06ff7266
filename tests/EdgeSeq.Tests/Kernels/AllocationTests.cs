using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>After construction nothing is allocated on the managed heap, cell by cell and dialect by dialect.</summary>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    private const int WarmUp = 20, Repetitions = 1000;

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

    private static void AssertNothingAllocated(Action step)
    {
        for (int i = 0; i < WarmUp; i++)
        {
            step();
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Repetitions; i++)
        {
            step();
        }

        // The runtime at times allocates tables of its own on this thread, less than 8 KB. An object at each
        // repetition would be 24,000 bytes at least.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 8191);
    }

    private sealed class TrainingSteps : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ISequenceModel
        {
            Optimizer[] optimizers = [new Adam(), new AdamW(), new RmsProp(), new Sgd { Momentum = 0.9f }];
            foreach (Optimizer optimizer in optimizers)
            {
                var options = new TrainerOptions
                {
                    Batch = 3, MicroBatch = 2, Window = 2, Optimizer = optimizer, ClipValue = 1,
                    Schedule = new CosineRate(Peak: 0.001f, Steps: 2 * Repetitions) { WarmUpSteps = 10 },
                    Dropout = TShape.Shape.Layers > 1 ? 0.2f : 0,
                };
                using var model = new Model<TShape>();
                using var trainer = new Trainer<TShape>(model, options);
                SampleBatch batch = SampleBatch.Random(TShape.Shape, options.Batch, options.Window, ragged: true);
                AssertNothingAllocated(() => trainer.Step(batch.Input, batch.Target));
                if (TShape.Shape.Head == Head.None)
                {
                    continue;   // nothing to learn from
                }

                // A carried state of rectified units can grow without bound: such steps are rejected, without allocating either.
                Assert.Equal(WarmUp + Repetitions, trainer.StepCount + trainer.RejectedCount);
                Assert.InRange(trainer.StepCount, Repetitions / 2, WarmUp + Repetitions);
            }
        }
    }

    private sealed class SteppedSessions : ILanguageVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ILanguageModel
        {
            using var model = new Model<TShape>();
            using var session = new Session<TShape>(model);
            float[] logits = new float[TShape.Shape.Vocabulary], state = new float[TShape.StateSize];
            AssertNothingAllocated(() =>
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
            where TShape : struct, ILanguageModel
        {
            SamplerOptions[] all = [new() { Temperature = 0 }, new() { Temperature = 0.8f, TopK = 2, TopP = 0.9f, BannedTokens = [0] }];
            using var model = new Model<TShape>();
            foreach (SamplerOptions options in all)
            {
                using var sampler = new Sampler<TShape>(model, options);
                AssertNothingAllocated(() => sampler.Next());
                int[] prompt = [1, 0], output = new int[5];
                AssertNothingAllocated(() => sampler.Generate(prompt, output));
            }
        }
    }

    private sealed class EvaluatedWindows : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ISequenceModel
        {
            using var model = new Model<TShape>();
            using var evaluator = new Evaluator<TShape>(model, batch: 2, window: 3);
            SampleBatch batch = SampleBatch.Random(TShape.Shape, 2, 3, ragged: true);
            AssertNothingAllocated(() => evaluator.Add(batch.Input, batch.Target));
            using var runner = new SequenceRunner<TShape>(model, batch: 2, window: 3);
            float[] outputs = new float[runner.OutputLength];
            AssertNothingAllocated(() => runner.Run(batch.Input, outputs));
        }
    }
}
