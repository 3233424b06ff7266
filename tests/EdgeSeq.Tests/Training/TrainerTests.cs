using EdgeSeq.Shapes;
using EdgeSeq.Tests.Doubles;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Tests.Training;

[Collection(Alone.Name)]
public sealed class TrainerTests
{
    private static readonly TrainerOptions Options = new() { Batch = 3, Window = 4, Schedule = new ConstantRate(0.02f) };

    [Fact]
    public void Learns_to_continue_a_cycle_of_tokens()
    {
        using var model = new Model<TinyElman>(1);
        using var trainer = new Trainer<TinyElman>(model, Options);
        (int[] inputs, int[] targets) = Cycle(trainer.Options);
        double first = trainer.Step(inputs, targets).Loss;
        TrainingStep last = default;
        for (int i = 0; i < 500; i++)
        {
            last = trainer.Step(inputs, targets);
        }

        Assert.Equal(TrainingOutcome.Applied, last.Outcome);
        Assert.True(last.Loss < first / 20, $"{first} -> {last.Loss}");
        Assert.Equal(501, trainer.StepCount);
    }

    [Fact]
    public void Loss_is_the_mean_in_nats_over_counted_targets()
    {
        using var model = ZeroModel();
        using var trainer = new Trainer<TinyElman>(model, Options with { Schedule = new ConstantRate(0) });
        (int[] inputs, int[] targets) = Cycle(trainer.Options);
        Assert.Equal(Math.Log(5), trainer.Step(inputs, targets).Loss, 1e-7);
        targets.AsSpan(1).Fill(-1);
        Assert.Equal(Math.Log(5), trainer.Step(inputs, targets).Loss, 1e-7);
    }

    [Fact]
    public void The_gradient_is_that_of_the_mean_loss()
    {
        // With plain descent at rate 1 the step is the gradient itself; compare it with central differences of the loss.
        var options = Options with { Optimizer = new Sgd(), ClipNorm = null, Schedule = new ConstantRate(1) };
        using var model = new Model<TinyElman>(5);
        float[] before = model.Parameters.ToArray();
        (int[] inputs, int[] targets) = Cycle(options);
        targets[5] = -1;
        double norm;
        using (var trainer = new Trainer<TinyElman>(model, options))
        {
            norm = trainer.Step(inputs, targets).GradientNorm;
        }

        float[] after = model.Parameters.ToArray();
        double squares = 0;
        const float Nudge = 1e-2f;
        foreach (ParameterInfo parameter in Model<TinyElman>.Shape.Parameters)
        {
            for (int k = 0; k < parameter.Rows; k++)
            {
                for (int j = 0; j < parameter.Columns; j++)
                {
                    int i = parameter.Layout.IndexOf(k, j);
                    double slope = (LossAt(before, i, Nudge) - LossAt(before, i, -Nudge)) / (2 * Nudge);
                    Assert.Equal(slope, before[i] - after[i], 2e-4);
                    squares += slope * slope;
                }
            }
        }

        Assert.Equal(Math.Sqrt(squares), norm, 1e-3);

        double LossAt(float[] at, int index, float change)
        {
            at.CopyTo(model.Parameters);
            model.Parameters[index] += change;
            using var evaluator = new Evaluator<TinyElman>(model, options.Batch, options.Window);
            evaluator.Add(inputs, targets);
            return evaluator.Loss;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Micro_batches_give_the_bits_of_the_whole_batch(int rows)
    {
        Assert.Equal(Train(Options, 50), Train(Options with { MicroBatch = rows }, 50));
    }

    [Fact]
    public void The_rows_that_suit_the_caches_give_the_bits_of_the_whole_batch()
    {
        TrainerOptions many = Options with { Batch = 33, Window = 65 };
        Assert.Equal(Train(many with { MicroBatch = 33 }, 5), Train(many, 5));
    }

    [Fact]
    public void Inputs_or_targets_of_both_kinds_are_refused_before_any_row_runs()
    {
        TrainerOptions many = Options with { Batch = 16, Window = 64 };
        using var model = new Model<TinyElman>(1);
        using var trainer = new Trainer<TinyElman>(model, many);
        using var evaluator = new Evaluator<TinyElman>(model, 16, 64);
        (int[] inputs, int[] targets) = Cycle(many);
        float[] stray = new float[8 * 64];
        Assert.Throws<ArgumentException>(() => trainer.Step(new SequenceInput { Tokens = inputs, Vectors = stray }, targets));
        Assert.Throws<ArgumentException>(() => trainer.Step(inputs, new SequenceTarget { Classes = targets, Values = stray }));
        Assert.Throws<ArgumentException>(() => evaluator.Add(inputs, new SequenceTarget { Classes = targets, Values = stray }));
        evaluator.Add(inputs, targets);
        Assert.Equal(evaluator.Loss, trainer.Step(inputs, targets).Loss);
    }

    [Fact]
    public void Large_vocabularies_do_not_count_as_elements_of_a_batch()
    {
        var shape = Model<TinyElman>.Shape with { Vocabulary = 50_000, Outputs = 50_000 };
        BatchCheck.Sizes(shape, batch: 64, window: 1024);
        Assert.Throws<ArgumentException>(() => BatchCheck.Sizes(shape with { Head = Head.Sigmoid }, batch: 64, window: 1024));
        Assert.Throws<ArgumentException>(() => BatchCheck.Sizes(shape, batch: 134_000_000, window: 5_000_000));
    }

    [Fact]
    public void States_are_carried_from_window_to_window_until_reset()
    {
        using var model = new Model<TinyElman>(2);
        var frozen = Options with { Batch = 2, Schedule = new ConstantRate(0) };
        using var trainer = new Trainer<TinyElman>(model, frozen);
        (int[] inputs, int[] targets) = Cycle(frozen);
        double first = trainer.Step(inputs, targets).Loss, second = trainer.Step(inputs, targets).Loss;
        Assert.NotEqual(first, second);
        trainer.ResetState();
        Assert.Equal(first, trainer.Step(inputs, targets).Loss);
        trainer.ResetState(1);
        trainer.ResetState(0);
        Assert.Equal(first, trainer.Step(inputs, targets).Loss);
        trainer.ResetState(1);
        Assert.NotEqual(first, trainer.Step(inputs, targets).Loss);
        Assert.Throws<ArgumentOutOfRangeException>(() => trainer.ResetState(2));
    }

    [Fact]
    public void Clipping_by_norm_limits_the_step_but_not_the_reported_norm()
    {
        var clipped = Options with { Optimizer = new Sgd(), ClipNorm = 0.01f, Schedule = new ConstantRate(1) };
        (double distance, TrainingStep step) = Distance(clipped);
        Assert.True(step.GradientNorm > 0.05, $"{step.GradientNorm}");
        Assert.Equal(0.01, distance, 1e-5);
    }

    [Fact]
    public void Clipping_by_value_limits_every_element_before_the_norm_is_clipped()
    {
        var byValue = Options with { Optimizer = new Sgd(), ClipValue = 0.001f, ClipNorm = null, Schedule = new ConstantRate(1) };
        (double distance, _) = Distance(byValue);
        Assert.InRange(distance, 0.001, 0.001 * Math.Sqrt(TinyElman.ParameterSize));
        (double both, _) = Distance(byValue with { ClipNorm = (float)(distance / 2) });
        Assert.Equal(distance / 2, both, 1e-5);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_step_that_is_not_finite_changes_nothing_but_the_states(float poison)
    {
        using var model = new Model<TinyElman>(3);
        using var trainer = new Trainer<TinyElman>(model, Options with { ClipValue = 1 });
        (int[] inputs, int[] targets) = Cycle(trainer.Options);
        trainer.Step(inputs, targets);
        int place = Model<TinyElman>.Shape.Parameters.Single(p => p.Name == "b_y").Layout.IndexOf(0, 2);
        float healthy = model.Parameters[place];
        model.Parameters[place] = poison;
        float[] before = model.Parameters.ToArray();
        Assert.Equal(TrainingOutcome.RejectedNonFinite, trainer.Step(inputs, targets).Outcome);
        Assert.Equal(before, model.Parameters.ToArray());
        Assert.Equal((1, 1), (trainer.StepCount, trainer.RejectedCount));

        // Healed, it goes on as a trainer with the same moments and reset states does: nothing of the poison is left.
        model.Parameters[place] = healthy;
        Assert.Equal(TrainingOutcome.Applied, trainer.Step(inputs, targets).Outcome);
        using var twin = new Model<TinyElman>(3);
        using var calm = new Trainer<TinyElman>(twin, trainer.Options);
        calm.Step(inputs, targets);
        calm.ResetState();
        calm.Step(inputs, targets);
        Assert.Equal(twin.Parameters.ToArray(), model.Parameters.ToArray());
    }

    [Fact]
    public void Without_a_counted_target_only_the_states_move_on()
    {
        using var model = new Model<TinyElman>(4);
        using var trainer = new Trainer<TinyElman>(model, Options);
        (int[] inputs, int[] targets) = Cycle(trainer.Options);
        string before = model.ComputeSha256();
        int[] none = [.. targets.Select(_ => -1)];
        Assert.Equal(new TrainingStep(0, 0, TrainingOutcome.NoTargets), trainer.Step(inputs, none));
        Assert.Equal(before, model.ComputeSha256());
        Assert.Equal(0, trainer.StepCount);
        double carried = trainer.Step(inputs, targets).Loss;

        using var twin = new Model<TinyElman>(4);
        using var fresh = new Trainer<TinyElman>(twin, Options);
        Assert.NotEqual(fresh.Step(inputs, targets).Loss, carried);
    }

    [Fact]
    public void Wrong_lengths_and_tokens_are_refused_and_change_nothing()
    {
        using var model = new Model<TinyElman>();
        using var trainer = new Trainer<TinyElman>(model, Options with { MicroBatch = 1 });
        (int[] inputs, int[] targets) = Cycle(Options);
        Assert.Throws<ArgumentException>(() => trainer.Step(inputs.AsSpan(1), targets));
        Assert.Throws<ArgumentException>(() => trainer.Step(inputs, [.. targets, 0]));
        foreach (int wrong in (int[])[-2, 5, int.MinValue, int.MaxValue])
        {
            int[] bad = [.. targets];
            bad[^1] = wrong;
            var e = Assert.Throws<ArgumentException>(() => trainer.Step(inputs, bad));
            Assert.Contains($"target[11] is {wrong}", e.Message, StringComparison.Ordinal);
            Assert.Throws<ArgumentException>(() => trainer.Step(bad, targets));
        }

        trainer.Step(inputs, targets);
        using var twin = new Model<TinyElman>();
        using var calm = new Trainer<TinyElman>(twin, Options);
        calm.Step(inputs, targets);
        Assert.Equal(twin.ComputeSha256(), model.ComputeSha256());
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused()
    {
        using var model = new Model<TinyElman>();
        TrainerOptions[] wrong =
        [
            Options with { Batch = 0 }, Options with { Window = 0 }, Options with { MicroBatch = 0 }, Options with { MicroBatch = 4 },
            Options with { ClipNorm = 0 }, Options with { ClipNorm = float.NaN }, Options with { ClipValue = -1 },
            Options with { Optimizer = null! }, Options with { Schedule = null! },
        ];
        Assert.All(wrong, options => Assert.ThrowsAny<ArgumentException>(() => new Trainer<TinyElman>(model, options)));
        var huge = Options with { Batch = int.MaxValue, Window = 2, MicroBatch = 1 };
        Assert.Throws<ArgumentException>(() => new Trainer<TinyElman>(model, huge));
        Assert.Throws<ArgumentNullException>(() => new Trainer<TinyElman>(null!, Options));
        Assert.Throws<ArgumentNullException>(() => new Trainer<TinyElman>(model, null!));
    }

    [Fact]
    public void The_learning_rate_follows_the_schedule_of_applied_steps()
    {
        using var model = new Model<TinyElman>();
        using var trainer = new Trainer<TinyElman>(model, Options with { Schedule = new CosineRate(0.5f, 11) });
        (int[] inputs, int[] targets) = Cycle(Options);
        Assert.Equal(0.5f, trainer.LearningRate);
        for (int i = 0; i < 5; i++)
        {
            trainer.Step(inputs, targets);
        }

        Assert.Equal(0.25f, trainer.LearningRate, 1e-6f);
    }

    [Fact]
    public void A_thousand_steps_allocate_nothing()
    {
        using var model = new Model<TinyElman>();
        using var trainer = new Trainer<TinyElman>(model, Options with { MicroBatch = 2, ClipValue = 1, Schedule = new CosineRate(0.01f, 500) });
        (int[] inputs, int[] targets) = Cycle(Options);
        Allocated.AssertNothing(() => trainer.Step(inputs, targets), repetitions: 1000);
    }

    [Fact]
    public void A_disposed_trainer_is_refused()
    {
        using var model = new Model<TinyElman>();
        var trainer = new Trainer<TinyElman>(model, Options);
        (int[] inputs, int[] targets) = Cycle(Options);
        trainer.Dispose();
        trainer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => trainer.Step(inputs, targets));
        Assert.Throws<ObjectDisposedException>(trainer.ResetState);
    }

    internal static (int[] Inputs, int[] Targets) Cycle(TrainerOptions options)
    {
        int[] inputs = [.. Enumerable.Range(0, options.Batch * options.Window).Select(i => i % options.Window % 4)];
        return (inputs, [.. inputs.Select(token => (token + 1) % 4)]);
    }

    private static Model<TinyElman> ZeroModel()
    {
        var model = new Model<TinyElman>();
        model.Parameters.Clear();
        return model;
    }

    private static float[] Train(TrainerOptions options, int steps)
    {
        using var model = new Model<TinyElman>(6);
        using var trainer = new Trainer<TinyElman>(model, options);
        (int[] inputs, int[] targets) = Cycle(options);
        targets[3] = -1;
        double loss = 0;
        for (int i = 0; i < steps; i++)
        {
            loss = trainer.Step(inputs, targets).Loss;
        }

        return [.. model.Parameters, (float)loss];
    }

    private static (double Distance, TrainingStep Step) Distance(TrainerOptions options)
    {
        using var model = new Model<TinyElman>(7);
        float[] before = model.Parameters.ToArray();
        using var trainer = new Trainer<TinyElman>(model, options);
        (int[] inputs, int[] targets) = Cycle(options);
        TrainingStep step = trainer.Step(inputs, targets);
        double squares = before.Zip(model.Parameters.ToArray(), (a, b) => ((double)a - b) * ((double)a - b)).Sum();
        return (Math.Sqrt(squares), step);
    }
}
