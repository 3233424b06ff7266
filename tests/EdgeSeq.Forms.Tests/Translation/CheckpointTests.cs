using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Forms.Tests.Translation;

/// <summary>A translator's training that was interrupted comes to the weights of one that was not.</summary>
public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-pair-").FullName;

    public static TheoryData<string> Optimizers => ["Adam", "AdamW", "RmsProp", "Sgd"];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_resumed_run_has_the_weights_of_an_uninterrupted_one(string optimizer)
    {
        TrainerOptions options = Run<Shapes.DeepEncoder, Shapes.DeepDecoder>.Options with { Optimizer = Named(optimizer), Dropout = 0.3f, DropoutSeed = 4 };
        using var whole = new Run<Shapes.DeepEncoder, Shapes.DeepDecoder>(_folder, options);
        List<double> expected = whole.StepUntil(12), found = [];
        using (var first = new Run<Shapes.DeepEncoder, Shapes.DeepDecoder>(_folder, options))
        {
            found.AddRange(first.StepUntil(5));
            first.Save();
            first.StepUntil(7);
        }

        // Of another seed and some steps on: nothing of it may stay.
        using var second = new Run<Shapes.DeepEncoder, Shapes.DeepDecoder>(_folder, options, seed: 77);
        second.StepUntil(2);
        Assert.Equal(5, second.Load()!.StepCount);
        Assert.Equal(5, second.Trainer.StepCount);
        found.AddRange(second.StepUntil(12));
        Assert.Equal(expected, found);
        Assert.Equal(whole.Digest, second.Digest);
    }

    [Fact]
    public void Both_models_are_there_under_their_own_names()
    {
        using var run = new Run<Shapes.Encoder, Shapes.Decoder>(_folder, Run<Shapes.Encoder, Shapes.Decoder>.Options);
        string text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(run.Save()));
        foreach (string name in new[] { "encoder.rnn.weight_hh_l0", "optimizer.moment2.encoder.rnn.bias_ih_l0", "decoder.head.weight", "optimizer.moment1.decoder.head.bias", "encoder.cell", "decoder.cell", "format" })
        {
            Assert.Equal(2, text.Split($"\"{name}\"").Length);
        }

        Assert.DoesNotContain("trainer.states", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoints_of_other_trainers_are_refused_and_nothing_changes()
    {
        TrainerOptions options = Run<Shapes.Encoder, Shapes.Decoder>.Options;
        using var run = new Run<Shapes.Encoder, Shapes.Decoder>(_folder, options);
        run.Save();

        using var other = new Run<Shapes.Encoder, Shapes.Decoder>(_folder, options with { Optimizer = new RmsProp() });
        AssertRefused(() => other.Load(), "with \"Adam\"; this one has RmsProp", other);
        using var deep = new Run<Shapes.DeepEncoder, Shapes.DeepDecoder>(_folder, options);
        AssertRefused(() => deep.Load(), "DeepEncoder expects Lstm", deep);

        using var model = new Model<Shapes.Decoder>();
        using var trainer = new Trainer<Shapes.Decoder>(model, options);
        Assert.Throws<ModelFormatException>(() => new CheckpointStore<Shapes.Decoder>(trainer, _folder).LoadLatest(new RandomGenerator(1)));
        new CheckpointStore<Shapes.Decoder>(trainer, _folder).Save(new RandomGenerator(1));
        AssertRefused(() => run.Load(), "checkpoint-00000002", run);
    }

    [Fact]
    public void A_damaged_checkpoint_is_passed_over()
    {
        using var run = new Run<Shapes.Encoder, Shapes.Decoder>(_folder, Run<Shapes.Encoder, Shapes.Decoder>.Options);
        run.StepUntil(3);
        string good = run.Save(), digest = run.Digest;
        run.StepUntil(4);
        string bad = run.Save();
        byte[] bytes = File.ReadAllBytes(bad);
        bytes[bytes.Length / 2] ^= 4;
        File.WriteAllBytes(bad, bytes);
        Checkpoint loaded = run.Load()!;
        Assert.Equal((good, digest), (loaded.Path, run.Digest));
        Assert.StartsWith($"{bad} is damaged: ", Assert.Single(loaded.Skipped), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_run_that_has_diverged_does_not_push_out_a_good_checkpoint(bool encoder)
    {
        using var run = new Run<Shapes.Encoder, Shapes.Decoder>(_folder, Run<Shapes.Encoder, Shapes.Decoder>.Options);
        int weight = (encoder ? Model<Shapes.Encoder>.Shape : Model<Shapes.Decoder>.Shape).Parameters[0].Layout.IndexOf(0, 0);
        (encoder ? run.Encoder.Parameters : run.Decoder.Parameters)[weight] = float.NaN;
        Assert.Contains("diverged", Assert.Throws<InvalidOperationException>(() => run.Save()).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder));
    }

    private static Optimizer Named(string name) => name switch
    {
        "Adam" => new Adam(),
        "AdamW" => new AdamW { Decay = 0.1f },
        "RmsProp" => new RmsProp(),
        _ => new Sgd { Momentum = 0.9f },
    };

    private static void AssertRefused<TEncoder, TDecoder>(Action load, string reason, Run<TEncoder, TDecoder> run)
        where TEncoder : struct, ITrainableModel
        where TDecoder : struct, ILanguageModel, ITrainableModel
    {
        string before = run.Digest;
        Assert.Contains(reason, Assert.Throws<ModelFormatException>(load).Message, StringComparison.Ordinal);
        Assert.Equal(before, run.Digest);
    }

    /// <summary>A run whose every random number matters: batches are drawn step by step.</summary>
    private sealed class Run<TEncoder, TDecoder> : IDisposable
        where TEncoder : struct, ITrainableModel
        where TDecoder : struct, ILanguageModel, ITrainableModel
    {
        private const int Window = 4;

        public static readonly TrainerOptions Options = new() { Batch = 3, Window = Window, Schedule = new CosineRate(0.02f, 12) { WarmUpSteps = 3 } };

        private readonly RandomGenerator _random;
        private readonly CheckpointStore<TEncoder, TDecoder> _store;

        public Run(string folder, TrainerOptions options, ulong seed = 1)
        {
            (Encoder, Decoder, _random) = (new(seed), new(seed + 1), new(seed + 2));
            Trainer = new(Encoder, Decoder, Window, options);
            _store = new(Trainer, folder);
        }

        public Model<TEncoder> Encoder { get; }

        public Model<TDecoder> Decoder { get; }

        public EncoderDecoderTrainer<TEncoder, TDecoder> Trainer { get; }

        public string Digest => $"{Encoder.ComputeSha256()} {Decoder.ComputeSha256()} {Trainer.StepCount} {Trainer.LearningRate:R}";

        public List<double> StepUntil(int count)
        {
            List<double> losses = [];
            while (Trainer.StepCount < count)
            {
                var sample = new Sample(TEncoder.Shape, Options.Batch, Window, seed: _random.NextUInt64());
                int[] targets = [.. Enumerable.Range(0, Options.Batch * Window).Select(_ => _random.NextInt32(TDecoder.Shape.Vocabulary))];
                losses.Add(Trainer.Step(sample.Input, targets).Loss);
            }

            return losses;
        }

        public string Save() => _store.Save(_random);

        public Checkpoint? Load() => _store.LoadLatest(_random);

        public void Dispose()
        {
            Trainer.Dispose();
            Encoder.Dispose();
            Decoder.Dispose();
        }
    }
}
