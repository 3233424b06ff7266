using EdgeSeq.Shapes;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Optimization;

public sealed class InputDropoutTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_expected_share_of_inputs_is_dropped_and_the_rest_scaled_up(bool isSameOverTime)
    {
        const int Rows = 50, Window = 40, Size = 5;
        float[] ones = [.. Enumerable.Repeat(1f, Rows * Window * Size)], half = [.. ones];
        var dropout = new Dropout(0, 3) { IsSameOverTime = isSameOverTime };
        dropout.ApplyToInputs(0.25f, ones, Window, Size);
        Assert.All(ones, x => Assert.True(x == 0 || Math.Abs(x - (4f / 3)) < 1e-6f));
        double independent = isSameOverTime ? ones.Length / Window : ones.Length;
        Assert.Equal(0.25, (double)ones.Count(x => x == 0) / ones.Length, 4 * Math.Sqrt(0.25 * 0.75 / independent));
        Assert.Equal(isSameOverTime, ones.AsSpan(0, Size).SequenceEqual(ones.AsSpan(Size, Size)) && ones.AsSpan(0, Size).SequenceEqual(ones.AsSpan(2 * Size, Size)) && ones.AsSpan(0, Size).SequenceEqual(ones.AsSpan(9 * Size, Size)));

        // The second half of a batch drops what it drops in the whole one.
        dropout.From(Rows / 2).ApplyToInputs(0.25f, half.AsSpan(half.Length / 2), Window, Size);
        Assert.Equal(ones[(ones.Length / 2)..], half[(half.Length / 2)..]);
    }

    [Fact]
    public void The_callers_numbers_stay()
    {
        using var model = new Model<LastNumber>(1);
        using var trainer = new Trainer<LastNumber>(model, new TrainerOptions { Batch = 2, Window = 4, InputDropout = 0.5f, Schedule = new ConstantRate(0) });
        using var whole = new Trainer<LastNumber>(model, new TrainerOptions { Batch = 2, Window = 4, Schedule = new ConstantRate(0) });
        float[] inputs = [.. Enumerable.Range(0, 16).Select(i => i / 8f)], before = [.. inputs];
        SequenceTarget target = new() { Values = new float[2] };
        Assert.NotEqual(trainer.Step(inputs, target).Loss, whole.Step(inputs, target).Loss);
        Assert.Equal(before, inputs);
    }
}
