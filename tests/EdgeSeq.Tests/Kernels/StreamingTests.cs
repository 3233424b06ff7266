using EdgeSeq.Numerics;
using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>A window is so many single steps, bit for bit, wherever it is cut.</summary>
public sealed class StreamingTests
{
    private const int Window = 6;

    [Theory]
    [MemberData(nameof(KernelCases.Streaming), MemberType = typeof(KernelCases))]
    public void Single_steps_give_the_states_of_one_window(string name)
    {
        (ShapeKernels kernels, float[] parameters, float[] states, SampleBatch batch) = Case(name, rows: 1);
        KernelRun window = KernelRun.Evaluate(kernels, parameters, states, batch);
        KernelRun.Stream(kernels, parameters, states, batch);
        Bits.AssertEqual("state", TestValues.Carried(kernels, window.States), TestValues.Carried(kernels, states));
    }

    [Theory]
    [MemberData(nameof(KernelCases.Streaming), MemberType = typeof(KernelCases))]
    public void Single_steps_give_the_outputs_of_one_window(string name)
    {
        (ShapeKernels kernels, float[] parameters, float[] states, SampleBatch batch) = Case(name, rows: 1);
        float[][] logits = KernelRun.Stream(kernels, parameters, [.. states], batch);
        float[] workspace = new float[kernels.WorkspaceSize(1, Window)], outputs = new float[batch.OutputsPerRow * kernels.Shape.Outputs];
        kernels.Forward(parameters, batch.Input, states, workspace, 1, Window);
        kernels.Outputs(parameters, batch.Input, outputs, workspace, 1, Window);
        float[] expected = kernels.Shape.Readout == Readout.Last ? logits[^1] : [.. logits.SelectMany(step => step)];
        Bits.AssertEqual("outputs", expected, outputs);
    }

    /// <summary>
    /// The gradient of b_y of a step, with scale 1, is softmax minus one-hot of that step's logits: all of them, so equal
    /// bits say that training sees the logits of the single steps.
    /// </summary>
    [Theory]
    [MemberData(nameof(KernelCases.Streaming), MemberType = typeof(KernelCases))]
    public void Training_sees_the_logits_of_single_steps(string name)
    {
        (ShapeKernels kernels, float[] parameters, float[] states, SampleBatch batch) = Case(name, rows: 1);
        if (!kernels.IsLanguageModel)
        {
            return;   // the outputs above are the same for every head
        }

        float[][] logits = KernelRun.Stream(kernels, parameters, [.. states], batch);
        ParameterInfo bias = kernels.Shape.Parameters.Single(parameter => parameter.Kind == ParameterKind.HeadBias);
        for (int t = 0; t < Window; t++)
        {
            int[] targets = new int[Window];
            targets.AsSpan().Fill(-1);
            targets[t] = kernels.Shape.Vocabulary / 2;
            KernelRun run = KernelRun.Train(kernels, parameters, states, batch with { Classes = targets }, scale: 1);

            float[] row = new float[TestValues.PaddedTo16(logits[t].Length)];
            logits[t].CopyTo(row, 0);
            double loss = PortableKernels.CrossEntropy(ref row[0], kernels.Shape.Vocabulary, targets[t], scale: 1);
            Bits.AssertEqual($"loss of step {t}", loss, run.Loss);
            Bits.AssertEqual(
                $"gradient of b_y at step {t}", row.AsSpan(0, kernels.Shape.Vocabulary),
                TestValues.IndexesOf(bias).Select(index => run.Gradients[index]).ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(KernelCases.Streaming), MemberType = typeof(KernelCases))]
    public void A_window_may_be_cut_anywhere(string name)
    {
        (ShapeKernels kernels, float[] parameters, float[] states, SampleBatch batch) = Case(name, rows: 3);
        KernelRun whole = KernelRun.Evaluate(kernels, parameters, states, batch);
        for (int cut = 1; cut < Window; cut++)
        {
            KernelRun first = KernelRun.Evaluate(kernels, parameters, states, batch.Columns(0, cut));
            KernelRun second = KernelRun.Evaluate(kernels, parameters, first.States, batch.Columns(cut, Window - cut));
            Bits.AssertEqual($"states, cut at {cut}", TestValues.Carried(kernels, whole.States), TestValues.Carried(kernels, second.States));
        }
    }

    [Theory]
    [MemberData(nameof(KernelCases.Streaming), MemberType = typeof(KernelCases))]
    public void Backward_sums_the_loss_that_Loss_sums(string name)
    {
        (ShapeKernels kernels, float[] parameters, float[] states, SampleBatch batch) = Case(name, rows: 3);
        KernelRun evaluated = KernelRun.Evaluate(kernels, parameters, states, batch);
        KernelRun trained = KernelRun.Train(kernels, parameters, states, batch, batch.Scale);
        Bits.AssertEqual("loss", evaluated.Loss, trained.Loss);
        Bits.AssertEqual("states", TestValues.Carried(kernels, evaluated.States), TestValues.Carried(kernels, trained.States));
    }

    private static (ShapeKernels Kernels, float[] Parameters, float[] States, SampleBatch Batch) Case(string name, int rows)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        return (kernels, TestValues.Parameters(kernels), TestValues.States(kernels, rows), SampleBatch.Random(kernels.Shape, rows, Window));
    }
}
