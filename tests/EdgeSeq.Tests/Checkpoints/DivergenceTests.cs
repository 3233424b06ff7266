using EdgeSeq.Tests.Kernels;
using EdgeSeq.Tests.Storage;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Tests.Checkpoints;

/// <summary>After a run has diverged, whatever is loaded leaves nothing of it: not in padding, moments or states.</summary>
public sealed class DivergenceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-").FullName;

    /// <summary>Every shape that learns, without a dialect.</summary>
    public static TheoryData<string> Shapes => KernelCases.ShapesWithHead;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Going_back_to_a_checkpoint_gives_the_bits_of_a_run_that_never_diverged(string name) => KernelCases.Find(name).Accept(new GoingBack(_folder));

    [Fact]
    public void Loading_weights_makes_the_padding_zero()
    {
        using var good = new Model<KernelShapes.GruResetAfterV5H33>(1);
        using var model = new Model<KernelShapes.GruResetAfterV5H33>(2);
        model.Parameters.Fill(float.NaN);
        model.LoadWeights(SafetensorsTests.Saved(good));
        Assert.Equal(good.Parameters.ToArray(), model.Parameters.ToArray());
    }

    public static TheoryData<string, int, float> Moments => new()
    {
        { nameof(Adam), 1, -1e-3f },
        { nameof(Adam), 1, float.MinValue },
        { nameof(Adam), 0, 3e38f },
        { nameof(AdamW), 1, -1e-3f },
        { nameof(RmsProp), 0, -1e-3f },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public void A_checkpoint_from_which_no_run_can_go_on_is_passed_over(string optimizer, int block, float moment)
    {
        using var run = new TrainingRun<KernelShapes.GruResetAfterV5H33>(_folder, Named(optimizer));
        run.Step();
        string good = run.Save(), expected = run.Digest();
        int place = KernelShapes.GruResetAfterV5H33.Shape.Parameters[^1].Layout.IndexOf(0, 3);
        run.Trainer.Moments[(block * KernelShapes.GruResetAfterV5H33.ParameterSize) + place] = moment;
        string bad = run.Save();
        Checkpoint? checkpoint = run.Load();
        Assert.Equal(good, checkpoint?.Path);
        Assert.Equal(expected, run.Digest());
        string reason = Assert.Single(checkpoint!.Skipped);
        Assert.StartsWith($"{bad} is damaged: the next update would make number 3 of head.bias", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Adam), 1, 3.4e38f)]
    [InlineData(nameof(AdamW), 1, 3.4e38f)]
    [InlineData(nameof(RmsProp), 0, 3.4e38f)]
    [InlineData(nameof(Sgd), 0, 1e30f)]
    public void A_moment_that_is_large_but_leads_to_numbers_is_taken(string optimizer, int block, float moment)
    {
        using var run = new TrainingRun<KernelShapes.GruResetAfterV5H33>(_folder, Named(optimizer));
        run.Step();
        run.Trainer.Moments[block * KernelShapes.GruResetAfterV5H33.ParameterSize] = moment;
        string path = run.Save();
        Assert.Equal(path, run.Load()?.Path);
        run.Step();
        Assert.All(run.Model.Parameters.ToArray(), weight => Assert.True(float.IsFinite(weight)));
    }

    private static Optimizer Named(string optimizer) => optimizer switch
    {
        nameof(Adam) => new Adam(), nameof(AdamW) => new AdamW(), nameof(RmsProp) => new RmsProp(), _ => new Sgd { Momentum = 0.9f },
    };

    private sealed class GoingBack(string folder) : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            using var whole = new TrainingRun<TShape>(Path.Combine(folder, "whole"));
            whole.StepUntil(2);
            using var run = new TrainingRun<TShape>(folder);
            run.StepUntil(2);
            run.Save();

            // What an update with an infinite rate leaves; the step after it is rejected and spoils the scratch memory too.
            run.Model.Parameters.Fill(float.NaN);
            run.Trainer.Moments.Fill(float.NaN);
            run.Step();
            Assert.Equal(1, run.Trainer.RejectedCount);
            Assert.NotNull(run.Load());
            Assert.Equal(whole.Digest(), run.Digest());
            whole.StepUntil(5);
            run.StepUntil(5);
            Assert.Equal(0, run.Trainer.RejectedCount);
            Assert.Equal(whole.Digest(), run.Digest());
            run.Save();
        }
    }
}
