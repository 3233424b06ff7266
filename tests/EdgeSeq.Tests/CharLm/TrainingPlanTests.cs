using EdgeSeq.Targets.CharLm.Commands;
using EdgeSeq.Targets.CharLm.Text;
using EdgeSeq.Targets.CharLm.Training;

using Xunit;

namespace EdgeSeq.Tests.CharLmTarget;

public class TrainingPlanTests
{
    private static readonly Corpus Text = new("zeros", new byte[100_000]);

    [Fact]
    public void Epochs_cover_the_training_text_so_many_times()
    {
        var plan = new TrainingPlan(new TrainSettings { Batch = 10, Window = 50, Epochs = 3 }, Text);

        Assert.Equal(9_000 / 50, plan.Training.Count);
        Assert.Equal(3 * plan.Training.Count, plan.Steps);
        Assert.Equal(plan.Steps * 500L, plan.Tokens);
    }

    [Fact]
    public void The_held_out_tenth_is_cut_the_same_way_for_every_batch_and_window()
    {
        var one = new TrainingPlan(new TrainSettings { Batch = 1, Window = 7 }, Text);
        var other = new TrainingPlan(new TrainSettings { Batch = 32, Window = 128 }, Text);

        Assert.Equal((one.Validation.Batch, one.Validation.Window), (other.Validation.Batch, other.Validation.Window));
        Assert.InRange(one.Validation.TargetCount, 9_984, 10_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(19)]
    [InlineData(1_000)]
    [InlineData(12_345)]
    public void Validation_happens_as_often_as_planned_and_after_the_last_step(int steps)
    {
        var plan = new TrainingPlan(new TrainSettings { Steps = steps }, Text);

        Assert.Equal(plan.Validations, Enumerable.Range(1, steps).Count(plan.ValidatesAfter));
        Assert.True(plan.ValidatesAfter(steps));
        Assert.True(plan.WarmUpSteps < plan.Steps);
    }

    [Fact]
    public void A_short_run_is_validated_once()
    {
        Assert.Equal(1, new TrainingPlan(new TrainSettings { Steps = 3, Batch = 1, Window = 8 }, Text).Validations);
    }
}
