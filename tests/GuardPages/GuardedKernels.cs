namespace EdgeSeq.GuardPages;

/// <summary>Every kernel of a shape, with every buffer exactly as long as it must be and between guard pages.</summary>
internal static class GuardedKernels
{
    private const ulong Seed = 3;

    /// <summary>Batches and windows: one row (the fused step), one step, rows that fill no tile.</summary>
    private static readonly (int Batch, int Window)[] s_sizes = [(1, 1), (1, 6), (3, 1), (5, 7)];

    /// <summary>Runs all kernels; ends the process if one of them leaves its buffers.</summary>
    /// <typeparam name="TShape">The shape, of one dialect or chosen by the processor.</typeparam>
    /// <returns>Losses, gradients and logits as bits, which do not depend on the placement.</returns>
    public static List<int> Run<TShape>(Placement placement)
        where TShape : struct, ISequenceModel
    {
        using var model = new Model<TShape>(Seed);
        using var parameters = new GuardedMemory(TShape.ParameterSize, placement);
        model.Parameters.CopyTo(parameters.Floats);
        var results = new List<int>();
        foreach ((int batch, int window) in s_sizes)
        {
            Train<TShape>(parameters.Floats, batch, window, placement, results);
        }

        Stream<TShape>(parameters.Floats, placement, results);
        return results;
    }

    /// <summary>
    /// Runs all kernels over floats that overlap in every way, which is nobody's intention: the numbers mean nothing, but no
    /// float outside is touched.
    /// </summary>
    public static void RunOverlapping<TShape>()
        where TShape : struct, ISequenceModel
    {
        const int Batch = 3, Window = 4, Shift = 5;
        int workspaceSize = TShape.WorkspaceSize(Batch, Window), vocabulary = TShape.Shape.Vocabulary;
        int size = Shift + new[] { TShape.ParameterSize, TShape.TransposeSize, Batch * TShape.StateSize, workspaceSize, vocabulary }.Max();
        using var memory = new GuardedMemory(size, Placement.End);
        Span<float> all = memory.Floats;
        int[] tokens = new int[Batch * Window];
        Draw(tokens, vocabulary);
        for (int shift = 0; shift <= Shift; shift += Shift)
        {
            all.Fill(0.01f);
            Span<float> first = all[shift..], last = all[^workspaceSize..];
            TShape.Transpose(first, all);
            TShape.Forward(all, tokens, first, last, Batch, Window);
            TShape.Loss(first, tokens, last, Batch, Window, 0);
            TShape.Backward(all, first, tokens, tokens, 1, first, last, Batch, Window, 0);
            TShape.Step(all, first, vocabulary - 1);
            TShape.Logits(first, all, all[^vocabulary..]);
        }
    }

    private static void Train<TShape>(ReadOnlySpan<float> parameters, int batch, int window, Placement placement, List<int> results)
        where TShape : struct, ISequenceModel
    {
        int vocabulary = TShape.Shape.Vocabulary;
        using var states = new GuardedMemory(batch * TShape.StateSize, placement);
        using var workspace = new GuardedMemory(TShape.WorkspaceSize(batch, window), placement);
        using var transpose = new GuardedMemory(TShape.TransposeSize, placement);
        using var gradients = new GuardedMemory(TShape.ParameterSize, placement);
        using var tokens = new GuardedMemory(batch * window, placement);
        using var targets = new GuardedMemory(batch * window, placement);
        Draw(tokens.Integers, vocabulary);
        Draw(targets.Integers, vocabulary);
        TShape.Transpose(parameters, transpose.Floats);
        TShape.Forward(parameters, tokens.Integers, states.Floats, workspace.Floats, batch, window);
        double loss = TShape.Loss(parameters, targets.Integers, workspace.Floats, batch, window, 0);
        loss = TShape.Backward(
            parameters, transpose.Floats, tokens.Integers, targets.Integers, 1f / (batch * window), gradients.Floats, workspace.Floats, batch, window, loss);
        Add(results, [(float)loss]);
        Add(results, gradients.Floats);
    }

    private static void Stream<TShape>(ReadOnlySpan<float> parameters, Placement placement, List<int> results)
        where TShape : struct, ISequenceModel
    {
        int vocabulary = TShape.Shape.Vocabulary;
        using var state = new GuardedMemory(TShape.StateSize, placement);
        using var logits = new GuardedMemory(vocabulary, placement);
        foreach (int token in (int[])[vocabulary - 1, 0, -1, vocabulary / 2])
        {
            TShape.Step(parameters, state.Floats, token);
            TShape.Logits(parameters, state.Floats, logits.Floats);
            Add(results, logits.Floats);
        }
    }

    /// <summary>Both ends of the vocabulary, and none.</summary>
    private static void Draw(Span<int> tokens, int vocabulary)
    {
        var random = new RandomGenerator(Seed);
        foreach (ref int token in tokens)
        {
            token = random.NextInt32(vocabulary + 1) - 1;
        }

        tokens[0] = vocabulary - 1;
        tokens[^1] = tokens.Length > 1 ? 0 : tokens[^1];
    }

    private static void Add(List<int> results, ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            results.Add(BitConverter.SingleToInt32Bits(value));
        }
    }
}
