using EdgeSeq.Data;
using EdgeSeq.Memory;
using EdgeSeq.Shapes;
using EdgeSeq.Threads;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Optimization;

[Collection(Alone.Name)]
public sealed class SampledSoftmaxTests : IDisposable
{
    private const int Rows = 4, Steps = 6, Classes = 40, Slots = 20;

    private static readonly TrainerOptions s_options = new()
    {
        Batch = Rows, Window = Steps, Schedule = new ConstantRate(0.02f), SampledSoftmax = SampledSoftmax.Of<FewWords>(),
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The sum over a sample, each term divided by its likelihood, is on average nearly the sum over all classes.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sample_estimates_the_sum_over_all_classes(bool hasCounts)
    {
        const int Samples = 2000, Classes = 400, Slots = 60;
        double[] frequency = [.. Enumerable.Range(0, Classes).Select(k => hasCounts ? 1 + (999.0 * ((k * 7) % 40 == 3 ? 1 : 0)) + (k % 5 * 20) : Math.Log((k + 2.0) / (k + 1)))];
        var sampler = new CandidateSampler(Classes, Slots, hasCounts ? new OutputCounts([.. frequency.Select(f => f - 1)], frequency.Sum() - Classes) : null, seed: 5);
        double[] values = [.. Enumerable.Range(0, Classes).Select(k => 1 + (k % 3))];
        var random = new RandomGenerator(9);
        int[] targets = new int[8];
        double sum = 0, squares = 0;
        for (int i = 0; i < Samples; i++)
        {
            for (int t = 0; t < targets.Length; t++)
            {
                double at = random.NextDouble() * frequency.Sum();
                int k = 0;
                while ((at -= frequency[k]) > 0)
                {
                    k++;
                }

                targets[t] = k;
            }

            int[] before = [.. targets];
            sampler.Choose(targets, (ulong)i);
            Assert.Equal(before, targets.Select(slot => sampler.Classes[slot]));
            Assert.Equal(Slots, sampler.Count);
            double estimate = 0;
            for (int slot = 0; slot < sampler.Count; slot++)
            {
                estimate += values[sampler.Classes[slot]] * Math.Exp(-sampler.Corrections[slot]);
            }

            sum += estimate;
            squares += estimate * estimate;
        }

        double mean = sum / Samples, deviation = Math.Sqrt(((squares / Samples) - (mean * mean)) / Samples);
        Assert.Equal(values.Sum(), mean, (5 * deviation) + (0.02 * values.Sum()));
    }

    /// <summary>Weights of the layers, and columns of the output layer that are in the sample and that are not.</summary>
    [Fact]
    public void Gradients_are_those_of_the_loss_over_the_sample()
    {
        using var model = new Model<ManyWords>(1);
        (int[] inputs, int[] targets) = Batch(0);
        using var states = new NativeBlock(Rows * ManyWords.StateSize, typeof(SampledSoftmaxTests));
        using var team = new Team(1);
        using SampledPass pass = SampledSoftmax.Of<FewWords>().NewPass(ManyWords.Shape, team, new RowPlan(Rows, Rows, 1), Rows, Steps, states, 0, typeof(SampledSoftmaxTests));
        float[] gradients = new float[ManyWords.ParameterSize];
        double loss = Run(gradients);
        Assert.Equal(LossOverSample(model, inputs, targets), loss, 1e-4);
        int outside = 0;
        foreach (ParameterInfo parameter in ManyWords.Shape.Parameters)
        {
            for (int place = 0; place < parameter.Rows * parameter.Columns; place += Math.Max(1, parameter.Rows * parameter.Columns / 15))
            {
                int i = parameter.Layout.IndexOf(place / parameter.Columns, place % parameter.Columns);
                const float Nudge = 1f / 64;
                float was = model.Parameters[i];
                double slope = 0;
                foreach ((int steps, double weight) in new[] { (1, 8.0), (-1, -8.0), (2, -1.0), (-2, 1.0) })
                {
                    model.Parameters[i] = was + (steps * Nudge);
                    slope += weight * Run(new float[ManyWords.ParameterSize]);
                }

                model.Parameters[i] = was;
                Assert.Equal(slope / (12 * Nudge), gradients[i], 4e-4);
                outside += gradients[i] == 0 && parameter.Kind == ParameterKind.HeadBias ? 1 : 0;
            }
        }

        Assert.True(outside > 0);

        double Run(Span<float> into)
        {
            states.Section(0, Rows * ManyWords.StateSize).Clear();
            pass.Choose(inputs, targets, number: 3);
            return pass.Run(model.Parameters, into, inputs, 1, teaches: true);
        }
    }

    /// <summary>From the outputs of the whole model, in double.</summary>
    private static double LossOverSample(Model<ManyWords> model, int[] inputs, int[] targets)
    {
        float[] outputs = new float[Rows * Steps * Classes], workspace = new float[ManyWords.WorkspaceSize(Rows, Steps)];
        ManyWords.Forward(model.Parameters, inputs, new float[Rows * ManyWords.StateSize], workspace, Rows, Steps);
        ManyWords.Outputs(model.Parameters, inputs, outputs, workspace, Rows, Steps);
        var sampler = new CandidateSampler(Classes, Slots, null, seed: 0);
        int[] slots = [.. targets];
        sampler.Choose(slots, 3);
        double sum = 0;
        for (int i = 0; i < slots.Length; i++)
        {
            double[] logits = [.. Enumerable.Range(0, sampler.Count).Select(slot => (double)outputs[(i * Classes) + sampler.Classes[slot]] - sampler.Corrections[slot])];
            sum += Math.Log(logits.Sum(Math.Exp)) - logits[slots[i]];
        }

        return sum;
    }

    [Fact]
    public void It_learns_what_training_over_all_classes_learns()
    {
        double sampled = Learn(s_options), whole = Learn(s_options with { SampledSoftmax = null });
        double counted = Learn(s_options with { SampledSoftmax = SampledSoftmax.Of<FewWords>() with { Counts = new OutputCounts([.. Enumerable.Repeat(1.0, Classes)], Classes) } });
        Assert.True(whole < 0.5, $"{whole}");
        Assert.True(sampled < 0.7, $"{sampled}");
        Assert.True(counted < 0.7, $"{counted}");

        static double Learn(TrainerOptions options)
        {
            using var model = new Model<ManyWords>(1);
            using var trainer = new Trainer<ManyWords>(model, options);
            using var evaluator = new Evaluator<ManyWords>(model, Rows, Steps);
            for (int i = 0; i < 400; i++)
            {
                (int[] inputs, int[] targets) = Batch(i);
                trainer.ResetState();
                trainer.Step(inputs, targets);
            }

            (int[] newInputs, int[] newTargets) = Batch(1000);
            evaluator.Add(newInputs, newTargets);
            return evaluator.Loss;
        }
    }

    [Fact]
    public void Threads_parts_of_a_batch_and_resumption_change_no_bit()
    {
        string expected = Train(s_options, 10);
        Assert.Equal(expected, Train(s_options with { Threads = 2 }, 10));
        Assert.Equal(expected, Train(s_options with { MicroBatch = 1 }, 10));
        Assert.NotEqual(expected, Train(s_options with { SampledSoftmax = SampledSoftmax.Of<FewWords>() with { Seed = 1 } }, 10));

        using Model<ManyWords> first = new(1), second = new(2);
        using Trainer<ManyWords> before = new(first, s_options), after = new(second, s_options);
        Go(before, 0, 5);
        new CheckpointStore<ManyWords>(before, _folder).Save();
        new CheckpointStore<ManyWords>(after, _folder).LoadLatest();
        Go(after, 5, 10);
        Assert.Equal(expected, second.ComputeSha256());
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        using var model = new Model<ManyWords>(1);
        using var trainer = new Trainer<ManyWords>(model, s_options);
        (int[] inputs, int[] targets) = Batch(0);
        Allocated.AssertNothing(() => trainer.Step(inputs, targets));
    }

    [Fact]
    public void What_cannot_be_sampled_is_named()
    {
        using var model = new Model<ManyWords>(1);
        using var counter = new Model<Counter>(1);
        AssertRefused(() => _ = new Trainer<Counter>(counter, s_options), "differs in fewer Outputs alone");
        AssertRefused(() => _ = new Trainer<ManyWords>(model, s_options with { SampledSoftmax = SampledSoftmax.Of<ManyWords>() }), "differs in fewer Outputs alone");
        AssertRefused(() => _ = new Trainer<ManyWords>(model, s_options with { SampledSoftmax = SampledSoftmax.Of<FewWords>() with { Counts = new OutputCounts([1, 1], 2) } }), "has 40 classes");
        using var trainer = new Trainer<ManyWords>(model, s_options);
        string before = model.ComputeSha256();
        AssertRefused(() => trainer.Step([.. Enumerable.Range(0, 24)], [.. Enumerable.Range(0, 24)]), "more than 20 different targets");
        Assert.Equal(before, model.ComputeSha256());
        Assert.Equal(TrainingOutcome.Applied, trainer.Step(new int[24], new int[24]).Outcome);

        // Carried states are as they were, too.
        Assert.Contains(trainer.CarriedStates.ToArray(), x => x != 0);
        float[] carried = trainer.CarriedStates.ToArray();
        AssertRefused(() => trainer.Step([.. Enumerable.Range(0, 24)], [.. Enumerable.Range(0, 24)]), "more than 20 different targets");
        Assert.Equal(carried, trainer.CarriedStates.ToArray());

        static void AssertRefused(Action make, string message) => Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(make).Message, StringComparison.Ordinal);
    }

    /// <summary>Each word is followed by one of its own; small words are more frequent.</summary>
    private static (int[] Inputs, int[] Targets) Batch(int number)
    {
        var random = new RandomGenerator((ulong)number + 1);
        int[] inputs = [.. Enumerable.Range(0, Rows * Steps).Select(_ => (int)(Classes * Math.Pow(random.NextDouble(), 3)))];
        return (inputs, [.. inputs.Select(word => (word * 3) % Classes)]);
    }

    private static string Train(TrainerOptions options, int steps)
    {
        using var model = new Model<ManyWords>(1);
        using var trainer = new Trainer<ManyWords>(model, options);
        Go(trainer, 0, steps);
        return model.ComputeSha256();
    }

    private static void Go(Trainer<ManyWords> trainer, int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            (int[] inputs, int[] targets) = Batch(i);
            trainer.Step(inputs, targets);
        }
    }
}
