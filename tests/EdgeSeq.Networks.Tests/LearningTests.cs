using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Networks.Tests;

/// <summary>Networks learn what they are for.</summary>
public partial class LearningTests
{
    /// <summary>
    /// The adding problem (S. Hochreiter, J. Schmidhuber 1997) over 200 steps: the sum of the two numbers that are marked. Saying 1 every time has a
    /// squared error of 0.167.
    /// </summary>
    [Fact]
    public void Dilated_convolutions_add_numbers_a_hundred_steps_apart()
    {
        const int Window = 200, Steps = 500, Last = 50;
        int rows = Cases.Part(16, 32);
        using var model = new Model<Adder>(1);
        using var trainer = new Trainer<Adder>(model, new TrainerOptions { Batch = rows, Window = Window, Schedule = new ConstantRate(0.003f) });
        var random = new Random(1);
        float[] x = new float[rows * Window * 2], y = new float[rows];
        double sum = 0;
        for (int step = 0; step < Steps; step++)
        {
            for (int row = 0; row < rows; row++)
            {
                int first = random.Next(Window / 2), second = (Window / 2) + random.Next(Window / 2);
                for (int t = 0; t < Window; t++)
                {
                    x[((row * Window) + t) * 2] = random.NextSingle();
                    x[(((row * Window) + t) * 2) + 1] = t == first || t == second ? 1 : 0;
                }

                y[row] = x[((row * Window) + first) * 2] + x[((row * Window) + second) * 2];
            }

            trainer.ResetState();
            double loss = trainer.Step(new SequenceInput { Vectors = x }, new SequenceTarget { Values = y }).Loss;
            sum += step >= Steps - Last ? loss : 0;
        }

        Assert.InRange(sum / Last, 0, 0.02);
    }

    [SequenceModel("""
        a = relu(conv(x, 16, 2))
        b = relu(a + conv(relu(conv(a, 16, 2, 2)), 16, 2, 2))
        c = relu(b + conv(relu(conv(b, 16, 2, 4)), 16, 2, 4))
        d = relu(c + conv(relu(conv(c, 16, 2, 8)), 16, 2, 8))
        e = relu(d + conv(relu(conv(d, 16, 2, 16)), 16, 2, 16))
        f = relu(e + conv(relu(conv(e, 16, 2, 32)), 16, 2, 32))
        g = relu(f + conv(relu(conv(f, 16, 2, 64)), 16, 2, 64))
        h = relu(g + conv(relu(conv(g, 16, 2, 128)), 16, 2, 128))
        y = dense(last(h), 1)
        """, Inputs = 2)]
    internal readonly partial struct Adder;
}
