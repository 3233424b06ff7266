using System.Collections.Immutable;
using EdgeSeq.Shapes;

namespace EdgeSeq.Tests.Doubles;

/// <summary>
/// Shape and parameter places of a reset-after GRU with 7 tokens and 20 hidden units, so that gates interleave and span
/// two blocks; its kernels are never called.
/// </summary>
internal readonly struct GruShape : ILanguageModel, ITrainableModel
{
    public const int V = 7, H = 20;
    private const int Block = PanelLayout.BlockSize, Blocks = 2;
    private const int WAt = 0, UAt = WAt + (V * 3 * Blocks * Block), BAt = UAt + (H * 3 * Blocks * Block);
    private const int BhnAt = BAt + (3 * Blocks * Block), HeadAt = BhnAt + (Blocks * Block), HeadBiasAt = HeadAt + (H * Block);

    public static ModelShape Shape { get; } = new(nameof(GruShape), Cell.GruResetAfter, [H],
    [
        .. Gates("W_", ParameterKind.Input, V, WAt),
        .. Gates("U_", ParameterKind.Recurrent, H, UAt),
        .. Gates("b_", ParameterKind.Bias, 1, BAt),
        new("b_hn", ParameterKind.Bias, 1, H, new(BhnAt, 1, Gates: 1, Gate: 0, Blocks, BlocksPerPanel: 2)),
        new("W_y", ParameterKind.Head, H, V, new(HeadAt, H, Gates: 1, Gate: 0, Blocks: 1, BlocksPerPanel: 1)),
        new("b_y", ParameterKind.HeadBias, 1, V, new(HeadBiasAt, 1, Gates: 1, Gate: 0, Blocks: 1, BlocksPerPanel: 1)),
    ],
    [])
    {
        Vocabulary = V,
        Outputs = V,
    };

    public static int ParameterSize => HeadBiasAt + Block;

    public static int TrainableOffset => 0;

    public static int TransposeSize => throw new NotSupportedException();

    public static int StateSize => throw new NotSupportedException();

    public static int WorkspaceSize(int batch, int window) => throw new NotSupportedException();

    public static int AdjointWorkspaceSize(int batch, int window) => throw new NotSupportedException();

    public static int GateOffset(int batch, int window, int gate, int row, int step) => throw new NotSupportedException();

    public static void Step(ReadOnlySpan<float> parameters, Span<float> state, int token) => throw new NotSupportedException();

    public static void Logits(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Span<float> outputs) =>
        throw new NotSupportedException();

    public static void Transpose(ReadOnlySpan<float> parameters, Span<float> transpose, WorkShare share = default) => throw new NotSupportedException();

    public static void Forward(
        ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> states, Span<float> workspace, int batch, int window) =>
        throw new NotSupportedException();

    public static void Outputs(
        ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> outputs, Span<float> workspace, int batch, int window) =>
        throw new NotSupportedException();

    public static double Loss(
        ReadOnlySpan<float> parameters, in SequenceInput input, SequenceTarget target, Span<float> workspace, int batch, int window, double sum,
        Span<float> losses = default) => throw new NotSupportedException();

    public static double Backward(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, in SequenceInput input, SequenceTarget target, float scale,
        Span<float> gradients, Span<float> stateGradients, Span<float> workspace, int batch, int window, double sum) =>
        throw new NotSupportedException();

    public static void Adjoints(
        ReadOnlySpan<float> parameters, ReadOnlySpan<float> transpose, in SequenceInput input, SequenceTarget target, float scale,
        Span<float> stateGradients, Span<float> workspace, Span<float> losses, int batch, int window) => throw new NotSupportedException();

    public static void Accumulate(in SequenceInput input, Span<float> gradients, Span<float> workspace, int batch, int window, WorkShare share = default) =>
        throw new NotSupportedException();

    private static ImmutableArray<ParameterInfo> Gates(string prefix, ParameterKind kind, int rows, int offset)
    {
        string[] gates = ["r", "z", "n"];
        return [.. gates.Select((gate, i) => new ParameterInfo(prefix + gate, kind, rows, H, new(offset, rows, 3, i, Blocks, BlocksPerPanel: 1)))];
    }
}
