using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>
/// Kernels read what was given and write what was promised, and nothing else. (<see cref="KernelRun"/> puts canaries
/// around all buffers, so every other test looks for writes outside of them too.)
/// </summary>
public sealed class MemoryTests
{
    private const int Rows = 3, Window = 5;

    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Unaligned_spans_give_the_same_bits(string name)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        float[] parameters = TestValues.Parameters(kernels), states = TestValues.States(kernels, Rows);
        SampleBatch batch = SampleBatch.Random(kernels.Shape, Rows, Window);
        KernelRun aligned = KernelRun.Train(kernels, parameters, states, batch, batch.Scale);
        KernelRun shifted = KernelRun.Train(kernels, parameters, states, batch, batch.Scale, misalignment: 1);
        aligned.AssertSameBits("shifted by a float", kernels, shifted);

        if (!kernels.Streams)
        {
            return;
        }

        Span<float> state = states.AsSpan(0, kernels.StateSize);
        float[][] expected = KernelRun.Stream(kernels, parameters, state.ToArray(), batch);
        float[][] actual = KernelRun.Stream(kernels, parameters, state.ToArray(), batch, misalignment: 1);
        Assert.All(expected.Zip(actual), pair => Bits.AssertEqual("logits", pair.First, pair.Second));
    }

    /// <summary>The same buffers again, with what the first run left in them, must not show.</summary>
    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void A_used_workspace_gives_the_same_bits_as_a_new_one(string name)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        float[] parameters = TestValues.Parameters(kernels), initial = TestValues.States(kernels, Rows);
        SampleBatch batch = SampleBatch.Random(kernels.Shape, Rows, Window), other = SampleBatch.Random(kernels.Shape, Rows, Window, seed: 2);
        KernelRun expected = KernelRun.Train(kernels, parameters, initial, batch, batch.Scale);

        float[] workspace = new float[kernels.WorkspaceSize(Rows, Window)], transpose = new float[kernels.TransposeSize];
        transpose.AsSpan().Fill(float.PositiveInfinity);
        kernels.Transpose(parameters, transpose);
        Train(other);
        expected.AssertSameBits("used workspace", kernels, Train(batch));

        KernelRun Train(SampleBatch sample)
        {
            float[] states = [.. initial], gradients = new float[kernels.ParameterSize];
            kernels.Forward(parameters, sample.Input, states, workspace, Rows, Window);
            double loss = kernels.Backward(
                parameters, transpose, sample.Input, sample.Target, batch.Scale, gradients, [], workspace, Rows, Window, 0);
            return new(states, gradients, loss, []);
        }
    }

    /// <summary>Kernels accept longer spans than they need, and leave the rest alone.</summary>
    [Theory]
    [MemberData(nameof(KernelCases.All), MemberType = typeof(KernelCases))]
    public void Longer_spans_give_the_same_bits_and_keep_their_ends(string name)
    {
        ShapeKernels kernels = KernelCases.Find(name);
        float[] parameters = TestValues.Parameters(kernels), states = TestValues.States(kernels, Rows);
        SampleBatch batch = SampleBatch.Random(kernels.Shape, Rows, Window);
        KernelRun expected = KernelRun.Train(kernels, parameters, states, batch, batch.Scale);

        float[] block = Longer(parameters), transpose = Longer(new float[kernels.TransposeSize]), carried = Longer(states);
        float[] gradients = Longer(new float[kernels.ParameterSize]), workspace = Longer(new float[kernels.WorkspaceSize(Rows, Window)]);
        kernels.Transpose(block, transpose);
        SampleBatch longer = batch with
        {
            Tokens = LongerIfAny(batch.Tokens, 9999), Vectors = LongerIfAny(batch.Vectors, float.NaN),
            Classes = LongerIfAny(batch.Classes, 9999), Values = LongerIfAny(batch.Values, 9999),
        };
        kernels.Forward(block, longer.Input, carried, workspace, Rows, Window);
        double loss = kernels.Backward(block, transpose, longer.Input, longer.Target, batch.Scale, gradients, [], workspace, Rows, Window, 0);
        expected.AssertSameBits("longer spans", kernels, new(carried[..^Extra], gradients[..^Extra], loss, []));
        Assert.All(new[] { block, transpose, carried, gradients, workspace }, buffer => Assert.Equal(-1, buffer.AsSpan()[^Extra..].IndexOfAnyExcept(77f)));
    }

    private const int Extra = 40;

    private static T[] LongerIfAny<T>(T[] content, T end) => content.Length == 0 ? content : [.. content, end];

    private static float[] Longer(float[] content)
    {
        float[] longer = [.. content, .. new float[Extra]];
        longer.AsSpan(content.Length).Fill(77);
        return longer;
    }
}
