using EdgeSeq.Data;
using EdgeSeq.Text;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Data;

[Trait("Isa", "none")]
public sealed class SeriesWindowsTests
{
    private static readonly SeriesOptions s_inOrder = new() { Batch = 2, Window = 3, Shuffle = false };

    /// <summary>Step t holds t and 100 + t.</summary>
    private static Series Counting(int steps, int from = 0) =>
        new(Enumerable.Range(from, steps).SelectMany(t => new float[] { t, 100 + t }).ToArray(), 2, ["time", "more"]);

    [Fact]
    public void Windows_stand_side_by_side_with_the_next_step_as_target()
    {
        var windows = new SeriesWindows(Counting(8), s_inOrder);
        var batch = new SequenceBatch(Weather.Shape, 2, 3);
        Assert.Equal((2, 1), (windows.RowCount, windows.Count));
        Assert.True(windows.Next(batch));
        Assert.Equal([0, 100, 1, 101, 2, 102, 3, 103, 4, 104, 5, 105], batch.Vectors.ToArray());
        Assert.Equal([1, 101, 2, 102, 3, 103, 4, 104, 5, 105, 6, 106], batch.Values.ToArray());
        Assert.Equal([3, 3], batch.Lengths.ToArray());
        Assert.Equal(new DataPosition(1, 0), windows.Position);
    }

    [Fact]
    public void Horizon_stride_and_channels_are_obeyed()
    {
        var windows = new SeriesWindows(Counting(9), s_inOrder with { Horizon = 2, Stride = 2, TargetChannels = [1] });
        var batch = new SequenceBatch(LastNumber.Shape, 2, 3);
        Assert.Equal(3, windows.RowCount);
        windows.Next(batch);
        Assert.Equal([104, 106], batch.Values.ToArray());
        windows.Next(batch);
        Assert.Equal(4, batch.Vectors.Span[0]);
        Assert.Equal([3, 0], batch.Lengths.ToArray());
        Assert.Equal(108, batch.Values.Span[0]);
        Assert.Equal(float.NaN, batch.Values.Span[1]);
    }

    [Fact]
    public void Series_of_different_lengths_do_not_reach_into_one_another()
    {
        var windows = new SeriesWindows([Counting(3), Counting(1), Counting(5, 50)], s_inOrder);
        var batch = new SequenceBatch(Weather.Shape, 2, 3);
        windows.Next(batch);
        Assert.Equal([2, 3], batch.Lengths.ToArray());
        Assert.Equal([1, 101, 2, 102, float.NaN, float.NaN, 51, 151, 52, 152, 53, 153], batch.Values.ToArray());
    }

    [Fact]
    public void Every_row_comes_once_a_pass_in_an_order_that_seed_and_pass_decide()
    {
        SeriesOptions options = s_inOrder with { Shuffle = true, Stride = 1, Seed = 7 };
        SeriesWindows windows = new(Counting(30), options), again = new(Counting(30), options);
        float[] first = Pass(windows), second = Pass(windows);
        Assert.Equal(Enumerable.Range(0, 27).Select(i => (float)i), first.Order());
        Assert.Equal(first.Order(), second.Order());
        Assert.NotEqual(first, second);
        again.Position = new DataPosition(1, 0);
        Assert.Equal(second, Pass(again));

        static float[] Pass(SeriesWindows windows)
        {
            var batch = new SequenceBatch(Weather.Shape, 2, 3);
            var starts = new List<float>();
            for (long i = 0; i < windows.Count; i++)
            {
                windows.Next(batch);
                starts.AddRange(Enumerable.Range(0, 2).Where(row => batch.Lengths.Span[row] > 0).Select(row => batch.Vectors.Span[row * 6]));
            }

            return [.. starts];
        }
    }

    [Fact]
    public void A_split_is_by_time_and_a_normaliser_is_of_the_part_it_is_fitted_on()
    {
        (Series training, Series heldOut) = Counting(10).Split(0.2);
        Assert.Equal((8, 2), (training.Count, heldOut.Count));
        Assert.Equal([8, 108, 9, 109], heldOut.Values.ToArray());
        Normalizer normalizer = new SeriesWindows(training, s_inOrder with { TargetChannels = [1] }).FitNormalizer();
        Assert.Equal([3.5f, 103.5f], normalizer.InputMean.ToArray());
        Assert.Equal([103.5f], normalizer.OutputMean.ToArray());
        Assert.Throws<ArgumentException>(() => Counting(1).Split(0.5));
    }

    [Fact]
    public void What_cannot_be_is_refused()
    {
        Assert.Throws<ArgumentException>(() => new Series(new float[3], 2));
        Assert.Throws<ArgumentException>(() => new SeriesWindows(Counting(1), s_inOrder));
        Assert.Throws<ArgumentException>(() => new SeriesWindows([Counting(5), new Series(new float[5], 1)], s_inOrder));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeriesWindows(Counting(5), s_inOrder with { InputChannels = [2] }));
        var windows = new SeriesWindows(Counting(5), s_inOrder);
        Assert.Throws<ArgumentException>(() => windows.Next(new SequenceBatch(Weather.Shape, 2, 4)));
        Assert.Throws<ArgumentException>(() => windows.Next(new SequenceBatch(Counter.Shape, 2, 3)));
        Assert.Equal(default, windows.Position);
    }
}
