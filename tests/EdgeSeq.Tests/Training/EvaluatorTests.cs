using EdgeSeq.Tests.Doubles;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Tests.Training;

[Collection(Alone.Name)]
public sealed class EvaluatorTests
{
    [Fact]
    public void Windows_add_up_to_the_loss_of_one_long_run()
    {
        using var model = new Model<TinyElman>(1);
        int[] inputs = [0, 3, 2, 1, 4, 0, 0, 2], targets = [3, 2, 1, -1, 0, 0, 2, 4];
        using var whole = new Evaluator<TinyElman>(model, 1, 8);
        whole.Add(inputs, targets);
        using var parts = new Evaluator<TinyElman>(model, 1, 2);
        for (int at = 0; at < 8; at += 2)
        {
            parts.Add(inputs.AsSpan(at, 2), targets.AsSpan(at, 2));
        }

        Assert.Equal((whole.Sum, whole.Count), (parts.Sum, parts.Count));
        Assert.Equal(7, parts.Count);
        Assert.Equal(whole.Sum / 7, parts.Loss);
    }

    [Fact]
    public void Rows_add_up_to_the_loss_of_their_batch_and_keep_their_own_states()
    {
        using var model = new Model<TinyElman>(1);
        int[] inputs = [.. Enumerable.Range(0, 20 * 65).Select(i => i * i % 7 % 5)], targets = [.. inputs.Select(token => (token + 1) % 5)];
        using var batch = new Evaluator<TinyElman>(model, 20, 65);   // more rows than run at a time
        Evaluator<TinyElman>[] rows = [.. Enumerable.Range(0, 20).Select(_ => new Evaluator<TinyElman>(model, 1, 65))];
        for (int window = 0; window < 2; window++)
        {
            batch.Add(inputs, targets);
            for (int row = 0; row < 20; row++)
            {
                rows[row].Add(inputs.AsSpan(row * 65, 65), targets.AsSpan(row * 65, 65));
            }
        }

        Assert.Equal(rows.Sum(row => row.Sum), batch.Sum, 1e-9);
        Assert.Equal(rows.Sum(row => row.Count), batch.Count);
        Assert.All(rows, row => row.Dispose());
    }

    [Fact]
    public void A_reset_forgets_losses_and_states()
    {
        using var model = new Model<TinyElman>(1);
        using var evaluator = new Evaluator<TinyElman>(model, 2, 2);
        Assert.Equal(0, evaluator.Loss);
        evaluator.Add([0, 1, 2, 3], [1, 2, 3, 4]);
        double first = evaluator.Loss;
        evaluator.Add([0, 1, 2, 3], [1, 2, 3, 4]);
        Assert.NotEqual(first, evaluator.Loss);
        evaluator.Reset();
        evaluator.Add([0, 1, 2, 3], [1, 2, 3, 4]);
        Assert.Equal(first, evaluator.Loss);
    }

    [Fact]
    public void It_reads_what_the_trainer_wrote_last()
    {
        var options = new TrainerOptions { Batch = 1, Window = 4 };
        using var model = new Model<TinyElman>(1);
        using var trainer = new Trainer<TinyElman>(model, options);
        using var evaluator = new Evaluator<TinyElman>(model, 1, 4);
        (int[] inputs, int[] targets) = TrainerTests.Cycle(options);
        evaluator.Add(inputs, targets);
        double before = evaluator.Loss;
        trainer.Step(inputs, targets);
        evaluator.Reset();
        evaluator.Add(inputs, targets);
        Assert.True(evaluator.Loss < before);
    }

    [Fact]
    public void It_allocates_nothing()
    {
        using var model = new Model<TinyElman>();
        using var evaluator = new Evaluator<TinyElman>(model, 1, 2);
        int[] inputs = [0, 1], targets = [1, 2];
        Allocated.AssertNothing(() =>
        {
            evaluator.Reset();
            evaluator.Add(inputs, targets);
        });
    }

    [Fact]
    public void Wrong_arguments_and_disposed_evaluators_are_refused()
    {
        using var model = new Model<TinyElman>();
        Assert.Throws<ArgumentOutOfRangeException>(() => new Evaluator<TinyElman>(model, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Evaluator<TinyElman>(model, 1, 0));
        var evaluator = new Evaluator<TinyElman>(model, 1, 1);
        Assert.Throws<ArgumentException>(() => evaluator.Add([0, 0], [0]));
        Assert.Throws<ArgumentException>(() => evaluator.Add([5], [0]));
        evaluator.Dispose();
        Assert.Throws<ObjectDisposedException>(() => evaluator.Add([0], [0]));
        Assert.Throws<ObjectDisposedException>(evaluator.Reset);
    }
}
