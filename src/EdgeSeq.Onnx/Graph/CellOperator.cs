using System.Collections.Immutable;
using EdgeSeq.Shapes;

namespace EdgeSeq.Onnx.Graph;

/// <summary>A cell that is an operator of ONNX.</summary>
/// <param name="Cell">The cell.</param>
/// <param name="Name">The operator.</param>
/// <param name="Gates">For each gate in the order of ONNX, its place in that of EdgeSeq: z r h of r z n, and i o f c of i f g o.</param>
/// <param name="Activations">The functions of one direction, as the attribute <c>activations</c> names them.</param>
/// <param name="ResetAfter">Whether <c>linear_before_reset</c> is 1.</param>
internal sealed record CellOperator(Cell Cell, string Name, ImmutableArray<int> Gates, ImmutableArray<string> Activations, bool ResetAfter = false)
{
    private const string Sigmoid = "Sigmoid", Tanh = "Tanh";

    private static readonly ImmutableArray<CellOperator> s_all =
    [
        new(Cell.ElmanTanh, "RNN", [0], [Tanh]),
        new(Cell.ElmanRelu, "RNN", [0], ["Relu"]),
        new(Cell.GruResetBefore, "GRU", [1, 0, 2], [Sigmoid, Tanh]),
        new(Cell.GruResetAfter, "GRU", [1, 0, 2], [Sigmoid, Tanh], ResetAfter: true),
        new(Cell.Lstm, "LSTM", [0, 3, 1, 2], [Sigmoid, Tanh, Tanh]),
    ];

    /// <summary>The operators of ONNX that are read and written.</summary>
    public static IEnumerable<CellOperator> All => s_all;

    /// <summary>Whether there is a state c beside h.</summary>
    public bool HasCellState => Cell == Cell.Lstm;

    /// <summary>The operator of a cell.</summary>
    /// <exception cref="NotSupportedException">ONNX has none.</exception>
    public static CellOperator Of(ModelShape shape) => s_all.FirstOrDefault(o => o.Cell == shape.Cell)
        ?? throw new NotSupportedException($"ONNX has no operator for {shape.CellName}; it has those of {string.Join(", ", s_all.Select(o => o.Cell))}.");
}
