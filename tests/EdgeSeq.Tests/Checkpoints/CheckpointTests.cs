using EdgeSeq.Tests.Kernels;
using EdgeSeq.Text;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Tests.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-").FullName;

    /// <summary>Every shape that learns, without a dialect.</summary>
    public static TheoryData<string> Shapes => KernelCases.ShapesWithHead;

    public static TheoryData<string> Optimizers => [.. All.Keys];

    private static readonly Dictionary<string, Optimizer> All = new Optimizer[] { new Adam(), new AdamW(), new RmsProp(), new Sgd { Momentum = 0.9f } }
        .ToDictionary(optimizer => optimizer.GetType().Name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_resumed_run_equals_an_uninterrupted_one_bit_for_bit(string name) => KernelCases.Find(name).Accept(new Resumption(_folder, new Adam()));

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_resumed_run_equals_an_uninterrupted_one_with_every_optimiser(string name) =>
        KernelCases.Find(nameof(KernelShapes.GruResetAfterV5H33)).Accept(new Resumption(_folder, All[name]));

    [Fact]
    public void An_empty_or_missing_folder_has_no_checkpoint()
    {
        using var run = new TrainingRun<KernelShapes.LstmV5H16>(Path.Combine(_folder, "missing"));
        Assert.Null(run.Load());
        Assert.False(Directory.Exists(run.Store.Folder));
    }

    [Fact]
    public void The_last_ones_are_kept_and_nothing_else_is_left()
    {
        using var run = new TrainingRun<KernelShapes.LstmV5H16>(_folder, keep: 2);
        File.WriteAllText(Path.Combine(_folder, "checkpoint-00000001.safetensors.abcdefgh.abc.tmp"), "left by a killed process");
        File.WriteAllText(Path.Combine(_folder, "notes.txt"), "not ours");
        for (int i = 0; i < 4; i++)
        {
            run.Step();
            run.Save();
        }

        Assert.Equal(
            ["checkpoint-00000003.safetensors", "checkpoint-00000004.safetensors", "notes.txt"],
            Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Loading_without_the_generator_that_was_saved_is_refused_and_changes_nothing()
    {
        using var run = new TrainingRun<KernelShapes.LstmV5H16>(_folder);
        run.Save();
        run.Step();
        string before = run.Digest();
        Assert.Throws<ArgumentException>(() => run.Store.LoadLatest());
        Assert.Equal(before, run.Digest());
    }

    [Fact]
    public void A_generator_that_was_not_saved_is_refused()
    {
        using var run = new TrainingRun<KernelShapes.LstmV5H16>(_folder);
        run.Store.Save();
        Assert.Throws<ArgumentException>(() => run.Load());
        Checkpoint? checkpoint = run.Store.LoadLatest();
        Assert.True(checkpoint?.Position.IsEmpty);
    }

    [Fact]
    public void Another_optimiser_batch_or_shape_is_named()
    {
        using var run = new TrainingRun<KernelShapes.LstmV5H16>(_folder);
        run.Save();
        using var optimizer = new TrainingRun<KernelShapes.LstmV5H16>(_folder, new AdamW());
        using var batch = new TrainingRun<KernelShapes.LstmV5H16>(_folder, batch: 4);
        using var shape = new TrainingRun<KernelShapes.GruResetAfterV5H33>(_folder);
        AssertRefused(optimizer, "\"Adam\"; this one has AdamW");
        AssertRefused(batch, "trainer.states has shape [3, ");
        AssertRefused(shape, "expects GruResetAfter");
    }

    [Fact]
    public void A_run_that_has_diverged_is_not_saved()
    {
        using var run = new TrainingRun<KernelShapes.LstmV5H16>(_folder);
        run.Save();
        run.Model.Parameters[KernelShapes.LstmV5H16.Shape.Parameters[0].Layout.IndexOf(1, 1)] = float.NaN;
        Assert.Throws<InvalidOperationException>(() => run.Save());
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void A_position_that_is_too_long_is_refused()
    {
        using var run = new TrainingRun<KernelShapes.LstmV5H16>(_folder);
        Assert.Throws<ArgumentException>(() => run.Store.Save(position: new byte[CheckpointStore<KernelShapes.LstmV5H16>.MaxPositionSize + 1]));
        run.Store.Save(position: new byte[CheckpointStore<KernelShapes.LstmV5H16>.MaxPositionSize]);
        Assert.Equal(CheckpointStore<KernelShapes.LstmV5H16>.MaxPositionSize, run.Store.LoadLatest()!.Position.Length);
    }

    [Fact]
    public void A_disposed_trainer_says_so()
    {
        var run = new TrainingRun<KernelShapes.LstmV5H16>(_folder);
        run.Save();
        run.Dispose();
        Assert.Throws<ObjectDisposedException>(() => run.Save());
        Assert.Throws<ObjectDisposedException>(() => run.Load());
        Assert.Single(Directory.GetFiles(_folder));
    }

    [Fact]
    public void The_weights_of_a_checkpoint_have_the_names_of_a_model()
    {
        using var run = new TrainingRun<KernelShapes.LstmV5H16>(_folder);
        run.Model.Vocabulary = Vocabulary.Build(new MemoryStream("abc"u8.ToArray()), new VocabularyOptions());
        string text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(run.Save()));
        Assert.Contains("\"rnn.weight_hh_l0\":{\"dtype\":\"F32\",\"shape\":[64,16]", text, StringComparison.Ordinal);
        Assert.Contains("\"optimizer.moment2.head.bias\"", text, StringComparison.Ordinal);
        Assert.Contains("edgeseq_vocabulary", text, StringComparison.Ordinal);
    }

    private static void AssertRefused<TShape>(TrainingRun<TShape> run, string reason)
        where TShape : struct, ITrainableModel
    {
        string before = run.Digest();
        var refused = Assert.Throws<ModelFormatException>(() => run.Load());
        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, run.Digest());
    }

    private sealed class Resumption(string folder, Optimizer optimizer) : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            using var whole = new TrainingRun<TShape>(folder, optimizer);
            List<double> expected = whole.StepUntil(TrainingRun<TShape>.Total);

            using var first = new TrainingRun<TShape>(folder, optimizer);
            List<double> actual = first.StepUntil(5);
            first.Save();

            // Of another seed and some steps on: nothing of it may stay.
            using var second = new TrainingRun<TShape>(folder, optimizer, seed: 77);
            second.StepUntil(2);
            Assert.Equal(5, second.Load()?.StepCount);
            Assert.Equal(first.Digest(), second.Digest());
            actual.AddRange(second.StepUntil(TrainingRun<TShape>.Total));
            Assert.Equal(expected, actual);
            Assert.Equal(whole.Digest(), second.Digest());
        }
    }
}
