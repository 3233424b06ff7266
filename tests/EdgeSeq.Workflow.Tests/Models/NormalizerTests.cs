using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Models;

[Collection(Alone.Name)]
public sealed class NormalizerTests
{
    private const int Batch = 2, Window = 3, Steps = Batch * Window;
    private static readonly float[] s_mean = [20, 1000], s_scale = [5, 50];
    private static readonly float[] s_data = [21, 990, 25, 1010, 15, 950, 30, 1060, 18, 1000, 22, 1033];

    [Fact]
    public void A_fitted_normaliser_has_mean_and_deviation_of_each_channel_and_passes_over_what_is_missing()
    {
        Normalizer fitted = Normalizer.Fit([1, 10, 3, float.NaN, 5, 30, 7, 20], 2);
        Assert.Equal([4, 20], fitted.InputMean.ToArray());
        Assert.Equal(MathF.Sqrt(5), fitted.InputScale[0], 1e-6f);
        Assert.Equal(MathF.Sqrt(200 / 3f), fitted.InputScale[1], 1e-5f);
        Assert.True(fitted.OutputMean.IsEmpty);
        Assert.Equal([1f, 1f], Normalizer.Fit([4, 4, 4], 1, [7, 7], 1).InputScale.ToArray().Concat(Normalizer.Fit([4], 1, [7, 7], 1).OutputScale.ToArray()));
        Assert.Throws<ArgumentException>(() => Normalizer.Fit([1, float.NaN, 2, float.NaN], 2));
        Assert.Throws<ArgumentException>(() => Normalizer.Fit([1, float.PositiveInfinity], 2));
    }

    [Fact]
    public void A_large_mean_does_not_swallow_a_small_deviation()
    {
        float[] values = [.. Enumerable.Range(0, 10_000).Select(i => 1e6f + (i % 2 == 0 ? 1 : -1))];
        Normalizer fitted = Normalizer.Fit(values, 1);
        Assert.Equal(1e6f, fitted.InputMean[0]);
        Assert.Equal(1, fitted.InputScale[0], 1e-4f);
    }

    /// <summary>The same numbers, brought to the model's units by hand, give the same bits.</summary>
    [Fact]
    public void Sessions_and_runners_take_and_give_numbers_in_the_units_of_the_data()
    {
        using var plain = new Model<Weather>(1);
        using var model = new Model<Weather>(1) { Normalizer = new(s_mean, s_scale, s_mean, s_scale) };
        using var expected = new Session<Weather>(plain);
        using var found = new Session<Weather>(model);
        using var runner = new SequenceRunner<Weather>(model, Batch, Window);
        float[] run = new float[runner.OutputLength], y = new float[2], z = new float[2];
        runner.Run(s_data, run);
        for (int t = 0; t < Window; t++)
        {
            found.Step(s_data.AsSpan(2 * t, 2), y);
            expected.Step(ByHand(s_data.AsSpan(2 * t, 2)), z);
            Assert.Equal([(z[0] * s_scale[0]) + s_mean[0], (z[1] * s_scale[1]) + s_mean[1]], y);
            Assert.Equal(y, run.AsSpan(2 * t, 2));
            found.Output(z);
            Assert.Equal(y, z);
        }
    }

    [Fact]
    public void Trainers_and_evaluators_compare_normalised_numbers()
    {
        float[] byHand = [.. s_data.Chunk(2).SelectMany(row => ByHand(row))];
        using var plain = new Model<Weather>(1);
        using var model = new Model<Weather>(1) { Normalizer = new(s_mean, s_scale, s_mean, s_scale) };
        var options = new TrainerOptions { Batch = Batch, Window = Window };
        using var expected = new Trainer<Weather>(plain, options);
        using var found = new Trainer<Weather>(model, options);
        Assert.Equal(expected.Step(byHand, byHand), found.Step(s_data, s_data));
        Assert.Equal(plain.ComputeSha256(), model.ComputeSha256());
        using var expectedLoss = new Evaluator<Weather>(plain, Batch, Window);
        using var foundLoss = new Evaluator<Weather>(model, Batch, Window);
        expectedLoss.Add(byHand, byHand);
        foundLoss.Add(s_data, s_data);
        Assert.Equal(expectedLoss.Sum, foundLoss.Sum);
    }

    [Fact]
    public void What_lies_behind_a_row_stays_zero_and_is_not_looked_at()
    {
        using var model = new Model<Weather>(1) { Normalizer = new(s_mean, s_scale, s_mean, s_scale) };
        using var runner = new SequenceRunner<Weather>(model, Batch, Window);
        float[] data = [.. s_data], outputs = new float[runner.OutputLength];
        data[^1] = float.NaN;
        runner.Run(new SequenceInput { Vectors = data, Lengths = (int[])[3, 2] }, outputs);
        Assert.Equal([0f, 0f], outputs[^2..]);
        Assert.DoesNotContain(0f, outputs[..^2]);
    }

    [Fact]
    public void Missing_inputs_are_refused_or_become_the_mean()
    {
        using var model = new Model<Weather>(1) { Normalizer = new(s_mean, s_scale) };
        using var session = new Session<Weather>(model);
        float[] y = new float[2], atMean = new float[2];
        Assert.Contains("x[1]", Assert.Throws<ArgumentException>(() => session.Step([21, float.NaN], y)).Message, StringComparison.Ordinal);
        session.Step([21, s_mean[1]], atMean);
        model.Normalizer = new(s_mean, s_scale) { Missing = MissingInputs.Mean };
        session.Reset();
        session.Step([21, float.NaN], y);
        Assert.Equal(atMean, y);
        Assert.Throws<ArgumentException>(() => session.Step([21, float.PositiveInfinity], y));

        using var trainer = new Trainer<Weather>(model, new TrainerOptions { Batch = Batch, Window = Window });
        float[] holes = [.. s_data];
        holes[3] = float.NaN;
        Assert.Equal(TrainingOutcome.Applied, trainer.Step(holes, s_data).Outcome);
    }

    /// <summary>What is missing is what the last step said would come; before the first the mean.</summary>
    [Fact]
    public void Missing_inputs_become_the_forecast_where_that_is_wanted()
    {
        using var model = new Model<Weather>(1) { Normalizer = new(s_mean, s_scale, s_mean, s_scale) { Missing = MissingInputs.Forecast } };
        using var session = new Session<Weather>(model);
        using var byHand = new Session<Weather>(model);
        float[] forecast = new float[2], y = new float[2], z = new float[2];
        session.Step([float.NaN, 990], y);
        byHand.Step([s_mean[0], 990], forecast);
        Assert.Equal(forecast, y);
        for (int t = 0; t < 3; t++)
        {
            session.Step([25, float.NaN], y);
            byHand.Step([25, forecast[1]], z);
            Assert.Equal(z, y);
            z.CopyTo(forecast, 0);
        }

        Assert.Contains("x[1]", Assert.Throws<ArgumentException>(() => session.Step([25, float.PositiveInfinity], y)).Message, StringComparison.Ordinal);
        float[] hole = [25, float.NaN];
        Allocated.AssertNothing(() => session.Step(hole, y));

        // Whole windows have no outputs yet: the mean. A group refuses.
        using var runner = new SequenceRunner<Weather>(model, 1, 2);
        float[] run = new float[4], atMean = new float[4];
        runner.Run((float[])[21, 990, float.NaN, 1000], run);
        runner.Run((float[])[21, 990, s_mean[0], 1000], atMean);
        Assert.Equal(atMean, run);
        using var group = new SessionGroup<Weather>(model, 1);
        int stream = group.Add();
        Assert.Throws<ArgumentException>(() => group.Step([stream], [25, float.NaN], new float[2]));

        // It is said in the file, and only for shapes that forecast their inputs.
        using var file = new MemoryStream();
        model.Save(file);
        file.Position = 0;
        using Model<Weather> loaded = Model<Weather>.Load(file);
        Assert.Equal(MissingInputs.Forecast, loaded.Normalizer!.Missing);
        using var topic = new Model<Topic>(1);
        Assert.Throws<ArgumentException>(() => topic.Normalizer = new([], []) { Missing = MissingInputs.Forecast });
    }

    [Fact]
    public void It_allocates_nothing()
    {
        using var model = new Model<Weather>(1) { Normalizer = new(s_mean, s_scale, s_mean, s_scale) };
        using var session = new Session<Weather>(model);
        using var runner = new SequenceRunner<Weather>(model, Batch, Window);
        using var trainer = new Trainer<Weather>(model, new TrainerOptions { Batch = Batch, Window = Window });
        float[] outputs = new float[Steps * 2], x = [21, 990];
        Allocated.AssertNothing(() =>
        {
            session.Step(x, outputs);
            runner.Run(s_data, outputs);
            trainer.Step(s_data, s_data);
        });
    }

    [Fact]
    public void Sizes_and_numbers_that_do_not_suit_are_refused()
    {
        using var model = new Model<Weather>(1);
        using var topic = new Model<Topic>(1);
        Assert.Throws<ArgumentException>(() => new Normalizer([1], [0]));
        Assert.Throws<ArgumentException>(() => new Normalizer([float.NaN], [1]));
        Assert.Throws<ArgumentException>(() => new Normalizer([1, 2], [1]));
        Assert.Throws<ArgumentException>(() => model.Normalizer = new([1, 2, 3], [1, 1, 1]));
        Assert.Throws<ArgumentException>(() => topic.Normalizer = new([1], [1]));
        Assert.Throws<ArgumentException>(() => topic.Normalizer = new([], [], [1, 1, 1], [1, 1, 1]));
        Assert.Throws<ArgumentException>(() => Normalizer.Fit([1, 2, 3], 2));
    }

    private static float[] ByHand(ReadOnlySpan<float> row) => [(row[0] - s_mean[0]) / s_scale[0], (row[1] - s_mean[1]) / s_scale[1]];
}
