using EdgeSeq.Tests.Doubles;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Tests.Training;

public sealed class ScheduleTests
{
    [Fact]
    public void A_constant_rate_never_changes()
    {
        var schedule = new ConstantRate(0.25f);
        Assert.Equal([0.25f, 0.25f], [schedule.RateAt(0), schedule.RateAt(1_000_000)]);
    }

    [Theory]
    [InlineData(0, 0.25f)] // a quarter, then half, then three quarters of the peak
    [InlineData(1, 0.5f)]
    [InlineData(2, 0.75f)]
    [InlineData(3, 1f)]
    [InlineData(8, 0.55f)] // half-way down: the middle of peak and floor
    [InlineData(13, 0.1f)]
    [InlineData(14, 0.1f)]
    [InlineData(long.MaxValue, 0.1f)]
    public void A_cosine_rate_warms_up_peaks_and_ends_at_its_floor(long step, float expected)
    {
        var schedule = new CosineRate(1, 14) { WarmUpSteps = 3, Floor = 0.1f };
        Assert.Equal(expected, schedule.RateAt(step), 1e-7f);
    }

    [Fact]
    public void A_cosine_rate_agrees_with_the_formula_in_double()
    {
        var schedule = new CosineRate(0.008f, 1001) { Floor = 0.05f };
        for (int step = 0; step <= 1000; step++)
        {
            double expected = 0.008f * (0.05 + (0.95 * 0.5 * (1 + Math.Cos(Math.PI * step / 1000))));
            Assert.Equal(expected, schedule.RateAt(step), 1e-9);
        }
    }

    [Theory]
    [InlineData(0.001f, 0f)]
    [InlineData(0.3f, 0.1f)]
    [InlineData(float.MaxValue, 1f)]
    public void A_cosine_rate_begins_and_ends_exactly(float peak, float floor)
    {
        foreach (long steps in (long[])[5, 1000, long.MaxValue])
        {
            var schedule = new CosineRate(peak, steps) { WarmUpSteps = 3, Floor = floor };
            Assert.Equal(peak, schedule.RateAt(3));
            Assert.Equal((float)((double)peak * floor), schedule.RateAt(steps - 1));
            Assert.Equal(schedule.RateAt(steps - 1), schedule.RateAt(long.MaxValue));
            Assert.Equal(peak / 4, schedule.RateAt(0));
        }

        var onlyWarm = new CosineRate(peak, long.MaxValue) { WarmUpSteps = long.MaxValue - 1, Floor = floor };
        Assert.Equal(peak, onlyWarm.RateAt(long.MaxValue - 1));
    }

    [Fact]
    public void A_cosine_rate_of_a_very_long_run_stays_between_its_ends()
    {
        var schedule = new CosineRate(0.3f, 1L << 40);
        for (long step = 1; step < 2000; step++)
        {
            Assert.InRange(schedule.RateAt(step), 0, 0.3f);
            Assert.InRange(schedule.RateAt((1L << 40) - 1 - step), 0, 0.3f);
        }
    }

    [Fact]
    public void A_run_of_one_step_has_the_peak() => Assert.Equal(0.5f, new CosineRate(0.5f, 1).RateAt(0));

    [Fact]
    public void Rates_that_make_no_sense_are_refused_when_a_trainer_is_constructed()
    {
        LearningRateSchedule[] wrong =
        [
            new ConstantRate(-1), new ConstantRate(float.NaN), new CosineRate(float.PositiveInfinity, 10), new CosineRate(1, 0),
            new CosineRate(1, 10) { WarmUpSteps = 10 }, new CosineRate(1, 10) { WarmUpSteps = -1 }, new CosineRate(1, 10) { Floor = 1.5f },
        ];
        using var model = new Model<TinyElman>();
        Assert.All(wrong, schedule => Assert.Throws<ArgumentOutOfRangeException>(
            () => new Trainer<TinyElman>(model, new TrainerOptions { Schedule = schedule })));
    }
}
