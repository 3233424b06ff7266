using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Forms.Tests.Learning;

/// <summary>Gradients are floats up to 3.4e38; their squares are not.</summary>
public sealed class LargeGradientTests
{
    private static readonly TrainerOptions Options = new()
    {
        Batch = 1, Window = 1, Optimizer = new Sgd(), Schedule = new ConstantRate(0.5f), ClipNorm = null,
    };

    [Fact]
    public void Clipping_by_value_sees_gradients_whose_squares_are_no_floats()
    {
        // y = 1 x: the error is 1e19, its square 1e38, dL/dW 2e38.
        using Model<Shapes.Rectified> model = Identity();
        TrainingStep step = Step(model, Options with { ClipValue = 1 });
        Assert.Equal(TrainingOutcome.Applied, step.Outcome);
        Assert.Equal(1e38, step.Loss, 1e33);
        Assert.Equal(0.5f, Read(model, "W_h"));
        Assert.Equal(0.5f, Read(model, "W_y"));
        Assert.Equal(-0.5f, Read(model, "b_y"));

        // dL/dW_h, dL/dW_y; biases and the other units have 2e19 and 0.
        Assert.Equal(Math.Sqrt(2) * 2e38, step.GradientNorm, 1e33);
    }

    [Theory]
    [InlineData(1f)]
    [InlineData(1e-6f)]      // the factor is no normal float
    public void Clipping_by_norm_does_too(float norm)
    {
        using Model<Shapes.Rectified> model = Identity();
        Assert.Equal(TrainingOutcome.Applied, Step(model, Options with { ClipNorm = norm }).Outcome);
        Assert.Equal(1 - 0.5 * norm / Math.Sqrt(2), Read(model, "W_h"), 1e-7);
    }

    [Fact]
    public void Without_clipping_the_step_is_taken_as_it_is()
    {
        using Model<Shapes.Rectified> model = Identity();
        Assert.Equal(TrainingOutcome.Applied, Step(model, Options).Outcome);
        Assert.Equal(-1e38f, Read(model, "W_h"), 1e33f);
    }

    public static TheoryData<Optimizer> Squaring => [new Adam(), new AdamW { Decay = 0 }, new RmsProp { Smoothing = 0 }];

    [Theory]
    [MemberData(nameof(Squaring))]
    public void Rules_that_square_go_on_learning(Optimizer optimizer)
    {
        // Each of them steps by its rate at first, whatever the size of the gradient; an infinite moment would stop it for good.
        using Model<Shapes.Rectified> model = Identity();
        Assert.Equal(TrainingOutcome.Applied, Step(model, Options with { Optimizer = optimizer }).Outcome);
        Assert.Equal(0.5f, Read(model, "W_h"), 1e-5f);
        Assert.Equal(-0.5f, Read(model, "b_y"), 1e-5f);
    }

    [Fact]
    public void A_gradient_that_is_not_finite_is_still_rejected()
    {
        using Model<Shapes.Rectified> model = Identity();
        TrainingStep step = Step(model, Options with { ClipValue = 1 }, input: 1e20f);
        Assert.Equal(TrainingOutcome.RejectedNonFinite, step.Outcome);
        Assert.Equal(1, Read(model, "W_h"));
    }

    private static TrainingStep Step(Model<Shapes.Rectified> model, TrainerOptions options, float input = 1e19f)
    {
        using var trainer = new Trainer<Shapes.Rectified>(model, options);
        return trainer.Step(new SequenceInput { Vectors = [input, 0] }, new SequenceTarget { Values = [1] });
    }

    /// <summary>One unit of 16 that hands its first input on.</summary>
    private static Model<Shapes.Rectified> Identity()
    {
        var zero = new Initialization { Input = WeightInitializer.Zero, Recurrent = WeightInitializer.Zero, Head = WeightInitializer.Zero };
        var model = new Model<Shapes.Rectified>(0, zero);
        model.Parameters[IndexOf("W_h")] = 1;
        model.Parameters[IndexOf("W_y")] = 1;
        return model;
    }

    private static float Read(Model<Shapes.Rectified> model, string name) => model.Parameters[IndexOf(name)];

    private static int IndexOf(string name) => Model<Shapes.Rectified>.Shape.Parameters.Single(p => p.Name == name).Layout.IndexOf(0, 0);
}
