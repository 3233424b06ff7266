using EdgeSeq.Diagnostics;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;
using Shape = EdgeSeq.Tests.Kernels.KernelShapes.GruResetAfterV5H33;

namespace EdgeSeq.Tests.Safety;

/// <summary>
/// Tokens, classes and lengths that somebody else writes during a call: they are addresses of weights and gradients, so what was
/// checked must be what runs.
/// </summary>
public sealed class ScribbledBatchTests
{
    private const int Batch = 4, Window = 16, V = 5, Rounds = 200;

    private static readonly TrainerOptions s_options = new() { Batch = Batch, Window = Window };

    /// <summary>Calls with arrays of tokens, classes and lengths.</summary>
    private static readonly Dictionary<string, Func<Model<Shape>, int[], int[], int[], Action>> s_calls = new()
    {
        ["Trainer.Step"] = (model, tokens, classes, lengths) =>
        {
            var trainer = new Trainer<Shape>(model, s_options);
            return () => trainer.Step(new SequenceInput { Tokens = tokens, Lengths = lengths }, classes);
        },
        ["Evaluator.Add"] = (model, tokens, classes, lengths) =>
        {
            var evaluator = new Evaluator<Shape>(model, Batch, Window);
            return () => evaluator.Add(new SequenceInput { Tokens = tokens, Lengths = lengths }, classes);
        },
        ["SequenceRunner.Run"] = (model, tokens, _, lengths) =>
        {
            var runner = new SequenceRunner<Shape>(model, Batch, Window);
            return () => runner.Run(new SequenceInput { Tokens = tokens, Lengths = lengths }, new float[Batch * Window * V]);
        },
        ["RidgeReadout.Add"] = (model, tokens, classes, lengths) =>
        {
            var readout = new RidgeReadout<Shape>(model, new RidgeReadoutOptions { Batch = Batch, Window = Window });
            return () => readout.Add(new SequenceInput { Tokens = tokens, Lengths = lengths }, classes);
        },
        ["GradientFlow.Add"] = (model, tokens, classes, _) =>
        {
            var flow = new GradientFlow<Shape>(model, Batch * Window);
            return () => flow.Add(tokens, classes);
        },
        ["EncoderDecoderTrainer.Step"] = (model, tokens, classes, lengths) =>
        {
            var trainer = new EncoderDecoderTrainer<Shape, Shape>(model, model, Window, s_options);
            return () => trainer.Step(new SequenceInput { Tokens = tokens, Lengths = lengths }, classes);
        },
        ["EncoderDecoderEvaluator.Add"] = (model, tokens, classes, lengths) =>
        {
            var evaluator = new EncoderDecoderEvaluator<Shape, Shape>(model, model, Batch, Window, Window);
            return () => evaluator.Add(new SequenceInput { Tokens = tokens, Lengths = lengths }, classes);
        },
        ["EncoderDecoder.Decode"] = (model, tokens, _, _) =>
        {
            var both = new EncoderDecoder<Shape, Shape>(model, model, Batch * Window, new BeamOptions { MaxLength = 5 });
            return () => both.Decode(tokens, new int[5]);
        },
        ["Scorer.Score"] = (model, tokens, _, _) =>
        {
            var scorer = new Scorer<Shape>(model);
            return () => scorer.Score(tokens);
        },
        ["Scorer.Score of many"] = (model, tokens, _, lengths) =>
        {
            var scorer = new Scorer<Shape>(model);
            return () => scorer.Score(tokens, lengths, new SequenceScore[Batch]);
        },
        ["Sampler.Generate"] = (model, tokens, _, _) =>
        {
            var sampler = new Sampler<Shape>(model);
            return () => sampler.Generate(tokens, new int[2]);
        },
        ["BatchSampler.Generate"] = (model, tokens, _, _) =>
        {
            var sampler = new BatchSampler<Shape>(model);
            return () => sampler.Generate(tokens, new int[4], new int[2]);
        },
        ["BeamSearch.Search"] = (model, tokens, _, _) =>
        {
            var search = new BeamSearch<Shape>(model, new BeamOptions { MaxLength = 2 });
            return () => search.Search(tokens, new int[2]);
        },
        ["Session.Read"] = (model, tokens, _, _) =>
        {
            var session = new Session<Shape>(model);
            return () => session.Read(tokens);
        },
    };

    public static TheoryData<string> Calls => [.. s_calls.Keys];

    [Fact]
    public void A_step_trains_on_what_it_checked()
    {
        (int[] tokens, int[] classes, int[] lengths) = Arrays();
        string expected = Trained(tokens, classes, lengths, () => { });
        Assert.Equal(expected, Trained(tokens, classes, lengths, () => Fill(int.MaxValue, tokens, classes, lengths)));
    }

    [Fact]
    public void A_step_of_an_encoder_and_a_decoder_trains_on_what_it_checked()
    {
        (int[] tokens, int[] classes, int[] lengths) = Arrays();
        string expected = TrainedPair(tokens, classes, lengths, () => { });
        Assert.Equal(expected, TrainedPair(tokens, classes, lengths, () => Fill(int.MaxValue, tokens, classes, lengths)));
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Arrays_that_another_thread_writes_do_no_harm(string name)
    {
        using var model = new Model<Shape>(seed: 1);
        (int[] tokens, int[] classes, int[] lengths) = Arrays();
        Action call = s_calls[name](model, tokens, classes, lengths);
        using var stop = new CancellationTokenSource();
        Task scribbling = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                Fill(int.MaxValue, tokens, classes, lengths);
                Fill(-1_000_000, tokens, classes, lengths);
                (int[] Tokens, int[] Classes, int[] Lengths) right = Arrays();
                right.Tokens.CopyTo(tokens, 0);
                right.Classes.CopyTo(classes, 0);
                right.Lengths.CopyTo(lengths, 0);
                Thread.SpinWait(200);
            }
        });
        for (int round = 0; round < Rounds; round++)
        {
            try
            {
                call();
            }
            catch (ArgumentException)
            {
                // It saw what is wrong; it must not run on it.
            }
        }

        await stop.CancelAsync();
        await scribbling;
    }

    private static (int[] Tokens, int[] Classes, int[] Lengths) Arrays() =>
        ([.. Enumerable.Range(0, Batch * Window).Select(i => i % V)], [.. Enumerable.Range(0, Batch * Window).Select(i => (i + 1) % V)], [16, 16, 16, 16]);

    private static void Fill(int value, params ReadOnlySpan<int[]> arrays)
    {
        foreach (int[] array in arrays)
        {
            array.AsSpan().Fill(value);
        }
    }

    private static string Trained(int[] tokens, int[] classes, int[] lengths, Action meanwhile)
    {
        using var model = new Model<Shape>(seed: 1);
        using var trainer = new Trainer<Shape>(model, s_options with { Schedule = new Interruption(meanwhile) });
        trainer.Step(new SequenceInput { Tokens = tokens, Lengths = lengths }, classes);
        return model.ComputeSha256();
    }

    private static string TrainedPair(int[] tokens, int[] classes, int[] lengths, Action meanwhile)
    {
        using Model<Shape> encoder = new(seed: 1), decoder = new(seed: 2);
        using var trainer = new EncoderDecoderTrainer<Shape, Shape>(encoder, decoder, Window, s_options with { Schedule = new Interruption(meanwhile) });
        trainer.Step(new SequenceInput { Tokens = tokens, Lengths = lengths }, classes);
        return encoder.ComputeSha256() + decoder.ComputeSha256();
    }

    /// <summary>A schedule is asked after the batch was checked and before it runs.</summary>
    private sealed record Interruption(Action Meanwhile) : LearningRateSchedule
    {
        public override float RateAt(long step)
        {
            Meanwhile();
            return 0.01f;
        }
    }
}
