using EdgeSeq.Tests.Doubles;
using Xunit;

namespace EdgeSeq.Tests.Models;

public sealed class InitializationTests
{
    [Fact]
    public void The_same_seed_gives_the_same_model_and_another_seed_another()
    {
        using var a = new Model<GruShape>(7);
        using var b = new Model<GruShape>(7);
        using var c = new Model<GruShape>(8);
        Assert.Equal(a.Parameters.ToArray(), b.Parameters.ToArray());
        Assert.NotEqual(a.ComputeSha256(), c.ComputeSha256());
    }

    [Fact]
    public void Recurrent_matrices_are_orthogonal_by_default()
    {
        using var model = new Model<GruShape>(3);
        foreach (string name in (string[])["U_r", "U_z", "U_n"])
        {
            float[,] u = Read(model, name);
            AssertOrthonormal(Rows(u));
            AssertOrthonormal(Rows(Transposed(u)));
        }
    }

    [Fact]
    public void Matrices_that_are_not_square_get_orthonormal_rows_or_columns()
    {
        var orthogonal = new Initialization { Input = WeightInitializer.Orthogonal, Head = WeightInitializer.Orthogonal };
        using var model = new Model<GruShape>(3, orthogonal);
        AssertOrthonormal(Rows(Read(model, "W_z")));
        AssertOrthonormal(Rows(Transposed(Read(model, "W_y"))));
    }

    [Fact]
    public void Orthogonal_matrices_have_no_preferred_sign()
    {
        // Householder QR without the sign correction would give every first element the same sign.
        int positive = 0;
        for (ulong seed = 0; seed < 400; seed++)
        {
            using var model = new Model<TinyElman>(seed);
            positive += Read(model, "U_h")[0, 0] > 0 ? 1 : 0;
        }

        Assert.InRange(positive, 150, 250);
    }

    [Theory]
    [InlineData(WeightInitializer.Xavier, 0.38729833)] // sqrt(6 / (20 + 20))
    [InlineData(WeightInitializer.Uniform, 0.2236068)] // 1 / sqrt(20)
    public void Uniform_weights_fill_their_interval(WeightInitializer initializer, double limit)
    {
        double[] weights = ManyRecurrentWeights(initializer);
        Assert.All(weights, w => Assert.InRange(w, -limit, limit));
        Assert.True(weights.Max() > 0.99 * limit && weights.Min() < -0.99 * limit);
        Assert.Equal(0, weights.Average(), 0.01);
        Assert.Equal(limit * limit / 3, weights.Average(w => w * w), 0.02 * limit * limit);
    }

    [Fact]
    public void He_weights_have_the_variance_2_over_fan_in()
    {
        double[] weights = ManyRecurrentWeights(WeightInitializer.He);
        Assert.Equal(0, weights.Average(), 0.01);
        Assert.Equal(2.0 / GruShape.H, weights.Average(w => w * w), 0.005);
    }

    [Fact]
    public void Biases_are_zero_by_default_and_uniform_as_in_PyTorch_on_request()
    {
        using var ours = new Model<GruShape>(1);
        using var theirs = new Model<GruShape>(1, Initialization.PyTorch);
        foreach (string bias in (string[])["b_r", "b_hn", "b_y"])
        {
            Assert.All(Read(ours, bias).Cast<float>(), b => Assert.Equal(0, b));
            Assert.All(Read(theirs, bias).Cast<float>(), b => Assert.InRange(Math.Abs(b), 1e-9, 0.2236068));
        }
    }

    [Fact]
    public void Padding_stays_zero()
    {
        var full = new Initialization
        {
            Input = WeightInitializer.He,
            Recurrent = WeightInitializer.Orthogonal,
            Bias = WeightInitializer.Uniform,
            Head = WeightInitializer.Xavier,
            HeadBias = WeightInitializer.Uniform,
        };
        using var model = new Model<GruShape>(9, full);
        Assert.Equal(Model<GruShape>.Shape.ParameterCount, model.Parameters.ToArray().Count(p => p != 0));
    }

    [Fact]
    public void What_does_not_suit_a_bias_or_is_no_member_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new Model<GruShape>(0, new Initialization { Bias = WeightInitializer.Orthogonal }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Model<GruShape>(0, new Initialization { HeadBias = WeightInitializer.He }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Model<GruShape>(0, new Initialization { Input = (WeightInitializer)99 }));
    }

    private static double[] ManyRecurrentWeights(WeightInitializer initializer)
    {
        var weights = new List<double>();
        for (ulong seed = 0; seed < 10; seed++)
        {
            using var model = new Model<GruShape>(seed, new Initialization { Recurrent = initializer });
            weights.AddRange(Read(model, "U_n").Cast<float>().Select(w => (double)w));
        }

        return [.. weights];
    }

    private static float[,] Read(Model<GruShape> model, string name) => ModelTests.Read(model, name);

    private static float[,] Read(Model<TinyElman> model, string name) => ModelTests.Read(model, name);

    private static float[,] Transposed(float[,] matrix)
    {
        float[,] result = new float[matrix.GetLength(1), matrix.GetLength(0)];
        for (int i = 0; i < matrix.GetLength(0); i++)
        {
            for (int j = 0; j < matrix.GetLength(1); j++)
            {
                result[j, i] = matrix[i, j];
            }
        }

        return result;
    }

    private static float[][] Rows(float[,] matrix) =>
        [.. Enumerable.Range(0, matrix.GetLength(0)).Select(i => Enumerable.Range(0, matrix.GetLength(1)).Select(j => matrix[i, j]).ToArray())];

    private static void AssertOrthonormal(float[][] vectors)
    {
        for (int i = 0; i < vectors.Length; i++)
        {
            for (int j = 0; j < vectors.Length; j++)
            {
                double dot = vectors[i].Zip(vectors[j], (a, b) => (double)a * b).Sum();
                Assert.Equal(i == j ? 1 : 0, dot, 1e-6);
            }
        }
    }
}
