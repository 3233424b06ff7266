using CommunityToolkit.HighPerformance;
using EdgeSeq.Data;
using EdgeSeq.Text;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using EdgeSeq.Workflow.Tests.Fitting;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Models;

public sealed class OutputBiasTests
{
    // Of five tokens the third and the last never occur.
    private static readonly OutputCounts s_counts = new([6, 3, 0, 1, 0], 10);

    [Fact]
    public void Classes_start_at_their_frequencies()
    {
        using var model = new Model<Counter>(1);
        model.SetOutputBias(s_counts);
        float[] bias = BiasOf(model);
        Assert.Equal([Math.Log(0.6), Math.Log(0.3), -30, Math.Log(0.1), -30], bias.Select(b => (double)b), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    /// <summary>Weights of a masked class are after fifty updates what they were, bit by bit, and it is never drawn.</summary>
    [Fact]
    public void A_masked_class_has_no_probability_and_no_gradient()
    {
        using var model = new Model<Counter>(1);
        model.SetOutputBias(s_counts, UnseenClasses.Masked);
        float[] before = HeadOf(model, 2), learned = HeadOf(model, 0);
        Train(model, new Adam());
        Assert.Equal(before, HeadOf(model, 2));
        Assert.NotEqual(learned, HeadOf(model, 0));
        using var session = new Session<Counter>(model);
        session.Step(-1);
        float[] probabilities = new float[5];
        session.Output(probabilities);
        Assert.Equal((0f, 0f), (probabilities[2], probabilities[4]));
        Assert.Equal(1, probabilities.Sum(), 1e-6f);
    }

    /// <summary>Decay pulls the bias towards zero; the mask is far enough away.</summary>
    [Fact]
    public void A_mask_outlasts_decay_and_files()
    {
        using var model = new Model<Counter>(1);
        model.SetOutputBias(s_counts, UnseenClasses.Masked);
        Train(model, new AdamW { Decay = 0.5f });
        using var file = new MemoryStream();
        model.Save(file);
        using Model<Counter> read = Model<Counter>.Load(new MemoryStream(file.ToArray()));
        Assert.Equal(model.ComputeSha256(), read.ComputeSha256());
        using var session = new Session<Counter>(read);
        session.Step(-1);
        session.Read([0]);
        float[] all = new float[5];
        session.Output(all);
        Assert.Equal((0f, 0f), (all[2], all[4]));
    }

    [Fact]
    public void A_target_that_is_masked_is_refused_by_its_place()
    {
        using var model = new Model<Counter>(1);
        model.SetOutputBias(s_counts, UnseenClasses.Masked);
        using var trainer = new Trainer<Counter>(model, new TrainerOptions { Batch = 1, Window = 4 });
        using var evaluator = new Evaluator<Counter>(model, 1, 4);
        string before = model.ComputeSha256();
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => trainer.Step([0, 1, 3, 0], [1, 3, 2, 0]));
        Assert.StartsWith("target[2] is 2, a class that the model masks", thrown.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => evaluator.Add([0, 1, 3, 0], [1, 3, 4, 0]));
        Assert.Equal((before, 0, 0), (model.ComputeSha256(), trainer.StepCount, evaluator.Count));
        trainer.Step([0, 1, 3, 0], [1, 3, -1, 0]);
        evaluator.Add(new SequenceInput { Tokens = new[] { 0, 1, 3, 0 }, Lengths = new[] { 2 } }, new[] { 1, 3, 4, 4 });   // behind the row's last step
        Assert.Equal((1, 2), (trainer.StepCount, evaluator.Count));
    }

    [Fact]
    public void A_decoder_refuses_it_as_well()
    {
        using var encoder = new Model<Counter>(1);
        using var decoder = new Model<Counter>(2);
        decoder.SetOutputBias(s_counts, UnseenClasses.Masked);
        using var trainer = new EncoderDecoderTrainer<Counter, Counter>(encoder, decoder, 2, new TrainerOptions { Batch = 1, Window = 3 });
        using var evaluator = new EncoderDecoderEvaluator<Counter, Counter>(encoder, decoder, 1, 2, 3);
        int[] source = [0, 1];
        Assert.Contains("target[1] is 2", Assert.Throws<ArgumentException>(() => trainer.Step(source, [1, 2, 0])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => evaluator.Add(source, [1, 2, 0]));
        trainer.Step(source, [1, 3, -1]);
        Assert.Equal((1, 0), (trainer.StepCount, evaluator.Count));
    }

    [Fact]
    public void A_rare_class_costs_thirty_nats_and_is_learned_when_it_occurs()
    {
        using var model = new Model<Counter>(1);
        model.SetOutputBias(s_counts);
        using var trainer = new Trainer<Counter>(model, new TrainerOptions { Batch = 1, Window = 4, Schedule = new ConstantRate(0.1f) });
        double first = trainer.Step([0, 1, 3, 0], [-1, -1, 2, -1]).Loss, last = 0;
        for (int step = 0; step < 300; step++)
        {
            last = trainer.Step([0, 1, 3, 0], [-1, -1, 2, -1]).Loss;
        }

        Assert.InRange(first, 25, 35);
        Assert.InRange(last, 0, 0.1);
    }

    [Fact]
    public void Tokens_that_the_vocabulary_does_not_have_are_masked()
    {
        Vocabulary three = Vocabulary.Build(["aabbba"], new VocabularyOptions { Level = TextLevel.Character, HasUnknown = false });
        using var model = new Model<Counter>(1) { Vocabulary = three };
        model.SetOutputBias(new OutputCounts([2, 2, 0, 0, 0], 4));
        float[] bias = BiasOf(model);
        Assert.Equal([-1e9f, -1e9f], bias[three.Count..][^2..]);
        Assert.All(bias[..three.Count], b => Assert.InRange(b, -30, 0));
    }

    [Fact]
    public void Fit_begins_with_the_frequencies_unless_there_is_a_bias()
    {
        using var fitted = new Model<Counter>(1);
        using var byHand = new Model<Counter>(1);
        using var left = new Model<Counter>(1);
        using var given = new Model<Counter>(1);
        var still = new FitOptions { Steps = 1, Trainer = new TrainerOptions { Schedule = new ConstantRate(0) } };
        RowWindows text = CountingTexts.Of(81);
        text.Position = new(0, 2);
        fitted.Fit(text, options: still);
        byHand.SetOutputBias(OutputCounts.Of(text, Counter.Shape));
        Assert.Equal(new DataPosition(0, 3), text.Position);
        Assert.Equal(BiasOf(byHand), BiasOf(fitted));
        Assert.NotEqual(BiasOf(byHand), BiasOf(left));
        left.Fit(text, options: still with { SetOutputBias = false });
        Assert.All(BiasOf(left), b => Assert.Equal(0, b));
        given.SetOutputBias(s_counts);
        float[] before = BiasOf(given);
        given.Fit(text, options: still);
        Assert.Equal(before, BiasOf(given));
        Assert.Equal(new double[] { 1, 2, 0, 0, 0 }, OutputCounts.Of(TokenSequence.Of(new[] { 0, 1, 1 }), 5).Counts.ToArray());
    }

    /// <summary>What the bias is for: classes that never occur do not hold back those that do.</summary>
    [Fact]
    public void It_learns_sooner_where_most_classes_never_occur()
    {
        double with = Run(setsBias: true), without = Run(setsBias: false);
        Assert.True(with < without - 0.3, $"{with:F3} with, {without:F3} without");

        static double Run(bool setsBias)
        {
            using var model = new Model<Letters>(1);
            int[] text = [.. Enumerable.Range(0, 2000).Select(i => (i * i / 3 % 7) + 97)];
            return model.Fit(
                new RowWindows(TokenSequence.Of(text), 4, 16),
                options: new FitOptions { Steps = 40, SetOutputBias = setsBias, Trainer = new TrainerOptions { Schedule = new ConstantRate(0.01f) } }).Loss;
        }
    }

    [Fact]
    public void Sigmoids_start_at_their_log_odds()
    {
        using var model = new Model<Keys>(1);
        model.SetOutputBias(new OutputCounts([0, 10, 4], 10));
        Assert.Equal([Math.Log(0.5 / 10.5), Math.Log(10.5 / 0.5), Math.Log(4.5 / 6.5)], BiasOf(model).Select(b => (double)b), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void What_cannot_be_counted_is_refused()
    {
        using var model = new Model<Counter>(1);
        using var numbers = new Model<Weather>(1);
        Assert.Throws<ArgumentException>(() => new OutputCounts([1, -1], 3));
        Assert.Throws<ArgumentException>(() => new OutputCounts([1, 4], 3));
        Assert.Throws<ArgumentException>(() => new OutputCounts([0, double.NaN], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => new OutputCounts([0], 0));
        Assert.Throws<ArgumentException>(() => model.SetOutputBias(new OutputCounts([1, 1], 3)));
        Assert.Throws<InvalidOperationException>(() => numbers.SetOutputBias(new OutputCounts([1, 1], 3)));
        Assert.Throws<ArgumentException>(() => OutputCounts.Of(CountingTexts.Of(40), Weather.Shape));
        Assert.Contains("text[1] is 7", Assert.Throws<ArgumentException>(() => OutputCounts.Of(TokenSequence.Of(new[] { 0, 7 }), 5)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => OutputCounts.Of(TokenSequence.Of(Array.Empty<int>()), 5));
        Assert.All(BiasOf(model), b => Assert.Equal(0, b));
    }

    private static void Train(Model<Counter> model, Optimizer optimizer)
    {
        using var trainer = new Trainer<Counter>(model, new TrainerOptions { Batch = 1, Window = 4, Optimizer = optimizer, Schedule = new ConstantRate(0.02f) });
        for (int step = 0; step < 50; step++)
        {
            trainer.Step([0, 1, 3, 0], [1, 3, 0, 0]);
        }
    }

    private static float[] BiasOf<TShape>(Model<TShape> model)
        where TShape : struct, ITrainableModel
    {
        float[,] bias = new float[1, TShape.Shape.Outputs];
        model.CopyParameterTo("b_y", bias);
        return [.. bias.Cast<float>()];
    }

    private static float[] HeadOf(Model<Counter> model, int output)
    {
        float[,] weights = new float[16, 5];
        model.CopyParameterTo("W_y", weights);
        return [.. Enumerable.Range(0, 16).Select(k => weights[k, output])];
    }
}
