using EdgeSeq.Diagnostics;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;
using Shape = EdgeSeq.Tests.Kernels.KernelShapes.GruResetAfterV5H33;

namespace EdgeSeq.Tests.Safety;

/// <summary>
/// Whatever is disposed while another thread runs in it, or in what reads it: calls that run end as they would have, later ones
/// are refused, nothing else happens. Without that the process ends, and no test of it fails.
/// </summary>
public sealed class DisposalTests
{
    private const int Batch = 4, Window = 16, V = 5;

    private static readonly int s_rounds = EdgeSeq.Tests.Cases.Part(20, 100);

    private static readonly int[] s_tokens = [.. Enumerable.Range(0, Batch * Window).Select(i => i % V)];

    /// <summary>What runs, and what it runs in besides the model.</summary>
    private static readonly Dictionary<string, Func<Model<Shape>, (Action Run, IDisposable? Owner)>> s_cases = new()
    {
        ["Model.ComputeSha256"] = model => (() => model.ComputeSha256(), null),
        ["Model.Save"] = model => (() => model.Save(Stream.Null), null),
        ["Model.SetParameter"] = model => (() => model.SetParameter("b_y", new float[1, V]), null),
        ["Session.Step"] = model => Run(new Session<Shape>(model), session => session.Step(1)),
        ["Session.Step with logits"] = model => Run(new Session<Shape>(model), session => session.Step(1, new float[V])),
        ["Session.LoadState"] = model => Run(new Session<Shape>(model), session => session.LoadState(new float[Session<Shape>.StateSize])),
        ["Sampler.Generate"] = model => Run(new Sampler<Shape>(model), sampler => sampler.Generate([1], new int[20])),
        ["BatchSampler.Generate"] = model => Run(new BatchSampler<Shape>(model), sampler => sampler.Generate([1], new int[40], new int[4])),
        ["BeamSearch.Search"] = model => Run(new BeamSearch<Shape>(model, new BeamOptions { MaxLength = 10 }), search => search.Search([1], new int[10])),
        ["Scorer.Score"] = model => Run(new Scorer<Shape>(model), scorer => scorer.Score(s_tokens)),
        ["Scorer.Score of many"] = model => Run(new Scorer<Shape>(model), scorer => scorer.Score([1, 2, 3], [1, 2], new SequenceScore[2])),
        ["Session.Read"] = model => Run(new Session<Shape>(model), session => session.Read(s_tokens)),
        ["SequenceRunner.Run"] = model => Run(new SequenceRunner<Shape>(model, Batch, Window), runner => runner.Run(s_tokens, new float[Batch * Window * V])),
        ["Evaluator.Add"] = model => Run(new Evaluator<Shape>(model, Batch, Window), evaluator => evaluator.Add(s_tokens, s_tokens)),
        ["GradientFlow.Add"] = model => Run(new GradientFlow<Shape>(model, Window), flow => flow.Add(s_tokens[..Window], s_tokens[..Window])),
        ["RidgeReadout.Add"] = model => Run(
            new RidgeReadout<Shape>(model, new RidgeReadoutOptions { Batch = Batch, Window = Window }), readout => readout.Add(s_tokens, s_tokens)),
        ["Trainer.Step"] = model => Run(new Trainer<Shape>(model, Options), trainer => trainer.Step(s_tokens, s_tokens)),
        ["Trainer.Step on threads"] = model => Run(new Trainer<Shape>(model, Options with { Threads = 3 }), trainer => trainer.Step(s_tokens, s_tokens)),
        ["Evaluator.Add on threads"] = model => Run(new Evaluator<Shape>(model, Batch, Window, threads: 2), evaluator => evaluator.Add(s_tokens, s_tokens)),
        ["SessionGroup.Step"] = model => Run(new SessionGroup<Shape>(model, 2, threads: 2), group => group.Step([Added(group)], [1], new float[V])),
        ["Trainer.ResetState"] = model => Run(new Trainer<Shape>(model, Options), trainer => trainer.ResetState()),
        ["EncoderDecoder.Decode"] = model => Run(
            new EncoderDecoder<Shape, Shape>(model, model, Window, new BeamOptions { MaxLength = 10 }), both => both.Decode(s_tokens[..Window], new int[10])),
        ["EncoderDecoderEvaluator.Add"] = model => Run(
            new EncoderDecoderEvaluator<Shape, Shape>(model, model, Batch, Window, Window), evaluator => evaluator.Add(s_tokens, s_tokens)),
        ["EncoderDecoderTrainer.Step"] = model => Run(
            new EncoderDecoderTrainer<Shape, Shape>(model, model, Window, Options), trainer => trainer.Step(s_tokens, s_tokens)),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    private static TrainerOptions Options => new() { Batch = Batch, Window = Window };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Calls_that_run_while_others_dispose_end_or_are_refused(string name)
    {
        for (int round = 0; round < s_rounds; round++)
        {
            var model = new Model<Shape>(seed: 1);
            (Action run, IDisposable? owner) = s_cases[name](model);
            using var began = new ManualResetEventSlim();
            Task disposing = Task.Run(() =>
            {
                began.Wait();
                Thread.SpinWait(round * 7);
                (round % 2 == 0 ? owner : model)?.Dispose();
                (round % 2 == 0 ? model : owner)?.Dispose();
            });
            Assert.Throws<ObjectDisposedException>(() => RunOn(run, began));
            await disposing;
        }
    }

    [Fact]
    public void A_model_that_is_disposed_while_it_is_saved_is_saved_whole()
    {
        var model = new Model<Shape>(seed: 1);
        using var expected = new MemoryStream();
        model.Save(expected);
        using var file = new DisposingStream(model);
        model.Save(file);
        Assert.Equal(expected.ToArray(), file.ToArray());
        Assert.Throws<ObjectDisposedException>(() => model.Save(file));
    }

    [Fact]
    public void A_checkpoint_of_what_was_disposed_is_refused()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            using var model = new Model<Shape>(seed: 1);
            var trainer = new Trainer<Shape>(model, Options);
            var store = new CheckpointStore<Shape>(trainer, folder);
            store.Save();
            trainer.Dispose();
            Assert.Throws<ObjectDisposedException>(() => store.Save());
            Assert.Throws<ObjectDisposedException>(() => store.LoadLatest());
            Assert.Throws<ObjectDisposedException>(() => new CheckpointStore<Shape>(trainer, folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void The_memory_of_a_thousand_disposed_trainers_comes_back()
    {
        using var model = new Model<Shape>(seed: 1);
        long before = Environment.WorkingSet, most = 0;
        for (int i = 0; i < 1_000; i++)
        {
            using var trainer = new Trainer<Shape>(model, new TrainerOptions { Batch = 16, Window = 32 });
            if (i % 100 == 99)
            {
                most = Math.Max(most, Environment.WorkingSet);
            }
        }

        // Each has about a megabyte, all of it written.
        Assert.InRange(most - before, long.MinValue, 100L << 20);
    }

    private static int Added(SessionGroup<Shape> group) => group.Count > 0 ? group.Streams[0] : group.Add();

    private static void RunOn(Action run, ManualResetEventSlim began)
    {
        while (true)
        {
            run();
            began.Set();
        }
    }

    private static (Action Run, IDisposable? Owner) Run<T>(T owner, Action<T> run)
        where T : class, IDisposable => (() => run(owner), owner);

    /// <summary>Disposes a model when something of it is written.</summary>
    private sealed class DisposingStream(Model<Shape> model) : MemoryStream
    {
        // Derived from a MemoryStream, writing spans comes here too.
        public override void Write(byte[] buffer, int offset, int count)
        {
            model.Dispose();
            base.Write(buffer, offset, count);
        }
    }
}
