using CommunityToolkit.HighPerformance;
using EdgeSeq.Numerics;
using Xunit;

namespace EdgeSeq.Learning.Tests;

public sealed class ReservoirTests
{
    [Theory]
    [InlineData(0.9, 0.1)]
    [InlineData(1.3, 0.01)]
    [InlineData(0.05, 1)]
    public void The_stated_radius_and_density_are_reached(double spectralRadius, double density)
    {
        using var model = new Model<Forecaster>(3, Initialization.Reservoir with { SpectralRadius = spectralRadius, Density = density });
        double[] u = Read(model, "U_n", 100, 100);
        Assert.Equal(density, u.Count(w => w != 0) / 10_000.0, 1e-3);
        Assert.Equal(spectralRadius, SpectralRadius.Estimate(u, 100, 1e-8), 5e-6 * spectralRadius);
    }

    [Fact]
    public void Every_layer_has_the_radius_whatever_its_size()
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            using var model = new Model<LastOfStack>(seed, Initialization.Reservoir with { SpectralRadius = 0.7, Density = 0.001 });
            Assert.Equal(0.7, SpectralRadius.Estimate(Read(model, "U_n", 20, 20), 20, 1e-8), 1e-5);
            Assert.Equal(0.7, SpectralRadius.Estimate(Read(model, "U_n_l1", 17, 17), 17, 1e-8), 1e-5);
        }
    }

    [Fact]
    public void Input_weights_and_biases_fill_their_scales()
    {
        using var model = new Model<Forecaster>(4, Initialization.Reservoir with { InputScale = 3, BiasScale = 0.25 });
        AssertFills(3, Read(model, "W_n", 1, 100));
        AssertFills(0.25, Read(model, "b_n", 1, 100));
        using var stack = new Model<LastOfStack>(4, Initialization.Reservoir with { InputScale = 3 });
        AssertFills(3 / Math.Sqrt(20), Read(stack, "W_n_l1", 20, 17));
    }

    [Fact]
    public void A_reservoir_starts_as_one_without_being_asked()
    {
        using var unasked = new Model<Forecaster>(8);
        using var asked = new Model<Forecaster>(8, Initialization.Reservoir);
        Assert.Equal(asked.ComputeSha256(), unasked.ComputeSha256());
        Assert.Equal(0.9, SpectralRadius.Estimate(Read(unasked, "U_n", 100, 100), 100, 1e-8), 1e-5);
    }

    [Fact]
    public void The_same_seed_gives_the_same_reservoir_and_another_seed_another()
    {
        using var a = new Model<Forecaster>(1);
        using var b = new Model<Forecaster>(1);
        using var c = new Model<Forecaster>(2);
        Assert.Equal(a.Parameters.ToArray(), b.Parameters.ToArray());
        Assert.NotEqual(Read(a, "U_n", 100, 100), Read(c, "U_n", 100, 100));
    }

    [Fact]
    public void Options_that_make_no_sense_are_refused_by_name()
    {
        Initialization r = Initialization.Reservoir;
        (Initialization Options, string Name)[] wrong =
        [
            (r with { SpectralRadius = 0 }, "SpectralRadius"), (r with { SpectralRadius = double.NaN }, "SpectralRadius"),
            (r with { Density = 0 }, "Density"), (r with { Density = 1.01 }, "Density"),
            (r with { InputScale = -1 }, "InputScale"), (r with { BiasScale = double.PositiveInfinity }, "BiasScale"),
            (r with { Input = WeightInitializer.Sparse }, "Input"), (r with { Recurrent = WeightInitializer.Scaled }, "Recurrent"),
            (r with { Head = WeightInitializer.Sparse }, "Head"), (r with { Embedding = WeightInitializer.Scaled }, "Embedding"),
            (r with { Bias = WeightInitializer.Sparse }, "Bias"), (r with { HeadBias = WeightInitializer.Scaled }, "HeadBias"),
        ];
        Assert.All(wrong, item => Assert.Equal(
            item.Name, Assert.Throws<ArgumentOutOfRangeException>(() => new Model<Forecaster>(0, item.Options)).ParamName));
    }

    private static void AssertFills(double scale, double[] weights)
    {
        Assert.All(weights, w => Assert.InRange(w, -scale, scale));
        Assert.True(weights.Max() > 0.9 * scale && weights.Min() < -0.9 * scale, $"{weights.Min()} to {weights.Max()} of ±{scale}");
    }

    internal static double[] Read<TShape>(Model<TShape> model, string name, int rows, int columns)
        where TShape : struct, ITrainableModel
    {
        float[,] values = new float[rows, columns];
        model.CopyParameterTo(name, values.AsSpan2D());
        return [.. values.Cast<float>().Select(value => (double)value)];
    }
}
