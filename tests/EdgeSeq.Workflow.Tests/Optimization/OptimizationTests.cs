using EdgeSeq.Data;
using EdgeSeq.Text;
using EdgeSeq.Training;
using EdgeSeq.Workflow.Tests.Fitting;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Optimization;

/// <summary>Groups, accumulation, averages, the search for a rate; <see cref="TorchTests"/> has their numbers.</summary>
[Collection(Alone.Name)]
public sealed class OptimizationTests : IDisposable
{
    private static readonly TrainerOptions s_options = new() { Batch = Batches.Rows, Window = Batches.Steps, Schedule = new ConstantRate(0.02f) };

    /// <summary>All at once.</summary>
    private static readonly TrainerOptions s_everything = s_options with
    {
        Optimizer = new Adam { AmsGrad = true, L2 = 0.01f }, AccumulatedBatches = 2, Average = new ExponentialAverage(0.8f),
        Groups = [ParameterGroup.BiasesAndVectors with { Decay = 0 }, new("rnn.weight_ih_*") { RateFactor = 0.5f }, new("head.weight") { IsFrozen = true }],
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("head.weigth", "the nearest is \"head.weight\"")]
    [InlineData("rnn.W_r", "fits no tensor of Counter")]
    [InlineData("*.gain", "There are rnn.weight_ih_l0, rnn.weight_hh_l0")]
    public void A_name_that_fits_nothing_is_named_with_the_nearest(string name, string message)
    {
        using var model = new Model<Counter>();
        ArgumentException refused = Assert.Throws<ArgumentException>(() => new Trainer<Counter>(model, s_options with { Groups = [new(name)] }));
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        using var model = new Model<Counter>();
        (TrainerOptions Options, string Name)[] wrong =
        [
            (s_options with { Groups = [new("*") { RateFactor = -1 }] }, "RateFactor"), (s_options with { Groups = [new("*") { Decay = float.NaN }] }, "Decay"),
            (s_options with { AccumulatedBatches = 0 }, "AccumulatedBatches"), (s_options with { Average = new ExponentialAverage(1) }, "Decay"),
            (s_options with { Average = new StochasticAverage(0) }, "Start"), (s_options with { Average = new StochasticAverage(1, 0) }, "Every"),
            (s_options with { Optimizer = new Sgd { Nesterov = true } }, "Momentum"), (s_options with { Optimizer = new Sgd { L2 = -1 } }, "L2"),
            (s_options with { Optimizer = new Adam { L2 = float.PositiveInfinity } }, "L2"), (s_options with { Optimizer = new RmsProp { L2 = -1 } }, "L2"),
        ];
        Assert.All(wrong, bad => Assert.Contains(bad.Name, Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<Counter>(model, bad.Options)).Message, StringComparison.Ordinal));
        Assert.Throws<ArgumentException>(() => new ParameterGroup());
        Assert.Throws<ArgumentException>(() => new ParameterGroup(""));
    }

    [Fact]
    public void Frozen_parameters_keep_their_bits_and_take_no_part_in_the_norm()
    {
        using var all = new Model<Counter>(1);
        using var frozen = all.Clone();
        float[,] before = Parameter(frozen, "U_n"), head = Parameter(frozen, "W_y");
        using var whole = new Trainer<Counter>(all, s_options);
        using var part = new Trainer<Counter>(frozen, s_options with { Groups = [new("rnn.weight_*") { IsFrozen = true }] });
        Batches.Batch batch = Batches.Whole(0);
        Assert.True(part.Step(batch.Inputs, batch.Targets).GradientNorm < whole.Step(batch.Inputs, batch.Targets).GradientNorm);
        Assert.Equal(before, Parameter(frozen, "U_n"));
        Assert.NotEqual(head, Parameter(frozen, "W_y"));
    }

    [Fact]
    public void A_later_group_counts_where_two_say_the_same()
    {
        Assert.Equal(Train(s_options with { Groups = [new("*") { RateFactor = 2 }] }), Train(s_options with { Groups = [new("*") { RateFactor = 5 }, new("*") { RateFactor = 2 }, new("head.*") { Decay = 0 }] }));
        Assert.Equal(Train(s_options), Train(s_options with { Groups = [new("*")] }));
        Assert.NotEqual(Train(s_options), Train(s_options with { Groups = [new("head.bias") { RateFactor = 2 }] }));
    }

    /// <summary>Rows of four batches are one batch of them all: weights, and what dropout drops.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Accumulated_batches_have_the_bits_of_one_large_batch(int batches)
    {
        using Model<Counter> one = new(1), several = new(1);
        using var large = new Trainer<Counter>(one, s_options with { Batch = batches * Batches.Rows });
        using var small = new Trainer<Counter>(several, s_options with { AccumulatedBatches = batches });
        for (int update = 0; update < 5; update++)
        {
            Batches.Batch[] parts = [.. Enumerable.Range(update * batches, batches).Select(Batches.Whole)];
            large.ResetState();
            TrainingStep expected = large.Step([.. parts.SelectMany(part => part.Inputs)], [.. parts.SelectMany(part => part.Targets)]);
            for (int i = 0; i < batches; i++)
            {
                small.ResetState();
                TrainingStep step = small.Step(parts[i].Inputs, parts[i].Targets);
                Assert.Equal(i < batches - 1 ? (TrainingOutcome.Accumulated, 0) : (TrainingOutcome.Applied, expected.GradientNorm), (step.Outcome, step.GradientNorm));
            }
        }

        Assert.Equal(5, small.StepCount);
        Assert.Equal(one.ComputeSha256(), several.ComputeSha256());
    }

    [Fact]
    public void A_batch_without_targets_is_one_of_the_batches()
    {
        using var model = new Model<Counter>(1);
        using var trainer = new Trainer<Counter>(model, s_options with { AccumulatedBatches = 2 });
        Batches.Batch batch = Batches.Whole(0);
        int[] none = [.. batch.Targets.Select(_ => -1)];
        string before = model.ComputeSha256();
        TrainingOutcome[] outcomes = [.. new[] { none, none, none, batch.Targets, batch.Targets, none }.Select(targets => trainer.Step(batch.Inputs, targets).Outcome)];
        Assert.Equal([TrainingOutcome.NoTargets, TrainingOutcome.NoTargets, TrainingOutcome.NoTargets, TrainingOutcome.Applied, TrainingOutcome.Accumulated, TrainingOutcome.Applied], outcomes);
        Assert.NotEqual(before, model.ComputeSha256());
    }

    [Fact]
    public void A_loss_that_is_not_finite_throws_away_the_batches_before_it()
    {
        using var model = new Model<Counter>(1);
        using var trainer = new Trainer<Counter>(model, s_options with { AccumulatedBatches = 3 });
        using var fresh = new Model<Counter>(1);
        using var other = new Trainer<Counter>(fresh, s_options with { AccumulatedBatches = 3 });
        Batches.Batch batch = Batches.Whole(0);
        trainer.Step(batch.Inputs, batch.Targets);
        model.Parameters[Counter.Shape.Parameters[0].Layout.IndexOf(1, 1)] = float.NaN;
        Assert.Equal(TrainingOutcome.RejectedNonFinite, trainer.Step(batch.Inputs, batch.Targets).Outcome);
        model.CopyWeightsFrom(fresh);
        other.ResetState();
        for (int i = 0; i < 3; i++)
        {
            trainer.Step(batch.Inputs, batch.Targets);
            other.Step(batch.Inputs, batch.Targets);
        }

        Assert.Equal((1, 1), (trainer.StepCount, other.StepCount));
        Assert.Equal(fresh.ComputeSha256(), model.ComputeSha256());
    }

    [Fact]
    public void An_average_changes_nothing_in_the_training_and_goes_to_another_model_only()
    {
        Assert.Equal(Train(s_options), Train(s_options with { Average = new ExponentialAverage() }));
        using var model = new Model<Counter>(1);
        using var average = model.Clone();
        using var trainer = new Trainer<Counter>(model, s_options with { Average = new StochasticAverage(Start: 3) });
        using var without = new Trainer<Counter>(model, s_options);
        Assert.Throws<ArgumentException>(() => trainer.CopyAverageTo(model));
        Assert.Throws<InvalidOperationException>(() => without.CopyAverageTo(average));
        for (int i = 0; i < 4; i++)
        {
            Batches.Batch batch = Batches.Whole(i);
            trainer.Step(batch.Inputs, batch.Targets);
            trainer.CopyAverageTo(average);
            Assert.Equal(i < 3, average.ComputeSha256() == model.ComputeSha256());   // before it begins, and where it does, the weights themselves
        }
    }

    [Fact]
    public void Threads_and_micro_batches_change_no_bit()
    {
        string expected = Train(s_everything);
        Assert.Equal(expected, Train(s_everything with { Threads = 2 }));
        Assert.Equal(expected, Train(s_everything with { MicroBatch = 1 }));
    }

    [Fact]
    public void A_resumed_run_goes_on_with_average_and_groups()
    {
        using Model<Counter> whole = new(1), first = new(1), second = new(7);
        using Trainer<Counter> trainer = new(whole, s_everything), before = new(first, s_everything), after = new(second, s_everything);
        CheckpointStore<Counter> saved = new(before, _folder), loaded = new(after, _folder);
        Steps(trainer, 0, 12);
        Steps(before, 0, 6);
        saved.Save();
        Steps(before, 6, 7);
        Assert.Contains("1 of 2 batches wait", Assert.Throws<InvalidOperationException>(() => saved.Save()).Message, StringComparison.Ordinal);
        Steps(after, 0, 1);
        loaded.LoadLatest();
        Steps(after, 6, 12);
        Assert.Equal(whole.ComputeSha256(), second.ComputeSha256());
        trainer.CopyAverageTo(first);
        after.CopyAverageTo(whole);
        Assert.Equal(first.ComputeSha256(), whole.ComputeSha256());
        using var other = new Trainer<Counter>(second, s_options);
        Assert.Contains("\"Adam with AMSGrad\"; this one has Adam", Assert.Throws<ModelFormatException>(() => new CheckpointStore<Counter>(other, _folder).LoadLatest()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_step_allocates_nothing()
    {
        using var model = new Model<Counter>(1);
        using var average = model.Clone();
        using var trainer = new Trainer<Counter>(model, s_everything);
        Batches.Batch batch = Batches.Whole(0);
        Allocated.AssertNothing(() =>
        {
            trainer.Step(batch.Inputs, batch.Targets);
            trainer.CopyAverageTo(average);
        });
    }

    [Fact]
    public void Fit_validates_and_ends_with_the_average_and_resumes_with_it()
    {
        FitOptions options = new()
        {
            Trainer = new TrainerOptions { Schedule = new ConstantRate(0.02f), Average = new ExponentialAverage(0.9f), AccumulatedBatches = 2 }, Steps = 20, Validations = 5,
        };
        using Model<Counter> whole = new(1), interrupted = new(1), plain = new(1);
        FitResult result = whole.Fit(CountingTexts.Of(200), CountingTexts.Of(40), options);
        using var evaluator = new Evaluator<Counter>(whole, 2, 8);
        Assert.Equal(20, result.Steps);
        Assert.Equal(result.ValidationLoss, evaluator.LossOf(CountingTexts.Of(40), new SequenceBatch(Counter.Shape, 2, 8)));
        plain.Fit(CountingTexts.Of(200), CountingTexts.Of(40), options with { Trainer = options.Trainer with { Average = null } });
        Assert.NotEqual(plain.ComputeSha256(), whole.ComputeSha256());
        Assert.InRange(result.ValidationLoss, 0, 1);   // it has learned

        FitOptions kept = options with { Checkpoints = _folder, Resume = true };
        using var stop = new CancellationTokenSource();
        interrupted.Fit(CountingTexts.Of(200), CountingTexts.Of(40), kept, new StopAt(11, stop), stop.Token);
        using var resumed = new Model<Counter>(1);
        resumed.Fit(CountingTexts.Of(200), CountingTexts.Of(40), kept);
        Assert.Equal(whole.ComputeSha256(), resumed.ComputeSha256());

        using var last = new Model<Counter>(1);
        last.Fit(CountingTexts.Of(200), options: options with { Steps = null, Epochs = 2 });
        Assert.NotEqual(plain.ComputeSha256(), last.ComputeSha256());
    }

    [Fact]
    public void Rates_are_tried_on_a_copy()
    {
        using var model = new Model<Counter>(1);
        RowWindows data = CountingTexts.Of(200);
        ((ISequenceBatches)data).Next(new SequenceBatch(Counter.Shape, 2, 8));
        (string before, var position) = (model.ComputeSha256(), data.Position);
        RateCurve curve = model.FindRate(data, new RateFinderOptions { Highest = 100, Steps = 120 });
        Assert.Equal((before, position), (model.ComputeSha256(), data.Position));
        Assert.Equal(1e-6f, curve.Points[0].Rate);
        Assert.True(curve.HasDiverged || curve.Points.Count == 120);
        Assert.All(curve.Points.Zip(curve.Points.Skip(1)), pair => Assert.Equal(Math.Log(1e8) / 119, Math.Log(pair.Second.Rate / pair.First.Rate), 1e-4));

        // Where this task learns, and not where it breaks.
        Assert.InRange(curve.Suggestion!.Value, 1e-3f, 0.5f);
        Assert.True(curve.LowestLossRate > curve.Suggestion);
        Assert.Null(model.FindRate(data, new RateFinderOptions { Lowest = 1e-20f, Highest = 1e-19f, Steps = 10 }).Suggestion);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.FindRate(data, new RateFinderOptions { Lowest = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.FindRate(data, new RateFinderOptions { Highest = 1e-7f }));
    }

    private static string Train(TrainerOptions options)
    {
        using var model = new Model<Counter>(1);
        using var trainer = new Trainer<Counter>(model, options);
        Steps(trainer, 0, 6);
        using var average = model.Clone();
        if (options is { Average: not null, AccumulatedBatches: > 1 })
        {
            trainer.CopyAverageTo(average);
        }

        return model.ComputeSha256() + (options.AccumulatedBatches > 1 ? average.ComputeSha256() : "");
    }

    private static void Steps(Trainer<Counter> trainer, int first, int end)
    {
        for (int i = first; i < end; i++)
        {
            Batches.Batch batch = Batches.Uneven(i);
            trainer.Step(batch.Inputs, batch.Targets);
        }
    }

    private static float[,] Parameter(Model<Counter> model, string name)
    {
        EdgeSeq.Shapes.ParameterInfo parameter = Counter.Shape.Parameters.First(p => p.Name == name);
        float[,] copy = new float[parameter.Rows, parameter.Columns];
        model.CopyParameterTo(name, copy);
        return copy;
    }

    private sealed class StopAt(long step, CancellationTokenSource stop) : IProgress<FitProgress>
    {
        public void Report(FitProgress value)
        {
            if (value.Step >= step)
            {
                stop.Cancel();
            }
        }
    }
}
