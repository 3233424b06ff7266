using EdgeSeq.Shapes;

namespace EdgeSeq.GuardPages;

/// <summary>Every kernel of a shape, with every buffer exactly as long as it must be and between guard pages.</summary>
internal static class GuardedKernels
{
    private const ulong Seed = 3;

    /// <summary>Batches and windows: one row (the fused step), one step, rows that fill no tile.</summary>
    private static readonly (int Batch, int Window)[] s_sizes = [(1, 1), (1, 6), (3, 1), (5, 7)];

    /// <summary>Runs all kernels over windows; ends the process if one of them leaves its buffers.</summary>
    /// <typeparam name="TShape">The shape, of one dialect or chosen by the processor.</typeparam>
    /// <returns>Losses, gradients and outputs as bits, which do not depend on the placement.</returns>
    public static List<int> Run<TShape>(Placement placement)
        where TShape : struct, ITrainableModel
    {
        using GuardedMemory parameters = Parameters<TShape>(placement);
        var results = new List<int>();
        foreach ((int batch, int window) in s_sizes)
        {
            using var data = new GuardedBatch(TShape.Shape, batch, window, isRagged: batch > 1, placement);
            Train<TShape>(parameters.Floats, data, placement, results);
        }

        return results;
    }

    /// <summary>Runs the kernels over windows of a shape that does not learn.</summary>
    /// <returns>Losses and outputs as bits.</returns>
    public static List<int> Infer<TShape>(Placement placement)
        where TShape : struct, ISequenceModel
    {
        using GuardedMemory parameters = Parameters<TShape>(placement);
        var results = new List<int>();
        foreach ((int batch, int window) in s_sizes)
        {
            using var data = new GuardedBatch(TShape.Shape, batch, window, isRagged: batch > 1, placement);
            using var states = new GuardedMemory(batch * TShape.StateSize, placement);
            using var workspace = new GuardedMemory(TShape.WorkspaceSize(batch, window), placement);
            using var outputs = new GuardedMemory(batch * (TShape.Shape.Readout == Readout.Last ? 1 : window) * TShape.Shape.Outputs, placement);
            TShape.Forward(parameters.Floats, data.Input, states.Floats, workspace.Floats, batch, window);
            TShape.Outputs(parameters.Floats, data.Input, outputs.Floats, workspace.Floats, batch, window);
            Add(results, [(float)TShape.Loss(parameters.Floats, data.Input, data.Target, workspace.Floats, batch, window, 0)]);
            Add(results, outputs.Floats);
        }

        return results;
    }

    /// <summary>Runs the kernels of single steps.</summary>
    /// <returns>The outputs as bits.</returns>
    public static List<int> Stream<TShape>(Placement placement)
        where TShape : struct, ITokenModel
    {
        using GuardedMemory parameters = Parameters<TShape>(placement);
        using var state = new GuardedMemory(TShape.StateSize, placement);
        using var outputs = new GuardedMemory(TShape.Shape.Outputs, placement);
        var results = new List<int>();
        foreach (int token in (int[])[TShape.Shape.Vocabulary - 1, 0, -1, TShape.Shape.Vocabulary / 2])
        {
            TShape.Step(parameters.Floats, state.Floats, token);
            TShape.Logits(parameters.Floats, state.Floats, outputs.Floats);
            Add(results, outputs.Floats);
        }

        return results;
    }

    /// <summary>
    /// Runs all kernels over floats that overlap in every way, which is nobody's intention: they refuse it, or no float outside is touched.
    /// </summary>
    public static void RunOverlapping<TShape>()
        where TShape : struct, ITrainableModel
    {
        const int Batch = 3, Window = 4, Shift = 5;
        ModelShape shape = TShape.Shape;
        int workspaceSize = TShape.AdjointWorkspaceSize(Batch, Window), outputs = Batch * Window * shape.Outputs;
        int size = Shift + new[] { TShape.ParameterSize, TShape.TransposeSize, Batch * TShape.StateSize, workspaceSize, outputs }.Max();
        using var data = new GuardedBatch(shape, Batch, Window, isRagged: true, Placement.End);
        using var memory = new GuardedMemory(size, Placement.End);
        Span<float> all = memory.Floats;
        for (int shift = 0; shift <= Shift; shift += Shift)
        {
            all.Fill(0.01f);
            for (int kernel = 0; kernel < (shape.Head == Head.None ? 2 : 7); kernel++)
            {
                RunOverlapping<TShape>(kernel, data, all, all[shift..], all[^workspaceSize..]);
            }
        }
    }

    private static void RunOverlapping<TShape>(int kernel, GuardedBatch data, Span<float> all, Span<float> first, Span<float> last)
        where TShape : struct, ITrainableModel
    {
        try
        {
            switch (kernel)
            {
                case 0:
                    TShape.Transpose(first, all);
                    break;
                case 1:
                    TShape.Forward(all, data.Input, first, last, data.Batch, data.Window);
                    break;
                case 2:
                    TShape.Outputs(first, data.Input, all, last, data.Batch, data.Window);
                    break;
                case 3:
                    TShape.Loss(first, data.Input, data.Target, last, data.Batch, data.Window, 0);
                    break;
                case 4:
                    TShape.Adjoints(all, first, data.Input, data.Target, 1, all, last, first, data.Batch, data.Window);
                    break;
                case 5:
                    TShape.Accumulate(data.Input, first, last, data.Batch, data.Window);
                    break;
                default:
                    TShape.Backward(all, first, data.Input, data.Target, 1, first, all, last, data.Batch, data.Window, 0);
                    break;
            }
        }
        catch (ArgumentException e) when (e.Message.Contains("overlap", StringComparison.Ordinal))
        {
            // Refused before a float was written.
        }
    }

    private static void Train<TShape>(ReadOnlySpan<float> parameters, GuardedBatch data, Placement placement, List<int> results)
        where TShape : struct, ITrainableModel
    {
        (int batch, int window, ModelShape shape) = (data.Batch, data.Window, TShape.Shape);
        using var states = new GuardedMemory(batch * TShape.StateSize, placement);
        using var workspace = new GuardedMemory(TShape.WorkspaceSize(batch, window), placement);
        using var transpose = new GuardedMemory(TShape.TransposeSize, placement);
        using var gradients = new GuardedMemory(TShape.ParameterSize, placement);
        using var stateGradients = new GuardedMemory(batch * TShape.StateSize, placement);
        using var outputs = new GuardedMemory(batch * (shape.Readout == Readout.Last ? 1 : window) * shape.Outputs, placement);
        TShape.Transpose(parameters, transpose.Floats);
        TShape.Forward(parameters, data.Input, states.Floats, workspace.Floats, batch, window);
        if (shape.Head == Head.None)
        {
            return;
        }

        TShape.Outputs(parameters, data.Input, outputs.Floats, workspace.Floats, batch, window);
        double loss = TShape.Loss(parameters, data.Input, data.Target, workspace.Floats, batch, window, 0);
        loss = TShape.Backward(
            parameters, transpose.Floats, data.Input, data.Target, 1f / (batch * window), gradients.Floats, stateGradients.Floats,
            workspace.Floats, batch, window, loss);
        Share<TShape>(parameters, transpose.Floats, data, placement, results);
        Add(results, [(float)loss]);
        Add(results, gradients.Floats);
        Add(results, outputs.Floats);
    }

    /// <summary>The two parts of backpropagation, the second in shares.</summary>
    private static void Share<TShape>(ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, GuardedBatch data, Placement placement, List<int> results)
        where TShape : struct, ITrainableModel
    {
        const int Parts = 3;
        (int batch, int window) = (data.Batch, data.Window);
        using var states = new GuardedMemory(batch * TShape.StateSize, placement);
        using var workspace = new GuardedMemory(TShape.AdjointWorkspaceSize(batch, window), placement);
        using var gradients = new GuardedMemory(TShape.ParameterSize, placement);
        using var stateGradients = new GuardedMemory(batch * TShape.StateSize, placement);
        using var losses = new GuardedMemory(batch * (TShape.Shape.Readout == Readout.Last ? 1 : window), placement);
        TShape.Forward(parameters, data.Input, states.Floats, workspace.Floats, batch, window);
        TShape.Adjoints(
            parameters, transpose, data.Input, data.Target, 1f / (batch * window), stateGradients.Floats, workspace.Floats, losses.Floats, batch, window);
        for (int part = 0; part < Parts; part++)
        {
            TShape.Accumulate(data.Input, gradients.Floats, workspace.Floats, batch, window, new WorkShare(part, Parts));
        }

        Add(results, losses.Floats);
        Add(results, gradients.Floats);
    }

    private static GuardedMemory Parameters<TShape>(Placement placement)
        where TShape : struct, ISequenceModel
    {
        using var model = new Model<TShape>(Seed);
        var parameters = new GuardedMemory(TShape.ParameterSize, placement);
        model.Parameters.CopyTo(parameters.Floats);
        return parameters;
    }

    private static void Add(List<int> results, ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            results.Add(BitConverter.SingleToInt32Bits(value));
        }
    }
}
