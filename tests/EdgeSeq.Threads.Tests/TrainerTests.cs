using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Threads.Tests;

/// <summary>However many threads run a step, it is the same step.</summary>
public sealed class TrainerTests
{
    public static TheoryData<int, int> Sizes => new() { { 1, 4 }, { 3, 1 }, { 16, 7 }, { 33, 5 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void No_bit_depends_on_the_number_of_threads(int batch, int window)
    {
        AssertEqual<Words>(batch, window);
        AssertEqual<Stack>(batch, window);
        AssertEqual<BothEnds>(batch, window);
        AssertEqual<Reservoir>(batch, window);
        AssertEqual<Fast>(batch, window);
        AssertEqual<Normalized>(batch, window);
        AssertEqual<Projected>(batch, window);
    }

    [Fact]
    public void A_step_that_is_not_finite_on_one_thread_is_rejected_as_a_whole()
    {
        using var model = new Model<BothEnds>(1);
        using var trainer = new Trainer<BothEnds>(model, new TrainerOptions { Batch = 6, Window = 4, Threads = 3 });
        string before = model.ComputeSha256();
        float[] values = new float[6 * 2];
        values[^1] = 3e38f;   // of the last row: its squared error is infinite
        TrainingStep step = trainer.Step(new Sample(BothEnds.Shape, 6, 4, seed: 3).Input, values);
        Assert.Equal(TrainingOutcome.RejectedNonFinite, step.Outcome);
        Assert.Equal(before, model.ComputeSha256());
        var sample = new Sample(BothEnds.Shape, 6, 4, seed: 4);
        Assert.Equal(TrainingOutcome.Applied, trainer.Step(sample.Input, sample.Target).Outcome);
    }

    [Fact]
    public void Threads_are_none_of_the_thread_pool_and_at_most_as_many_as_rows()
    {
        using var model = new Model<Words>(1);
        using var trainer = new Trainer<Words>(model, new TrainerOptions { Batch = 3, Window = 2, Threads = 1_000 });
        Assert.Equal(3, trainer.Team.Size);
        using var all = new Trainer<Words>(model, new TrainerOptions { Batch = 3, Window = 2, Threads = 0 });
        Assert.Equal(Math.Min(3, Environment.ProcessorCount), all.Team.Size);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<Words>(model, new TrainerOptions { Threads = -1 }));
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void No_bit_of_an_evaluation_depends_on_the_number_of_threads(int batch, int window)
    {
        using var model = new Model<Stack>(1);
        using var alone = new Evaluator<Stack>(model, batch, window);
        using var together = new Evaluator<Stack>(model, batch, window, threads: 3);
        for (ulong step = 0; step < 3; step++)
        {
            var sample = new Sample(Stack.Shape, batch, window, step);
            alone.Add(sample.Input, sample.Target);
            together.Add(sample.Input, sample.Target);
            Assert.Equal(BitConverter.DoubleToInt64Bits(alone.Sum), BitConverter.DoubleToInt64Bits(together.Sum));
        }

        Assert.True(alone.Sum > 0);
    }

    [Fact]
    public void No_bit_of_an_encoder_and_decoder_depends_on_the_number_of_threads()
    {
        string alone = Translate(1, null);
        Assert.Equal(alone, Translate(2, null));
        Assert.Equal(alone, Translate(3, 1));
        Assert.Equal(alone, Translate(7, 2));

        static string Translate(int threads, int? rowsAtATime)
        {
            using var encoder = new Model<Source>(1);
            using var decoder = new Model<Words>(2);
            using var trainer = new EncoderDecoderTrainer<Source, Words>(
                encoder, decoder, sourceWindow: 4, new TrainerOptions { Batch = 9, Window = 5, Threads = threads, MicroBatch = rowsAtATime });
            string losses = "";
            for (ulong step = 0; step < 3; step++)
            {
                var target = new Sample(Words.Shape, 9, 5, step);
                TrainingStep result = trainer.Step(new Sample(Source.Shape, 9, 4, step).Input, target.Input.Tokens);
                Assert.Equal(TrainingOutcome.Applied, result.Outcome);
                losses += $" {BitConverter.DoubleToInt64Bits(result.Loss)} {BitConverter.DoubleToInt64Bits(result.GradientNorm)}";
            }

            return encoder.ComputeSha256() + decoder.ComputeSha256() + losses;
        }
    }

    [Fact]
    public void No_bit_of_an_evaluation_of_an_encoder_and_decoder_depends_on_the_number_of_threads()
    {
        using var encoder = new Model<Source>(1);
        using var decoder = new Model<Words>(2);
        double[] sums = [.. ((int[])[1, 2, 3, 7]).Select(threads =>
        {
            using var evaluator = new EncoderDecoderEvaluator<Source, Words>(encoder, decoder, batch: 9, sourceWindow: 4, window: 5, threads);
            for (ulong step = 0; step < 3; step++)
            {
                evaluator.Add(new Sample(Source.Shape, 9, 4, step).Input, new Sample(Words.Shape, 9, 5, step).Input.Tokens);
            }

            return evaluator.Sum;
        })];
        Assert.True(sums[0] > 0);
        Assert.All(sums, sum => Assert.Equal(BitConverter.DoubleToInt64Bits(sums[0]), BitConverter.DoubleToInt64Bits(sum)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncoderDecoderEvaluator<Source, Words>(encoder, decoder, 9, 4, 5, threads: -1));
    }

    private static void AssertEqual<TShape>(int batch, int window)
        where TShape : struct, ITrainableModel
    {
        string alone = Train<TShape>(batch, window, 1, null);
        Assert.Equal(alone, Train<TShape>(batch, window, 2, null));
        Assert.Equal(alone, Train<TShape>(batch, window, 3, Math.Min(batch, 2)));
        Assert.Equal(alone, Train<TShape>(batch, window, 7, 1));
        Assert.Equal(alone, Train<TShape>(batch, window, 64, null));
    }

    private static string Train<TShape>(int batch, int window, int threads, int? rowsAtATime)
        where TShape : struct, ITrainableModel
    {
        using var model = new Model<TShape>(1);
        using var trainer = new Trainer<TShape>(model, new TrainerOptions
        {
            Batch = batch, Window = window, Threads = threads, MicroBatch = rowsAtATime, ClipValue = 0.1f, ClipNorm = 0.2f,
            Dropout = TShape.Shape.Layers > 1 ? 0.3f : 0,
        });
        string losses = "";
        for (ulong step = 0; step < 4; step++)
        {
            var sample = new Sample(TShape.Shape, batch, window, step, ragged: step % 2 == 0);
            TrainingStep result = trainer.Step(sample.Input, sample.Target);
            Assert.Equal(TrainingOutcome.Applied, result.Outcome);
            losses += $" {BitConverter.DoubleToInt64Bits(result.Loss)} {BitConverter.DoubleToInt64Bits(result.GradientNorm)}";
        }

        return model.ComputeSha256() + losses;
    }
}
