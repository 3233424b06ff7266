using EdgeSeq.Tests.Doubles;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Tests.Training;

/// <summary>Twenty updates of 32 weights against the formulas of the papers in double.</summary>
public sealed class OptimizerTests
{
    private const int Length = 32, Updates = 20;
    private const float Scale = 0.5f, Rate = 0.01f;

    [Fact]
    public void Plain_descent_follows_the_scaled_gradient() =>
        Compare(new Sgd(), (w, g, m) => w - (Rate * g));

    [Fact]
    public void Momentum_accumulates_a_velocity() =>
        Compare(new Sgd { Momentum = 0.9f }, (w, g, m) =>
        {
            m[0] = (0.9 * m[0]) + g;
            return w - (Rate * m[0]);
        });

    [Fact]
    public void Nesterov_looks_where_the_momentum_leads() =>
        Compare(new Sgd { Momentum = 0.9f, Nesterov = true }, (w, g, m) =>
        {
            m[0] = (0.9 * m[0]) + g;
            return w - (Rate * (g + (0.9 * m[0])));
        });

    [Fact]
    public void Coupled_decay_is_a_part_of_the_gradient()
    {
        Compare(new Sgd { Momentum = 0.9f, L2 = 0.3f }, (w, g, m) =>
        {
            m[0] = (0.9 * m[0]) + g + (0.3 * w);
            return w - (Rate * m[0]);
        });
        Compare(new Adam { L2 = 0.3f }, (w, g, m) => AdamStep(w, g + (0.3 * w), m, decay: 0));
    }

    [Fact]
    public void AmsGrad_divides_by_the_largest_mean_square() =>
        Compare(new Adam { AmsGrad = true, Beta2 = 0.5f }, (w, g, m) =>
        {
            double t = ++m[2];
            m[0] = (0.9 * m[0]) + (0.1 * g);
            m[1] = (0.5 * m[1]) + (0.5 * g * g);
            m[3] = Math.Max(m[3], m[1]);
            return w - (Rate * m[0] / (1 - Math.Pow(0.9, t)) / (Math.Sqrt(m[3] / (1 - Math.Pow(0.5, t))) + 1e-8));
        });

    [Fact]
    public void RmsProp_divides_by_the_root_of_the_mean_square() =>
        Compare(new RmsProp { Smoothing = 0.95f }, (w, g, m) =>
        {
            m[0] = (0.95 * m[0]) + (0.05 * g * g);
            return w - (Rate * g / (Math.Sqrt(m[0]) + 1e-8));
        });

    [Fact]
    public void Adam_corrects_the_bias_of_its_moments() =>
        Compare(new Adam(), (w, g, m) => AdamStep(w, g, m, decay: 0));

    [Fact]
    public void AdamW_decays_weights_apart_from_the_gradient() =>
        Compare(new AdamW { Decay = 0.3f }, (w, g, m) => AdamStep(w, g, m, decay: 0.3));

    [Fact]
    public void Options_that_make_no_sense_are_refused_when_a_trainer_is_constructed()
    {
        Optimizer[] wrong =
        [
            new Sgd { Momentum = 1 }, new Sgd { Momentum = -0.1f }, new RmsProp { Smoothing = float.NaN }, new RmsProp { Epsilon = 0 },
            new Adam { Beta1 = 1 }, new Adam { Beta2 = -1 }, new AdamW { Epsilon = float.PositiveInfinity }, new AdamW { Decay = -1 },
        ];
        using var model = new Model<TinyElman>();
        Assert.All(wrong, optimizer => Assert.Throws<ArgumentOutOfRangeException>(
            () => new Trainer<TinyElman>(model, new TrainerOptions { Optimizer = optimizer })));
    }

    private static double AdamStep(double w, double g, double[] m, double decay)
    {
        double t = ++m[2];
        m[0] = (0.9 * m[0]) + (0.1 * g);
        m[1] = (0.999 * m[1]) + (0.001 * g * g);
        double mean = m[0] / (1 - Math.Pow(0.9, t)), square = m[1] / (1 - Math.Pow(0.999, t));
        return w - (Rate * decay * w) - (Rate * mean / (Math.Sqrt(square) + 1e-8));
    }

    private static void Compare(Optimizer optimizer, Func<double, double, double[], double> reference)
    {
        var random = new RandomGenerator(4);
        float[] weights = [.. Enumerable.Range(0, Length).Select(_ => (float)random.NextNormal())];
        double[] expected = [.. weights.Select(w => (double)w)];
        double[][] expectedMoments = [.. weights.Select(_ => new double[4])];
        float[] moments = new float[optimizer.MomentBlocks * Length];
        BetaPowers powers = BetaPowers.Start;
        for (int update = 0; update < Updates; update++)
        {
            float[] gradients = [.. Enumerable.Range(0, Length).Select(_ => (float)random.NextNormal())];
            for (int i = 0; i < Length; i++)
            {
                expected[i] = reference(expected[i], Scale * gradients[i], expectedMoments[i]);
            }

            optimizer.Update(weights, gradients, moments, Scale, Rate, ref powers);
            Assert.All(gradients, g => Assert.Equal(0, g));
        }

        for (int i = 0; i < Length; i++)
        {
            Assert.Equal(expected[i], weights[i], 5e-6);
        }
    }
}
