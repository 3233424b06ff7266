using EdgeSeq.Networks.Tests.Reference;
using EdgeSeq.Networks.Tests.Support;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Networks.Tests;

/// <summary>Output layers that are the learned vectors: one matrix in two places.</summary>
public sealed class TiedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-networks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_new_model_has_the_vectors_in_every_layer_that_is_tied_to_them()
    {
        using var model = new Model<Shapes.Same>(1);
        Assert.Equal(Numbers(model, "e.E"), Numbers(model, "y.W_h"));
        Assert.Equal(Numbers(model, "e.E"), Numbers(model, "next.W_h"));
        Assert.Equal("e.E", Shapes.Same.Shape.Parameters.Single(parameter => parameter.Name == "next.W_h").TiedTo);
    }

    [Fact]
    public void The_vectors_learn_from_the_gradients_of_all()
    {
        using var model = new Model<Shapes.Same>(1);
        float[] before = [.. model.Parameters];
        var batch = new Batch(Shapes.Same.Shape, [.. new[] { 7, 3 }.Select(steps => Row.Random(Shapes.Same.Shape, steps, new Random(steps)))]);
        (_, float[] gradients, _, _) = Kernels.Run<Shapes.Same>(before, batch);
        using var trainer = new Trainer<Shapes.Same>(model, new TrainerOptions { Batch = 2, Window = 7, Optimizer = new Sgd(), Schedule = new ConstantRate(1), ClipNorm = null });
        TrainingStep step = trainer.Step(batch.Input, batch.Target);
        Assert.Equal(TrainingOutcome.Applied, step.Outcome);
        ParameterInfo[] all = [.. new[] { "e.E", "y.W_h", "next.W_h" }.Select(name => Shapes.Same.Shape.Parameters.Single(parameter => parameter.Name == name))];
        double scale = 0, norm = 0;
        for (int token = 0; token < 9; token++)
        {
            for (int i = 0; i < 9; i++)
            {
                double slope = gradients[all[0].Layout.IndexOf(token, i)] + gradients[all[1].Layout.IndexOf(i, token)] + gradients[all[2].Layout.IndexOf(i, token)];
                double moved = before[all[0].Layout.IndexOf(token, i)] - model.Parameters[all[0].Layout.IndexOf(token, i)];
                scale += slope * moved;
                norm += slope * slope;
            }
        }

        // One rate for all of them: the mean over targets.
        scale /= norm;
        Assert.InRange(scale, 1e-4, 1);
        for (int token = 0; token < 9; token++)
        {
            for (int i = 0; i < 9; i++)
            {
                double slope = gradients[all[0].Layout.IndexOf(token, i)] + gradients[all[1].Layout.IndexOf(i, token)] + gradients[all[2].Layout.IndexOf(i, token)];
                Assert.Equal(scale * slope, before[all[0].Layout.IndexOf(token, i)] - model.Parameters[all[0].Layout.IndexOf(token, i)], 1e-6);
            }
        }

        Assert.Equal(Numbers(model, "e.E"), Numbers(model, "y.W_h"));
        Assert.Equal(Numbers(model, "e.E"), Numbers(model, "next.W_h"));
    }

    [Fact]
    public void Files_hold_the_names_of_a_tied_module_and_different_numbers_are_refused()
    {
        string path = Path.Combine(_folder, "same.safetensors");
        using var model = new Model<Shapes.Same>(1);
        model.Save(path);
        using Model<Shapes.Same> loaded = Model<Shapes.Same>.Load(path);
        Assert.Equal(model.Parameters.ToArray(), loaded.Parameters.ToArray());
        Assert.Equal(["e.weight", "next.weight", "y.weight"], CanonicalTensors.Of(Shapes.Same.Shape).Select(tensor => tensor.Name).Where(name => name is "e.weight" or "next.weight" or "y.weight").Order(StringComparer.Ordinal));

        ParameterInfo copy = Shapes.Same.Shape.Parameters.Single(parameter => parameter.Name == "y.W_h");
        model.Parameters[copy.Layout.IndexOf(2, 4)] += 1;
        model.Save(path);
        Assert.Contains("number 2 of token 4", Assert.Throws<ModelFormatException>(() => Model<Shapes.Same>.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Setting_the_vectors_sets_what_is_tied_to_them_which_cannot_be_set_alone()
    {
        using var model = new Model<Shapes.Same>(1);
        float[,] vectors = new float[9, 9];
        vectors[3, 5] = 2;
        model.SetParameter("e.E", vectors);
        Assert.Equal(Numbers(model, "e.E"), Numbers(model, "next.W_h"));
        Assert.Contains("tied to e.E", Assert.Throws<ArgumentException>(() => model.SetParameter("next.W_h", vectors)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_average_of_the_weights_is_tied_too()
    {
        string path = Path.Combine(_folder, "average.safetensors");
        var batch = new Batch(Shapes.Same.Shape, [Row.Random(Shapes.Same.Shape, 7, new Random(1))]);
        using Model<Shapes.Same> model = new(1), average = new(1);
        using var trainer = new Trainer<Shapes.Same>(model, new TrainerOptions { Batch = 1, Window = 7, Average = new ExponentialAverage(0.5f) });
        for (int i = 0; i < 3; i++)
        {
            trainer.Step(batch.Input, batch.Target);
        }

        trainer.CopyAverageTo(average);
        average.Save(path);
        using Model<Shapes.Same> loaded = Model<Shapes.Same>.Load(path);
        Assert.NotEqual(Numbers(model, "e.E"), Numbers(loaded, "e.E"));
    }

    [Fact]
    public void The_option_of_stacks_is_refused_by_name()
    {
        using var model = new Model<Shapes.Same>(1);
        Assert.Contains("tied(h, e)", Assert.Throws<ArgumentException>(() => new Trainer<Shapes.Same>(model, new TrainerOptions { TiesOutput = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_depthwise_convolution_is_one_tensor_of_PyTorchs_size() =>
        Assert.Equal<int[]>([5, 1, 4], [.. CanonicalTensors.Of(Shapes.Depthwise.Shape).Single(tensor => tensor.Name == "p.weight").Dimensions]);

    /// <summary>Token by token.</summary>
    private static float[] Numbers(Model<Shapes.Same> model, string name)
    {
        ParameterInfo parameter = Shapes.Same.Shape.Parameters.Single(parameter => parameter.Name == name);
        bool isVectors = parameter.Kind == ParameterKind.Embedding;
        return [.. Enumerable.Range(0, 81).Select(i => model.Parameters[isVectors ? parameter.Layout.IndexOf(i / 9, i % 9) : parameter.Layout.IndexOf(i % 9, i / 9)])];
    }
}
