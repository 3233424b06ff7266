using System.Collections.Immutable;
using EdgeSeq.Shapes;

namespace EdgeSeq.Tests.Doubles;

/// <summary>
/// The vanilla recurrent network written by hand in plain loops, sums in double: h' = tanh(W x + U h + b), 5 tokens and 3
/// hidden units. It knows nothing of the generator, so the runtime is tested without it, and generated kernels against it.
/// </summary>
internal readonly struct TinyElman : ILanguageModel, ITrainableModel
{
    public const int V = 5, H = 3;
    private const int Block = PanelLayout.BlockSize;
    private const int UAt = V * Block, BAt = UAt + (H * Block), HeadAt = BAt + Block, HeadBiasAt = HeadAt + (H * Block);

    public static ModelShape Shape { get; } = new(nameof(TinyElman), Cell.ElmanTanh, [H], Describe(), []) { Vocabulary = V, Outputs = V };

    public static int ParameterSize => HeadBiasAt + Block;

    public static int TrainableOffset => 0;

    public static int TransposeSize => Block;

    public static int StateSize => Block;

    public static int WorkspaceSize(int batch, int window) => checked((batch * ((2 * window) + 1) * H) + V);

    public static int AdjointWorkspaceSize(int batch, int window) => checked(WorkspaceSize(batch, window) + (batch * window * V));

    public static int GateOffset(int batch, int window, int gate, int row, int step) => throw new NotSupportedException();

    public static void Step(ReadOnlySpan<float> parameters, Span<float> state, int token)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(token, -1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(token, V);
        Span<float> next = stackalloc float[H];
        Advance(parameters, token, state, next);
        next.CopyTo(state);
    }

    public static void Logits(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Span<float> logits)
    {
        for (int v = 0; v < V; v++)
        {
            double sum = parameters[HeadBiasAt + v];
            for (int k = 0; k < H; k++)
            {
                sum += (double)parameters[HeadAt + (k * Block) + v] * state[k];
            }

            logits[v] = (float)sum;
        }
    }

    public static void Transpose(ReadOnlySpan<float> parameters, Span<float> transpose, WorkShare share = default) => transpose[0] = 1;

    public static void Forward(
        ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> states, Span<float> workspace, int batch, int window)
    {
        for (int b = 0; b < batch; b++)
        {
            Span<float> state = states.Slice(b * StateSize, H);
            state.CopyTo(Hidden(workspace, b, 0, window));
            for (int t = 0; t < window; t++)
            {
                Advance(parameters, input.Tokens[(b * window) + t], Hidden(workspace, b, t, window), Hidden(workspace, b, t + 1, window));
            }

            Hidden(workspace, b, window, window).CopyTo(state);
        }
    }

    public static void Outputs(
        ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> outputs, Span<float> workspace, int batch, int window)
    {
        for (int i = 0; i < batch * window; i++)
        {
            Logits(parameters, Hidden(workspace, i / window, (i % window) + 1, window), outputs.Slice(i * V, V));
        }
    }

    public static double Loss(
        ReadOnlySpan<float> parameters, in SequenceInput input, SequenceTarget target, Span<float> workspace, int batch, int window, double sum,
        Span<float> losses = default)
    {
        Span<float> logits = workspace[(WorkspaceSize(batch, window) - V)..][..V];
        for (int b = 0; b < batch; b++)
        {
            for (int t = 0; t < window; t++)
            {
                int truth = target.Classes[(b * window) + t];
                Logits(parameters, Hidden(workspace, b, t + 1, window), logits);
                float loss = truth < 0 ? 0 : (float)(LogSum(logits) - logits[truth]);
                sum += loss;
                if (!losses.IsEmpty)
                {
                    losses[(b * window) + t] = loss;
                }
            }
        }

        return sum;
    }

    public static double Backward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, in SequenceInput input, SequenceTarget target, float scale,
        Span<float> gradients, Span<float> stateGradients, Span<float> workspace, int batch, int window, double sum)
    {
        Span<float> kept = stackalloc float[AdjointWorkspaceSize(batch, window)], losses = stackalloc float[batch * window];   // steps allocate nothing
        workspace[..WorkspaceSize(batch, window)].CopyTo(kept);
        Adjoints(parameters, transpose, input, target, scale, stateGradients, kept, losses, batch, window);
        Accumulate(input, gradients, kept, batch, window);
        return Loss(parameters, input, target, workspace, batch, window, sum);
    }

    public static void Adjoints(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, in SequenceInput input, SequenceTarget target, float scale,
        Span<float> stateGradients, Span<float> workspace, Span<float> losses, int batch, int window)
    {
        if (transpose[0] != 1)
        {
            throw new InvalidOperationException("The transposed copy was not refreshed.");
        }

        Loss(parameters, input, target, workspace, batch, window, 0, losses);
        Span<double> carried = stackalloc double[H];
        for (int b = 0; b < batch; b++)
        {
            carried.Clear();
            for (int t = window - 1; t >= 0; t--)
            {
                Span<float> hidden = Hidden(workspace, b, t + 1, window), delta = Delta(workspace, b, t, window);
                OutputAdjoints(parameters, target.Classes[(b * window) + t], scale, hidden, LogitsAdjoint(workspace, b, t, batch, window), carried);
                for (int j = 0; j < H; j++)
                {
                    delta[j] = (float)(carried[j] * (1 - ((double)hidden[j] * hidden[j])));
                }

                CarryBack(parameters, delta, carried);
            }
        }
    }

    /// <summary>Sums so small are not shared: the first part is all.</summary>
    public static void Accumulate(in SequenceInput input, Span<float> gradients, Span<float> workspace, int batch, int window, WorkShare share = default)
    {
        for (int b = 0; b < batch && share.Part == 0; b++)
        {
            for (int t = 0; t < window; t++)
            {
                AddOutputGradient(Hidden(workspace, b, t + 1, window), LogitsAdjoint(workspace, b, t, batch, window), gradients);
                AddCellGradient(
                    input.Tokens[(b * window) + t], Hidden(workspace, b, t, window), Delta(workspace, b, t, window), gradients);
            }
        }
    }

    private static void Advance(ReadOnlySpan<float> parameters, int token, ReadOnlySpan<float> hidden, Span<float> next)
    {
        for (int j = 0; j < H; j++)
        {
            double sum = parameters[BAt + j] + (token < 0 ? 0 : parameters[(token * Block) + j]);
            for (int k = 0; k < H; k++)
            {
                sum += (double)parameters[UAt + (k * Block) + j] * hidden[k];
            }

            next[j] = (float)Math.Tanh(sum);
        }
    }

    private static void OutputAdjoints(
        ReadOnlySpan<float> parameters, int target, float scale, ReadOnlySpan<float> hidden, Span<float> logits, Span<double> carried)
    {
        if (target < 0)
        {
            logits.Clear();
            return;
        }

        Logits(parameters, hidden, logits);
        double logSum = LogSum(logits);
        for (int v = 0; v < V; v++)
        {
            logits[v] = (float)(scale * (Math.Exp(logits[v] - logSum) - (v == target ? 1 : 0)));
            for (int k = 0; k < H; k++)
            {
                carried[k] += (double)logits[v] * parameters[HeadAt + (k * Block) + v];
            }
        }
    }

    private static void AddOutputGradient(ReadOnlySpan<float> hidden, ReadOnlySpan<float> logits, Span<float> gradients)
    {
        for (int v = 0; v < V; v++)
        {
            gradients[HeadBiasAt + v] += logits[v];
            for (int k = 0; k < H; k++)
            {
                gradients[HeadAt + (k * Block) + v] += logits[v] * hidden[k];
            }
        }
    }

    private static void CarryBack(ReadOnlySpan<float> parameters, ReadOnlySpan<float> delta, Span<double> carried)
    {
        for (int k = 0; k < H; k++)
        {
            carried[k] = 0;
            for (int j = 0; j < H; j++)
            {
                carried[k] += (double)parameters[UAt + (k * Block) + j] * delta[j];
            }
        }
    }

    private static void AddCellGradient(int token, ReadOnlySpan<float> hidden, ReadOnlySpan<float> delta, Span<float> gradients)
    {
        for (int j = 0; j < H; j++)
        {
            gradients[BAt + j] += delta[j];
            if (token >= 0)
            {
                gradients[(token * Block) + j] += delta[j];
            }

            for (int k = 0; k < H; k++)
            {
                gradients[UAt + (k * Block) + j] += hidden[k] * delta[j];
            }
        }
    }

    private static double LogSum(ReadOnlySpan<float> logits)
    {
        double sum = 0;
        foreach (float logit in logits)
        {
            sum += Math.Exp(logit);
        }

        return Math.Log(sum);
    }

    private static Span<float> Hidden(Span<float> workspace, int b, int t, int window) =>
        workspace.Slice(((b * ((2 * window) + 1)) + t) * H, H);

    private static Span<float> Delta(Span<float> workspace, int b, int t, int window) =>
        Hidden(workspace, b, window + 1 + t, window);

    private static Span<float> LogitsAdjoint(Span<float> workspace, int b, int t, int batch, int window) =>
        workspace.Slice(WorkspaceSize(batch, window) + (((b * window) + t) * V), V);

    private static ImmutableArray<ParameterInfo> Describe() =>
    [
        new("W_h", ParameterKind.Input, V, H, Panel(0, V)),
        new("U_h", ParameterKind.Recurrent, H, H, Panel(UAt, H)),
        new("b_h", ParameterKind.Bias, 1, H, Panel(BAt, 1)),
        new("W_y", ParameterKind.Head, H, V, Panel(HeadAt, H)),
        new("b_y", ParameterKind.HeadBias, 1, V, Panel(HeadBiasAt, 1)),
    ];

    private static PanelLayout Panel(int offset, int depth) => new(offset, depth, Gates: 1, Gate: 0, Blocks: 1, BlocksPerPanel: 1);
}
