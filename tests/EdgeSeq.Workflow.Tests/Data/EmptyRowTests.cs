using EdgeSeq.Data;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Data;

/// <summary>Rows of length 0 do not count: a batch with some gives the bits of one without them.</summary>
public sealed class EmptyRowTests
{
    private static readonly int[][] s_texts = [[1, 2, 3], [], [4, 5]];
    private static readonly int[] s_classes = [0, 1, 2];

    [Fact]
    public void They_have_neither_loss_nor_output()
    {
        using var model = new Model<Topic>(1);
        using var runner = new SequenceRunner<Topic>(model, 4, 3);
        var texts = new LabeledSequences(s_texts, s_classes, new LabeledOptions { Batch = 4, Window = 3, Shuffle = false });
        var batch = new SequenceBatch(Topic.Shape, 4, 3);
        texts.Next(batch);
        Assert.Equal([3, 0, 2, 0], batch.Lengths.ToArray());
        float[] outputs = new float[runner.OutputLength];
        runner.Run(batch.Input, outputs);
        Assert.Equal(new float[3], outputs[3..6]);
        Assert.Equal(1, outputs[6..9].Sum(), 1e-6f);

        using var evaluator = new Evaluator<Topic>(model, 4, 3);
        evaluator.Add(batch.Input, batch.Target);
        using var expected = new Evaluator<Topic>(model, 2, 3);
        expected.Add(new SequenceInput { Tokens = (int[])[1, 2, 3, 4, 5, 0], Lengths = (int[])[3, 2] }, (int[])[0, 2]);
        Assert.Equal((expected.Count, expected.Sum), (evaluator.Count, evaluator.Sum));
    }

    [Fact]
    public void Numbers_that_stand_there_are_not_looked_at()
    {
        using var model = new Model<LastNumber>(1);
        using var trainer = new Trainer<LastNumber>(model, new TrainerOptions { Batch = 2, Window = 2 });
        float[] vectors = [1, 2, 3, 4, float.NaN, float.NaN, float.NaN, float.NaN];
        Assert.Equal(TrainingOutcome.Applied, trainer.Step(new SequenceInput { Vectors = vectors, Lengths = (int[])[2, 0] }, (float[])[1, float.PositiveInfinity]).Outcome);
        Assert.Equal(TrainingOutcome.NoTargets, trainer.Step(new SequenceInput { Vectors = vectors, Lengths = (int[])[0, 0] }, (float[])[1, 1]).Outcome);
        Assert.Throws<ArgumentException>(() => trainer.Step(new SequenceInput { Vectors = vectors, Lengths = (int[])[2, 1] }, (float[])[1, 1]));
    }
}
