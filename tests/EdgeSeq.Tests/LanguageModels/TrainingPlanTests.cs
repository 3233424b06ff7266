using EdgeSeq.Targets.LanguageModels;
using EdgeSeq.Targets.LanguageModels.Commands;
using EdgeSeq.Targets.LanguageModels.Training;
using EdgeSeq.Text;

using Xunit;

namespace EdgeSeq.Tests.LanguageModelsTarget;

[Trait("Isa", "none")]
public class TrainingPlanTests
{
    private static readonly TokenSequence Text = TokenSequence.OfBytes(new byte[100_000]);

    [Fact]
    public void Epochs_cover_the_training_text_so_many_times()
    {
        TrainingPlan plan = Plan(new TrainSettings { Batch = 10, Window = 50, Epochs = 3 });

        Assert.Equal(9_000 / 50, plan.Training.Count);
        Assert.Equal(3 * plan.Training.Count, plan.Steps);
        Assert.Equal(plan.Steps * 500.0, plan.TokensOf(plan.Steps));
    }

    [Fact]
    public void The_held_out_tenth_is_cut_the_same_way_for_every_batch_and_window()
    {
        TrainingPlan one = Plan(new TrainSettings { Batch = 1, Window = 7 }), other = Plan(new TrainSettings { Batch = 32, Window = 128 });

        Assert.Equal((one.Validation.Batch, one.Validation.Window), (other.Validation.Batch, other.Validation.Window));
        Assert.InRange(one.Validation.TargetCount, 9_984, 10_000);
    }

    [Fact]
    public void Sentences_are_learned_or_held_out_and_all_of_them_are_one_or_the_other()
    {
        byte[] lines = [.. Enumerable.Range(0, 4000).SelectMany(i => (byte[])[(byte)(i >> 8), (byte)(i | 1), 200, (byte)'\n'])];
        var plan = new TrainingPlan(new TrainSettings { Sentences = true, Batch = 8, Window = 4, Epochs = 2 }, TokenSequence.OfBytes(lines), '\n');

        Assert.Equal(2 * plan.Training.Count, plan.Steps);
        Assert.InRange((double)plan.Validation.TargetCount / (plan.Training.TargetCount + plan.Validation.TargetCount), 0.05, 0.15);
        Assert.Equal(2 * plan.Training.TargetCount, plan.TokensOf(plan.Steps), 1e-6);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(19)]
    [InlineData(1_000)]
    [InlineData(12_345)]
    public void Validation_happens_as_often_as_planned_and_after_the_last_step(int steps)
    {
        TrainingPlan plan = Plan(new TrainSettings { Steps = steps });

        Assert.Equal(plan.Validations, Enumerable.Range(1, steps).Count(plan.ValidatesAfter));
        Assert.True(plan.ValidatesAfter(steps));
        Assert.True(plan.WarmUpSteps < plan.Steps);
    }

    [Fact]
    public void A_short_run_is_validated_once() =>
        Assert.Equal(1, Plan(new TrainSettings { Steps = 3, Batch = 1, Window = 8 }).Validations);

    [Fact]
    public void A_text_without_enough_to_learn_or_to_hold_out_is_refused()
    {
        Assert.Throws<UsageException>(() => new TrainingPlan(new TrainSettings(), TokenSequence.OfBytes(new byte[100]), '\n'));
        Assert.Throws<UsageException>(() => new TrainingPlan(new TrainSettings { Batch = 1, Window = 1 }, TokenSequence.OfBytes(new byte[9]), '\n'));
        Assert.Throws<UsageException>(() => new TrainingPlan(new TrainSettings { Sentences = true }, TokenSequence.OfBytes("one"u8.ToArray()), '\n'));
        Assert.Throws<UsageException>(() => Plan(new TrainSettings { Batch = 1, Window = 1, Epochs = 100_000 }));
    }

    private static TrainingPlan Plan(TrainSettings settings) => new(settings, Text, '\n');
}
