using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Optimization;

public sealed class TiedOutputTests
{
    private static readonly TrainerOptions s_options = new()
    {
        Batch = Batches.Rows, Window = Batches.Steps, Schedule = new ConstantRate(0.5f), Optimizer = new Sgd(), ClipNorm = null, TiesOutput = true,
    };

    [Fact]
    public void The_vectors_learn_from_both_gradients()
    {
        using Model<Tied> tied = new(1), free = new(1);
        using var trainer = new Trainer<Tied>(tied, s_options);
        free.CopyWeightsFrom(tied);
        float[,] first = Get(free, "E", 5, 16);
        Assert.Equal(first, Transposed(Get(tied, "W_y", 16, 5)));
        using var apart = new Trainer<Tied>(free, s_options with { TiesOutput = false });
        Batches.Batch batch = Batches.Whole(0);
        trainer.Step(batch.Inputs, batch.Targets);
        apart.Step(batch.Inputs, batch.Targets);
        float[,] both = Get(tied, "E", 5, 16), vectors = Get(free, "E", 5, 16), head = Transposed(Get(free, "W_y", 16, 5));
        Assert.Equal(both, Transposed(Get(tied, "W_y", 16, 5)));
        for (int token = 0; token < 5; token++)
        {
            for (int i = 0; i < 16; i++)
            {
                Assert.Equal(vectors[token, i] + head[token, i] - first[token, i], both[token, i], 1e-6);
            }
        }

        Assert.Equal(Get(free, "U_n", 16, 16), Get(tied, "U_n", 16, 16));
    }

    [Fact]
    public void Threads_change_no_bit_and_frozen_vectors_stay()
    {
        Assert.Equal(Train(s_options), Train(s_options with { Threads = 2 }));
        using var model = new Model<Tied>(1);
        float[,] before = Get(model, "E", 5, 16);
        using var trainer = new Trainer<Tied>(model, s_options with { Groups = [new("embedding.weight") { IsFrozen = true }] });
        Batches.Batch batch = Batches.Whole(0);
        trainer.Step(batch.Inputs, batch.Targets);
        Assert.Equal(before, Get(model, "E", 5, 16));
        Assert.Equal(before, Transposed(Get(model, "W_y", 16, 5)));

        static string Train(TrainerOptions options)
        {
            using var model = new Model<Tied>(1);
            using var trainer = new Trainer<Tied>(model, options with { Optimizer = new Adam(), Schedule = new ConstantRate(0.01f) });
            for (int i = 0; i < 4; i++)
            {
                Batches.Batch batch = Batches.Whole(i);
                trainer.Step(batch.Inputs, batch.Targets);
            }

            return model.ComputeSha256();
        }
    }

    [Fact]
    public void Sizes_that_do_not_fit_are_named()
    {
        using var counter = new Model<Counter>();
        using var words = new Model<ManyWords>();
        Assert.Contains("declare Counter with Embedding = 16", Assert.Throws<ArgumentException>(() => new Trainer<Counter>(counter, s_options)).Message, StringComparison.Ordinal);
        Assert.Contains("declare ManyWords with Embedding = 16", Assert.Throws<ArgumentException>(() => new Trainer<ManyWords>(words, s_options)).Message, StringComparison.Ordinal);
    }

    private static float[,] Get(Model<Tied> model, string name, int rows, int columns)
    {
        float[,] copy = new float[rows, columns];
        model.CopyParameterTo(name, copy);
        return copy;
    }

    private static float[,] Transposed(float[,] x)
    {
        float[,] y = new float[x.GetLength(1), x.GetLength(0)];
        for (int i = 0; i < x.GetLength(0); i++)
        {
            for (int j = 0; j < x.GetLength(1); j++)
            {
                y[j, i] = x[i, j];
            }
        }

        return y;
    }
}
