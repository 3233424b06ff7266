using System.Globalization;
using EdgeSeq.Diagnostics;
using EdgeSeq.Networks.Tests.Reference;
using EdgeSeq.Networks.Tests.Support;
using EdgeSeq.Shapes;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Networks.Tests;

/// <summary>What looks into models, and pairs of them, over networks.</summary>
public partial class LookingTests
{
    private const int Steps = 9;   // the last one is of every pace

    [Fact]
    public void A_table_shows_the_gates_of_a_row_of_the_text()
    {
        ModelShape shape = Shapes.Keyword.Shape;
        Row row = Row.Random(shape, Steps, new Random(1));
        using var model = new Model<Shapes.Keyword>(1);
        using var runner = new SequenceRunner<Shapes.Keyword>(model, 1, Steps);
        runner.Run(new SequenceInput { Vectors = row.Vectors }, new float[runner.OutputLength]);
        (_, _, _, float[] states) = Kernels.Run<Shapes.Keyword>(model.Parameters, new Batch(shape, [row]));
        int layer = shape.Parameters.First(parameter => parameter.Module == "h").Layer, gate = shape.FindGate("h'", layer);
        StateInfo state = shape.States.Single(state => state.Name == "h" && state.Layer == layer);
        Assert.Equal(states.AsSpan(state.Offset, 20), runner.Gate(gate, 0, Steps - 1));

        var writer = new StringWriter(CultureInfo.InvariantCulture);
        GateTable.Write(runner, writer, [.. Enumerable.Range(0, Steps).Select(i => $"{i}")], [shape.FindGate("z", layer), gate], unit: 3);
        Assert.Contains(states[state.Offset + 3].ToString("F3", CultureInfo.InvariantCulture), writer.ToString().TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Gradients_reach_back_through_layers_of_any_pace()
    {
        Assert.All(Norms<Shapes.Keyword>(), norm => Assert.InRange(norm, 1e-9, 10));
        Assert.All(Norms<Shapes.StridedKeyword>(), norm => Assert.InRange(norm, 1e-9, 10));

        static IEnumerable<double> Norms<TShape>()
            where TShape : struct, IStreamingModel, ITrainableModel
        {
            Row row = Row.Random(TShape.Shape, Steps, new Random(1)) with { Classes = [3] };
            using var model = new Model<TShape>(1);
            using var flow = new GradientFlow<TShape>(model, Steps);
            flow.Add(new SequenceInput { Vectors = row.Vectors }, new SequenceTarget { Classes = row.Classes });
            int layer = TShape.Shape.Parameters.First(parameter => parameter.Module == "h").Layer, state = TShape.Shape.States.ToList().FindIndex(state => state.Name == "h" && state.Layer == layer);
            return [.. Enumerable.Range(1, Steps - 2).Select(distance => flow.Norm(state, distance))];
        }
    }

    [Fact]
    public void A_pair_of_networks_learns_with_tied_weights()
    {
        using var encoder = new Model<Pair>(1);
        using var decoder = new Model<Pair>(2);
        string before = decoder.ComputeSha256();
        using var trainer = new EncoderDecoderTrainer<Pair, Pair>(encoder, decoder, 3, new TrainerOptions { Batch = 2, Window = 3 });
        Assert.Equal(TrainingOutcome.Applied, trainer.Step(new SequenceInput { Tokens = [1, 2, 3, 4, 5, 6] }, [1, 2, 0, 5, 0, -1]).Outcome);
        Assert.NotEqual(before, decoder.ComputeSha256());
        foreach (Model<Pair> model in new[] { encoder, decoder })
        {
            float[,] vectors = new float[9, 6], weights = new float[6, 9];
            model.CopyParameterTo("e.E", vectors);
            model.CopyParameterTo("y.W_h", weights);
            Assert.All(Enumerable.Range(0, 54), i => Assert.Equal(vectors[i / 6, i % 6], weights[i % 6, i / 6]));
        }
    }

    [SequenceModel("""
        e = embed(x, 6)
        h = Lstm(e, 6)
        y = softmax(tied(h, e))
        """, Vocabulary = 9)]
    internal readonly partial struct Pair;
}
