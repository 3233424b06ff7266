using EdgeSeq.Shapes;

namespace EdgeSeq.Tests.Kernels;

/// <summary>
/// What kernels make of a batch. Every buffer has exactly the size asked for, lies between canaries and is NaN at first
/// where the contract promises no content; what kernels may only read is checked to be unchanged.
/// </summary>
internal sealed record KernelRun(float[] States, float[] Gradients, double Loss, float[] StateGradients)
{
    /// <summary>Forward and Backward.</summary>
    public static KernelRun Train(
        ShapeKernels kernels, ReadOnlySpan<float> parameters, ReadOnlySpan<float> states, SampleBatch batch, float scale,
        KernelRun? onto = null, int misalignment = 0, float[]? stateGradients = null)
    {
        var block = new GuardedFloats("parameters", parameters, misalignment);
        var transpose = new GuardedFloats("transpose", kernels.TransposeSize, misalignment);
        var carried = new GuardedFloats("states", states, misalignment);
        var gradients = new GuardedFloats("gradients", onto?.Gradients ?? new float[kernels.ParameterSize], misalignment);
        var workspace = new GuardedFloats("workspace", kernels.WorkspaceSize(batch.Rows, batch.Window), misalignment);

        kernels.Transpose(block.Span, transpose.Span);
        float[] transposed = transpose.Span.ToArray();
        kernels.Forward(block.Span, batch.Input, carried.Span, workspace.Span, batch.Rows, batch.Window);
        var following = new GuardedFloats("state gradients", stateGradients ?? [], misalignment);
        double sum = kernels.Backward(
            block.Span, transpose.Span, batch.Input, batch.Target, scale, gradients.Span, following.Span, workspace.Span, batch.Rows, batch.Window, onto?.Loss ?? 0);

        foreach (GuardedFloats buffer in new[] { block, transpose, carried, gradients, following, workspace })
        {
            buffer.AssertIntact();
        }

        Bits.AssertEqual("parameters after a training step", parameters, block.Span);
        Bits.AssertEqual("transpose after a training step", transposed, transpose.Span);
        return new(carried.Span.ToArray(), gradients.Span.ToArray(), sum, following.Span.ToArray());
    }

    /// <summary>Forward, Adjoints and Accumulate, in as many parts: rows for the one, shares of the weights for the other, the last part first.</summary>
    public static KernelRun TrainInParts(
        ShapeKernels kernels, ReadOnlySpan<float> parameters, ReadOnlySpan<float> states, SampleBatch batch, float scale, int parts, float[] stateGradients)
    {
        int size = kernels.StateSize, outputs = kernels.Shape.OutputRows(1, batch.Window);
        var block = new GuardedFloats("parameters", parameters);
        var transpose = new GuardedFloats("transpose", kernels.TransposeSize);
        var carried = new GuardedFloats("states", states);
        var following = new GuardedFloats("state gradients", stateGradients);
        var gradients = new GuardedFloats("gradients", new float[kernels.ParameterSize]);
        var losses = new GuardedFloats("losses", new float[batch.Rows * outputs]);
        var workspaces = new Dictionary<int, GuardedFloats>();
        for (int part = parts - 1; part >= 0; part--)
        {
            kernels.Transpose(block.Span, transpose.Span, new WorkShare(part, parts));
        }

        float[] transposed = transpose.Span.ToArray();
        foreach ((int part, int first, int rows) in Split(batch.Rows, parts).Reverse())
        {
            SampleBatch own = batch.Part(first, rows);
            GuardedFloats workspace = workspaces[part] = new("workspace", kernels.AdjointWorkspaceSize(rows, batch.Window));
            kernels.Forward(block.Span, own.Input, carried.Span.Slice(first * size, rows * size), workspace.Span, rows, batch.Window);
            kernels.Adjoints(
                block.Span, transpose.Span, own.Input, own.Target, scale, stateGradients.Length == 0 ? default : following.Span.Slice(first * size, rows * size),
                workspace.Span, losses.Span.Slice(first * outputs, rows * outputs), rows, batch.Window);
        }

        for (int part = parts - 1; part >= 0; part--)
        {
            foreach ((int owner, int first, int rows) in Split(batch.Rows, parts))
            {
                float[] before = workspaces[owner].Span.ToArray();
                kernels.Accumulate(batch.Part(first, rows).Input, gradients.Span, workspaces[owner].Span, rows, batch.Window, new WorkShare(part, parts));
                Bits.AssertEqual("workspace after a share of the gradients", before, workspaces[owner].Span);
            }
        }

        foreach (GuardedFloats buffer in workspaces.Values.Concat([block, transpose, carried, following, gradients, losses]))
        {
            buffer.AssertIntact();
        }

        Bits.AssertEqual("transpose after a training step", transposed, transpose.Span);
        double sum = 0;
        foreach (float loss in losses.Span)
        {
            sum += loss;
        }

        return new(carried.Span.ToArray(), gradients.Span.ToArray(), sum, following.Span.ToArray());
    }

    /// <summary>Rows as even as they come out; parts without any are left out.</summary>
    private static IEnumerable<(int Part, int First, int Rows)> Split(int rows, int parts) =>
        Enumerable.Range(0, parts).Select(part => (part, rows * part / parts, (rows * (part + 1) / parts) - (rows * part / parts))).Where(part => part.Item3 > 0);

    /// <summary>Forward and Loss; no gradients.</summary>
    public static KernelRun Evaluate(
        ShapeKernels kernels, ReadOnlySpan<float> parameters, ReadOnlySpan<float> states, SampleBatch batch, double sum = 0)
    {
        var block = new GuardedFloats("parameters", parameters);
        var carried = new GuardedFloats("states", states);
        var workspace = new GuardedFloats("workspace", kernels.WorkspaceSize(batch.Rows, batch.Window));
        kernels.Forward(block.Span, batch.Input, carried.Span, workspace.Span, batch.Rows, batch.Window);
        sum = kernels.Loss(block.Span, batch.Input, batch.Target, workspace.Span, batch.Rows, batch.Window, sum);
        foreach (GuardedFloats buffer in new[] { block, carried, workspace })
        {
            buffer.AssertIntact();
        }

        Bits.AssertEqual("parameters after an evaluation", parameters, block.Span);
        return new(carried.Span.ToArray(), [], sum, []);
    }

    /// <summary>The steps of a batch's first row one by one; the state is updated, the logits after every step are returned.</summary>
    public static float[][] Stream(ShapeKernels kernels, ReadOnlySpan<float> parameters, Span<float> state, SampleBatch batch, int misalignment = 0)
    {
        var block = new GuardedFloats("parameters", parameters, misalignment);
        var current = new GuardedFloats("state", state, misalignment);
        float[][] all = new float[batch.LengthOf(0)][];
        for (int t = 0; t < all.Length; t++)
        {
            var logits = new GuardedFloats("logits", kernels.Shape.Outputs, misalignment);
            kernels.Step(block.Span, current.Span, batch.Step(0, t));
            kernels.Output(block.Span, current.Span, logits.Span);
            logits.AssertIntact();
            all[t] = logits.Span.ToArray();
        }

        block.AssertIntact();
        current.AssertIntact();
        Bits.AssertEqual("parameters after streaming", parameters, block.Span);
        current.Span.CopyTo(state);
        return all;
    }

    /// <summary>Asserts the same bits in states, loss and gradients.</summary>
    public void AssertSameBits(string what, ShapeKernels kernels, KernelRun actual)
    {
        Bits.AssertEqual($"{what}: states", TestValues.Carried(kernels, States), TestValues.Carried(kernels, actual.States));
        Bits.AssertEqual($"{what}: loss", Loss, actual.Loss);
        Bits.AssertEqual($"{what}: gradients", Gradients, actual.Gradients);
    }
}
