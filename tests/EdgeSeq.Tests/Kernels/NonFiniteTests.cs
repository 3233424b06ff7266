using EdgeSeq.Shapes;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>NaN and infinite parameters end in a rejected step: no crash, no endless loop, no update.</summary>
public sealed class NonFiniteTests
{
    [Theory]
    [MemberData(nameof(KernelCases.WithHead), MemberType = typeof(KernelCases))]
    public void A_NaN_in_any_parameter_gives_a_NaN_loss_and_a_rejected_step(string name) =>
        KernelCases.Find(name).Accept(new Poisoning(float.NaN));

    /// <summary>An infinity may saturate a gate and leave loss and gradient finite; then the step counts.</summary>
    [Theory]
    [MemberData(nameof(KernelCases.WithHead), MemberType = typeof(KernelCases))]
    public void An_infinity_in_any_parameter_gives_a_rejected_step_unless_loss_and_gradient_are_finite(string name)
    {
        KernelCases.Find(name).Accept(new Poisoning(float.PositiveInfinity));
        KernelCases.Find(name).Accept(new Poisoning(float.NegativeInfinity));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Parameters_that_are_all_not_finite_give_a_NaN_loss_in_every_shape(float value)
    {
        foreach (ShapeKernels kernels in KernelCases.ShapeNames.Where(shape => KernelCases.Find(shape).Shape.Head != Head.None).SelectMany(KernelCases.DialectsOf))
        {
            kernels.Accept(new Poisoning(value, everywhere: true));
        }
    }

    /// <summary>Logits overflow, softmax and its gradient do not.</summary>
    [Theory]
    [MemberData(nameof(KernelCases.SmallestOfEachCell), MemberType = typeof(KernelCases))]
    public void Huge_logits_give_a_finite_loss_and_finite_gradients(string name)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        float[] parameters = TestValues.Parameters(kernels);
        ParameterInfo bias = kernels.Shape.Parameters.Single(parameter => parameter.Kind == ParameterKind.HeadBias);
        parameters[bias.Layout.IndexOf(0, 0)] = 1e30f;
        SampleBatch batch = SampleBatch.Random(kernels.Shape, 3, 5);
        KernelRun run = KernelRun.Train(kernels, parameters, TestValues.States(kernels, 3), batch, batch.Scale);
        Assert.True(double.IsFinite(run.Loss) && run.Loss > 1e29, $"{run.Loss}");
        Assert.All(run.Gradients, gradient => Assert.True(float.IsFinite(gradient)));
    }

    private sealed class Poisoning(float value, bool everywhere = false) : IShapeVisitor
    {
        private static readonly TrainerOptions Options = new() { Batch = 2, Window = 3 };

        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            SampleBatch batch = SampleBatch.Random(TShape.Shape, Options.Batch, Options.Window);
            using Model<TShape> initial = new(1), model = initial.Clone();   // drawing them takes longer than all else
            foreach (ParameterInfo parameter in TShape.Shape.Parameters.Take(everywhere ? 1 : int.MaxValue))
            {
                model.CopyWeightsFrom(initial);
                using var trainer = new Trainer<TShape>(model, Options);
                foreach (int index in everywhere ? TShape.Shape.Parameters.SelectMany(TestValues.IndexesOf) : [Used(parameter, batch)])
                {
                    model.Parameters[index] = value;
                }

                float[] before = model.Parameters.ToArray();
                TrainingStep step = trainer.Step(batch.Input, batch.Target);
                bool isFinite = double.IsFinite(step.Loss) && double.IsFinite(step.GradientNorm);
                Assert.Equal(isFinite ? TrainingOutcome.Applied : TrainingOutcome.RejectedNonFinite, step.Outcome);
                if (!isFinite)
                {
                    Bits.AssertEqual($"{parameter.Name} = {value}: weights after a rejected step", before, model.Parameters);
                }

                if (float.IsNaN(value) || everywhere)
                {
                    Assert.True(double.IsNaN(step.Loss), $"{parameter.Name} = {value}: loss {step.Loss}");
                    Assert.False(isFinite);
                }
            }
        }

        /// <summary>An element that the batch reads.</summary>
        private static int Used(ParameterInfo parameter, SampleBatch batch) =>
            parameter.Layout.IndexOf(batch.Tokens.Length > 0 && parameter.Rows == batch.Shape.Vocabulary ? batch.Tokens[0] : 0, 0);
    }
}
