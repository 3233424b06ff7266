using EdgeSeq.Losses;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Losses;

/// <summary>The hook between forward and backward.</summary>
[Collection(Alone.Name)]
public sealed class SequenceLossTests
{
    private const int Batch = 5, Window = 7, Inputs = 2, Outputs = 2;

    private static readonly int[] s_lengths = [7, 3, 0, 5, 1];
    private readonly float[] _inputs = new float[Batch * Window * Inputs], _targets = new float[Batch * Window * Outputs];

    public SequenceLossTests()
    {
        var random = new RandomGenerator(3);
        foreach (ref float value in _inputs.AsSpan())
        {
            value = (float)random.NextNormal();
        }

        foreach (ref float value in _targets.AsSpan())
        {
            value = (float)random.NextNormal();
        }
    }

    private SequenceInput Input => new() { Vectors = _inputs, Lengths = s_lengths };

    /// <summary>The squared error, by hand and by the head: but for a rounding of each target the same.</summary>
    [Fact]
    public void It_is_what_the_head_does_if_it_says_the_same()
    {
        using var own = new Model<Weather>(1);
        using var built = new Model<Weather>(1);
        using var trainer = new Trainer<Weather>(own, Options(new Squares()));
        using var other = new Trainer<Weather>(built, Options(null));
        for (int step = 0; step < 20; step++)
        {
            TrainingStep mine = trainer.Step(Input, _targets), its = other.Step(Input, _targets);
            Assert.Equal(its.Outcome, mine.Outcome);
            Assert.Equal(its.Loss, mine.Loss, 1e-5);
            Assert.Equal(its.GradientNorm, mine.GradientNorm, 1e-4);
        }

        for (int i = 0; i < own.Parameters.Length; i++)
        {
            Assert.Equal(built.Parameters[i], own.Parameters[i], 1e-3f);
        }
    }

    [Fact]
    public void Threads_and_rows_at_a_time_change_no_bit()
    {
        string one = Learned(Options(new Squares()));
        Assert.Equal(one, Learned(Options(new Squares()) with { Threads = 3 }));
        Assert.Equal(one, Learned(Options(new Squares()) with { MicroBatch = 1 }));
        Assert.NotEqual(one, Learned(Options(new Squares { Factor = 2 }) with { ClipNorm = null }));

        string Learned(TrainerOptions options)
        {
            using var model = new Model<Weather>(1);
            using var trainer = new Trainer<Weather>(model, options);
            for (int step = 0; step < 5; step++)
            {
                trainer.Step(Input, _targets);
            }

            return model.ComputeSha256();
        }
    }

    [Theory]
    [InlineData(float.NaN, 1)]
    [InlineData(float.PositiveInfinity, 1)]
    [InlineData(0, double.NaN)]
    public void A_hook_that_writes_no_number_is_rejected_and_nothing_is_learned(float gradient, double loss)
    {
        using var model = new Model<Weather>(1);
        var hook = new Squares { Spoilt = (gradient, loss) };
        using var trainer = new Trainer<Weather>(model, Options(hook));
        string before = model.ComputeSha256();
        Assert.Equal(TrainingOutcome.RejectedNonFinite, trainer.Step(Input, _targets).Outcome);
        Assert.Equal((before, 0, 1), (model.ComputeSha256(), trainer.StepCount, trainer.RejectedCount));
        hook.Spoilt = null;
        Assert.Equal(AfterOneStep(), Stepped(trainer, model));
    }

    [Fact]
    public void A_hook_that_throws_leaves_nothing_behind()
    {
        using var model = new Model<Weather>(1);
        var hook = new Squares { ThrowsAt = 3 };
        using var trainer = new Trainer<Weather>(model, Options(hook));
        Assert.Throws<NotSupportedException>(() => trainer.Step(Input, _targets));
        hook.ThrowsAt = -1;
        Assert.Equal(AfterOneStep(), Stepped(trainer, model));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void One_that_throws_in_an_evaluator_leaves_nothing_behind_either(int threads)
    {
        using var model = new Model<Weather>(1);
        var hook = new Squares();
        using var evaluator = new Evaluator<Weather>(model, Batch, Window, threads, hook);
        using var fresh = new Evaluator<Weather>(model, Batch, Window, threads, hook);
        fresh.Add(Input, _targets);
        hook.ThrowsAt = 3;
        Assert.ThrowsAny<Exception>(() => evaluator.Add(Input, _targets));
        hook.ThrowsAt = -1;
        Assert.Equal((0, 0), (evaluator.Sum, evaluator.Count));
        evaluator.Add(Input, _targets);
        Assert.Equal((fresh.Sum, fresh.Count), (evaluator.Sum, evaluator.Count));
    }

    [Fact]
    public void Targets_are_checked_before_anything_runs()
    {
        using var model = new Model<Weather>(1);
        using var trainer = new Trainer<Weather>(model, Options(new Squares()));
        using var fresh = new Trainer<Weather>(model, Options(null));
        using var words = new Model<Counter>(1);
        Assert.Throws<ArgumentException>(() => trainer.Step(Input, new float[Batch + 1]));
        Assert.Throws<ArgumentException>(() => trainer.Step(new SequenceInput { Vectors = new float[3] }, _targets));
        Assert.Throws<ArgumentException>(() => fresh.Step(Input, new SequenceTarget { Values = _targets, Weights = new float[Batch] }));
        Assert.Throws<ArgumentException>(() => new Trainer<Counter>(words, Options(new Squares())));
        Assert.Equal(TrainingOutcome.NoTargets, trainer.Step(Input, Array.Empty<float>()).Outcome);
        Assert.Throws<InvalidOperationException>(() => new Trainer<Weather>(model, Options(new Squares { Counts = -1 })).Step(Input, _targets));
        Assert.Equal(AfterOneStep(), Stepped(trainer, model));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void An_evaluator_says_what_a_step_says(int threads)
    {
        using var model = new Model<Weather>(1);
        using var trainer = new Trainer<Weather>(model, Options(new Squares()));
        using var evaluator = new Evaluator<Weather>(model, Batch, Window, threads, new Squares());
        float[] outputs = new float[Batch * Window * Outputs];
        evaluator.Add(Input, _targets);
        evaluator.ResetState();
        evaluator.Add(Input, _targets, outputs);
        Assert.Equal(trainer.Step(Input, _targets).Loss, evaluator.Loss, 1e-12);
        Assert.Equal(8, evaluator.Count);   // four rows that have a step, twice
        Assert.Contains(outputs, y => y != 0);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        using var model = new Model<Weather>(1);
        using var trainer = new Trainer<Weather>(model, Options(new Squares()));
        using var evaluator = new Evaluator<Weather>(model, Batch, Window, loss: new Squares());
        Allocated.AssertNothing(() => trainer.Step(Input, _targets));
        Allocated.AssertNothing(() => evaluator.Add(Input, _targets));
    }

    private static TrainerOptions Options(SequenceLoss? loss) => new() { Batch = Batch, Window = Window, Loss = loss, Schedule = new ConstantRate(0.01f) };

    private string AfterOneStep()
    {
        using var model = new Model<Weather>(1);
        using var trainer = new Trainer<Weather>(model, Options(new Squares()));
        return Stepped(trainer, model);
    }

    private string Stepped(Trainer<Weather> trainer, Model<Weather> model)
    {
        trainer.ResetState();
        trainer.Step(Input, _targets);
        return model.ComputeSha256();
    }

    private sealed class Squares : SequenceLoss
    {
        public float Factor { get; init; } = 1;

        public (float Gradient, double Loss)? Spoilt { get; set; }

        public int ThrowsAt { get; set; } = -1;

        public double? Counts { get; init; }

        protected internal override double Count(in LossRow row) => Counts ?? (row.Values.IsEmpty ? 0 : row.Steps * row.Size);

        protected internal override double Evaluate(in LossRow row)
        {
            if (row.Steps != s_lengths[row.Index] || row.Outputs.Length != row.Steps * row.Size)
            {
                Assert.Fail("Wrong outputs.");
            }

            double sum = 0;
            for (int i = 0; i < row.Outputs.Length; i++)
            {
                float error = row.Outputs[i] - row.Values[i];
                sum += Factor * error * error;
                row.Gradients[i] = Factor * 2 * error;
            }

            if (row.Index == 3 && Spoilt is { } spoilt)
            {
                row.Gradients[2] = spoilt.Gradient;
                return spoilt.Loss;
            }

            return row.Index == ThrowsAt ? throw new NotSupportedException() : sum;
        }
    }
}
