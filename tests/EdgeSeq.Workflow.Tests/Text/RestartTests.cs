using EdgeSeq.Data;
using EdgeSeq.Text;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Text;

[Collection(Alone.Name)]
public sealed class RestartTests
{
    private const int Batch = 8, Window = 4;

    private static readonly TokenSequence s_text = TokenSequence.Of(Enumerable.Range(0, 3200).Select(i => i % 5).ToArray());

    [Fact]
    public void About_a_sixteenth_of_the_windows_begin_anew_and_always_the_same()
    {
        var windows = new RowWindows(s_text, Batch, Window);
        List<bool[]> first = Pass(windows), second = Pass(windows), other = Pass(new RowWindows(s_text, Batch, Window) { ResetSeed = 1 });
        Assert.Equal(first, Pass(new RowWindows(s_text, Batch, Window)));
        Assert.NotEqual(first, second);
        Assert.NotEqual(first, other);
        Assert.InRange(first.Sum(row => row.Count(begins => begins)) / (100.0 * Batch), 0.04, 0.09);
        Assert.DoesNotContain(true, first[0]);   // all rows begin there, and Next says so

        // The third batch of the second pass, by its position alone.
        var resumed = new RowWindows(s_text, Batch, Window) { Position = new(1, 2) };
        Read(resumed, out _, out _);
        Assert.Equal(second[2], resumed.Restarts.ToArray());
    }

    [Fact]
    public void A_row_that_begins_anew_reads_nothing_first_and_loses_no_target()
    {
        var windows = new RowWindows(s_text, Batch, Window) { ResetRate = 0.5 };
        var plain = new RowWindows(s_text, Batch, Window) { ResetRate = 0 };
        for (int i = 0; i < 50; i++)
        {
            Read(windows, out int[] inputs, out int[] targets);
            Read(plain, out int[] continued, out int[] expected);
            Assert.Equal(expected, targets);
            for (int row = 0; row < Batch; row++)
            {
                continued[row * Window] = windows.Restarts[row] ? -1 : continued[row * Window];
            }

            Assert.Equal(continued, inputs);
        }
    }

    [Fact]
    public void Measuring_is_not_disturbed()
    {
        var windows = new RowWindows(s_text, Batch, Window, RowTail.Pad);
        Assert.All(Pass(windows), row => Assert.DoesNotContain(true, row));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowWindows(s_text, Batch, Window) { ResetRate = 1.5 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new RowWindows(s_text, Batch, Window) { ResetRate = double.NaN });
    }

    [Fact]
    public void Single_rows_are_put_at_the_start()
    {
        using var model = new Model<Counter>(1);
        using var evaluator = new Evaluator<Counter>(model, 2, 1);
        using var trainer = new Trainer<Counter>(model, new TrainerOptions { Batch = 2, Window = 1 });
        evaluator.Add([1, 1], [-1, -1]);
        evaluator.ResetState([false, true]);
        evaluator.Add([-1, -1], [0, -1]);
        double carried = evaluator.Loss;
        evaluator.Reset();
        evaluator.Add([-1, -1], [-1, 0]);
        double begun = evaluator.Loss;
        evaluator.Reset();
        evaluator.Add([1, 1], [-1, -1]);
        evaluator.ResetState([false, true]);
        evaluator.Add([-1, -1], [-1, 0]);
        Assert.Equal(begun, evaluator.Loss);
        Assert.NotEqual(begun, carried);
        Assert.Throws<ArgumentException>(() => evaluator.ResetState([true]));
        Assert.Throws<ArgumentException>(() => trainer.ResetState([true, false, true]));
    }

    /// <summary>Five rows, each of one token throughout: only a carried state knows the first token, which is a sixth of short rows and little of long ones.</summary>
    [Theory]
    [InlineData(30, true)]
    [InlineData(300, false)]
    public void A_fit_says_whether_its_model_relies_on_carried_states(int heldOut, bool relies)
    {
        using var model = new Model<Counter>(1);
        FitResult result = model.Fit(Rows(5000, RowTail.Drop), Rows(heldOut, RowTail.Pad), new FitOptions
        {
            Steps = 300, Validations = 1, Trainer = new TrainerOptions { Schedule = new ConstantRate(0.02f) },
        });
        using var evaluator = new Evaluator<Counter>(model, 5, 4);
        Assert.True(result.DependsOnCarriedStates == relies, $"{result.ZeroStateLoss:F3} from zero, {result.CarriedStateLoss:F3} from carried states");
        Assert.Equal(evaluator.LossOf(Rows(heldOut, RowTail.Pad), new SequenceBatch(Counter.Shape, 5, 4)), result.ZeroStateLoss);
        Assert.InRange(result.CarriedStateLoss, 0, 0.01);
        Assert.Equal(double.NaN, model.Fit(Rows(5000, RowTail.Drop), options: new FitOptions { Steps = 9 }).ZeroStateLoss);   // nothing to measure with

        static RowWindows Rows(int count, RowTail tail) => new(TokenSequence.Of(Enumerable.Range(0, count).Select(i => i * 5 / count).ToArray()), 5, 4, tail);
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        using var model = new Model<Counter>(1);
        using var trainer = new Trainer<Counter>(model, new TrainerOptions { Batch = Batch, Window = Window });
        var windows = new RowWindows(s_text, Batch, Window) { ResetRate = 0.5 };
        var batch = new SequenceBatch(Counter.Shape, Batch, Window);
        Allocated.AssertNothing(() =>
        {
            ((ISequenceBatches)windows).Next(batch);
            trainer.ResetState(windows.Restarts);
        });
    }

    private static List<bool[]> Pass(RowWindows windows)
    {
        var all = new List<bool[]>();
        for (long i = 0; i < windows.Count; i++)
        {
            Read(windows, out _, out _);
            all.Add(windows.Restarts.ToArray());
        }

        return all;
    }

    private static void Read(RowWindows windows, out int[] inputs, out int[] targets)
    {
        (inputs, targets) = (new int[Batch * Window], new int[Batch * Window]);
        windows.Next(inputs, targets, new int[Batch]);
    }
}
