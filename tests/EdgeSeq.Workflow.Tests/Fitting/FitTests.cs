using EdgeSeq.Data;
using EdgeSeq.Text;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Fitting;

[Collection(Alone.Name)]
public sealed class FitTests : IDisposable
{
    private static readonly FitOptions s_options = new()
    {
        Trainer = new TrainerOptions { Schedule = new ConstantRate(0.02f) }, Steps = 60, Validations = 12,
    };

    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public void Dispose()
    {
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>A loop by hand has the same bits.</summary>
    [Fact]
    public void It_is_the_loop_that_one_would_write()
    {
        using var byHand = new Model<Counter>(1);
        using var trainer = new Trainer<Counter>(byHand, s_options.Trainer with { Batch = 2, Window = 8 });
        RowWindows data = CountingTexts.Of(200);
        byHand.SetOutputBias(OutputCounts.Of(data, Counter.Shape));
        var batch = new SequenceBatch(Counter.Shape, 2, 8);
        for (int step = 0; step < 60; step++)
        {
            if (((ISequenceBatches)data).Next(batch))
            {
                trainer.ResetState();
            }

            trainer.ResetState(data.Restarts);
            trainer.Step(batch.Input, batch.Target);
        }

        using var model = new Model<Counter>(1);
        FitResult result = model.Fit(CountingTexts.Of(200), options: s_options);
        Assert.Equal(byHand.ComputeSha256(), model.ComputeSha256());
        Assert.Equal((FitEnd.Finished, 60), (result.End, result.Steps));
        Assert.Equal(double.NaN, result.ValidationLoss);
        Assert.True(result.Loss < 1, $"{result.Loss}");
    }

    [Fact]
    public void Validations_stand_at_equal_distances_and_the_best_weights_stay()
    {
        var reports = new Reports();
        using var model = new Model<Counter>(1);
        using var evaluator = new Evaluator<Counter>(model, 2, 8);
        RowWindows heldOut = CountingTexts.Of(40);
        FitResult result = model.Fit(CountingTexts.Of(200), heldOut, s_options with { Trainer = new TrainerOptions { Schedule = new Spoilt() } }, reports);
        Assert.Equal(Enumerable.Range(1, 12).Select(i => 5L * i), reports.Validations.Select(progress => progress.Step));
        Assert.Equal(reports.Validations.Min(progress => progress.ValidationLoss), result.ValidationLoss);
        Assert.Equal(result.ValidationLoss, evaluator.LossOf(heldOut, new SequenceBatch(Counter.Shape, 2, 8)));
        Assert.Equal(reports.Validations.MinBy(progress => progress.ValidationLoss).Step, result.BestStep);
        Assert.InRange(result.BestStep, 5, 55);
    }

    [Fact]
    public void Patience_ends_a_run_that_learns_nothing()
    {
        using var model = new Model<Counter>(1);
        FitResult result = model.Fit(
            CountingTexts.Of(200), CountingTexts.Of(40), s_options with { Trainer = new TrainerOptions { Schedule = new ConstantRate(0) }, Patience = 3 });
        Assert.Equal((FitEnd.OutOfPatience, 20), (result.End, result.Steps));
    }

    [Fact]
    public void The_rate_falls_on_a_plateau_to_its_floor()
    {
        var reports = new Reports();
        using var model = new Model<Counter>(1);
        model.Fit(
            CountingTexts.Of(200), CountingTexts.Of(40),
            s_options with
            {
                Trainer = new TrainerOptions { Schedule = new ConstantRate(1e-12f), Optimizer = new Sgd() },
                Plateau = new PlateauOptions { Patience = 2, Factor = 0.5f, Floor = 0.2f },
            },
            reports);
        Assert.Equal([1, 1, 0.5f, 0.5f, 0.25f, 0.25f, 0.2f, 0.2f, 0.2f, 0.2f, 0.2f, 0.2f], reports.Validations.Select(progress => progress.LearningRate / 1e-12f));
    }

    /// <summary>Cancelled after every step, with patience and plateau: every figure is that of the run that was not, also where some batches have no targets.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_run_that_was_interrupted_and_resumed_is_one_that_was_not(bool hasSilence)
    {
        FitOptions options = s_options with
        {
            Trainer = new TrainerOptions { Schedule = new ConstantRate(0.3f) }, Patience = 4, Plateau = new PlateauOptions { Patience = 1, Factor = 0.7f },
        };
        using var whole = new Model<Counter>(1);
        FitResult expected = whole.Fit(Texts(), CountingTexts.Of(40), options);

        FitOptions parts = options with { Checkpoints = _folder, Resume = true };
        FitResult result;
        Model<Counter>? model = null;
        int runs = 0;
        do
        {
            model?.Dispose();
            model = new Model<Counter>(1);
            result = model.Fit(Texts(), CountingTexts.Of(40), parts, cancellation: new CancellationToken(canceled: true));
            runs++;
        }
        while (result.End == FitEnd.Cancelled);
        Assert.True(runs > 5, $"{runs} runs");
        Assert.Equal(whole.ComputeSha256(), model.ComputeSha256());
        Assert.Equal((expected.End, expected.Steps, expected.ValidationLoss, expected.BestStep), (result.End, result.Steps, result.ValidationLoss, result.BestStep));
        Assert.Null(result.CheckpointProblem);
        Assert.Throws<InvalidOperationException>(() => model.Fit(CountingTexts.Of(200), options: s_options with { Checkpoints = _folder }));
        Assert.InRange(Directory.GetFiles(_folder, "best-*").Length, 1, 4);
        model.Dispose();

        ISequenceBatches Texts() => hasSilence ? new SometimesSilent(CountingTexts.Of(200)) : CountingTexts.Of(200);
    }

    [Fact]
    public void A_run_that_diverges_is_given_up_with_a_cure()
    {
        using var model = new Model<Weather>(1);
        model.Parameters[0] = float.NaN;
        Exception e = Assert.Throws<FitDivergedException>(() => model.Fit(
            new SeriesWindows(new Series(new float[40], 2), new SeriesOptions { Batch = 1, Window = 4 }), options: new FitOptions { Steps = 100, MostRejected = 7 }));
        Assert.Contains("7 steps up to step 7", e.Message, StringComparison.Ordinal);
        Assert.Contains("lower learning rate", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_validations_and_reports_allocate_nothing()
    {
        using var model = new Model<Counter>(1);
        using var fitter = new Fitter<Counter>(model, CountingTexts.Of(200), CountingTexts.Of(40), s_options with { Steps = 600, Validations = 60 });
        var counter = new AllocationCounter(() => fitter.AllocatedBytes);
        fitter.Run(counter);
        Assert.Equal(0, counter.Least);
        Assert.Equal(counter.LastCount, fitter.AllocatedBytes);
    }

    [Fact]
    public void Options_that_contradict_the_data_are_refused()
    {
        using var model = new Model<Counter>(1);
        Assert.Throws<ArgumentException>(() => model.Fit(CountingTexts.Of(200), options: s_options with { Patience = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Fit(CountingTexts.Of(200), options: s_options with { Steps = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Fit(CountingTexts.Of(200), CountingTexts.Of(40), s_options with { Plateau = new PlateauOptions { Factor = 1 } }));
    }

    /// <summary>A rate that learns for 30 steps and then spoils everything.</summary>
    private sealed record Spoilt : LearningRateSchedule
    {
        public override float RateAt(long step) => step < 30 ? 0.02f : 5;
    }

    private sealed class Reports : IProgress<FitProgress>
    {
        public List<FitProgress> Validations { get; } = [];

        public void Report(FitProgress value)
        {
            if (value.IsValidation)
            {
                Validations.Add(value);
            }
        }
    }

    /// <summary>The bytes from one validation to the next: the least of all, since the runtime allocates now and then.</summary>
    private sealed class AllocationCounter(Func<long> count) : IProgress<FitProgress>
    {
        private long _last = long.MinValue / 2;

        /// <summary>What the fitter counted at its last report: the result that it then makes is none of the loop's.</summary>
        public long LastCount { get; private set; }

        public long Least { get; private set; } = long.MaxValue;

        public void Report(FitProgress value)
        {
            if (value.IsValidation)
            {
                long now = GC.GetAllocatedBytesForCurrentThread();
                Least = Math.Min(Least, now - _last);
                _last = now;
                LastCount = count();
            }
        }
    }
}
