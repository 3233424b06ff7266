using EdgeSeq.Onnx.Messages;
using EdgeSeq.Storage;

namespace EdgeSeq.Onnx.Graph;

/// <summary>One RNN, GRU or LSTM of a graph, checked; the gates are still in the order of ONNX.</summary>
/// <param name="Node">The node.</param>
/// <param name="Operator">Which cell it is.</param>
/// <param name="Directions">1 or 2.</param>
/// <param name="Hidden">H.</param>
/// <param name="Input">W, [directions x gates H x inputs].</param>
/// <param name="Recurrent">R, [directions x gates H x H].</param>
/// <param name="Bias">B, [directions x 2 gates H].</param>
internal sealed record RecurrentLayer(OnnxNode Node, CellOperator Operator, int Directions, int Hidden, FloatNumbers Input, FloatNumbers Recurrent, FloatNumbers Bias)
{
    /// <summary>Numbers of all gates of one direction.</summary>
    public int Rows => Operator.Gates.Length * Hidden;

    /// <summary>Numbers that it hands on at every step.</summary>
    public int Width => Directions * Hidden;

    /// <summary>Whether the batch is the first axis of what it reads and computes.</summary>
    public bool IsBatchFirst => Node.Integer("layout", 0) == 1;

    /// <summary>What it reads at every step.</summary>
    public int Inputs => Input.Length / Directions / Rows;
}

/// <summary>Reads the recurrent operators of ONNX and refuses every setting that no cell of EdgeSeq has.</summary>
internal static class RecurrentReader
{
    private const int MaxHidden = 1 << 20;
    private const int PeepholeInput = 7;

    /// <summary>The input that says how many steps each row has.</summary>
    public const int LengthsInput = 4;

    /// <summary>The inputs that are first states.</summary>
    public const int FirstStateInput = 5, SecondStateInput = 6;

    // The parameters of activations say nothing here: sigmoid, tanh and relu have none.
    private static readonly string[] s_attributes =
        ["hidden_size", "direction", "activations", "activation_alpha", "activation_beta", "layout", "linear_before_reset", "input_forget"];

    /// <summary>Whether a node is recurrent.</summary>
    public static bool IsRecurrent(OnnxNode node) => CellOperator.All.Any(o => node.Is(o.Name));

    /// <summary>Reads a node.</summary>
    /// <exception cref="ModelFormatException">It does not fit.</exception>
    public static RecurrentLayer Read(OnnxFile file, OnnxNode node)
    {
        node.RequireOnly(s_attributes);
        string direction = node.Find("direction")?.Text ?? "forward";
        int directions = direction switch
        {
            "forward" => 1,
            "bidirectional" => 2,
            _ => throw node.Unfit($"direction is {JsonFields.Quote(direction)}; expected forward or bidirectional"),
        };
        Require(node, node.Integer("layout", 0) is 0 or 1, "layout must be 0 or 1");
        Require(node, node.Integer("input_forget", 0) == 0, "input_forget must be 0");
        CellOperator cell = CellOf(node, directions);
        OnnxTensor w = file.Constant(node, 1, "W"), r = file.Constant(node, 2, "R");
        long hidden = r.Dimensions is [_, _, long columns] ? columns : throw node.Unfit($"R has the shape {r.Size}");
        Require(node, hidden is > 0 and <= MaxHidden && node.Integer("hidden_size", hidden) == hidden, $"hidden_size must be that of R, {hidden}, and at most {MaxHidden}");
        long rows = cell.Gates.Length * hidden, inputs = w.Dimensions is [_, _, long width] ? width : throw node.Unfit($"W has the shape {w.Size}");
        FloatNumbers recurrent = r.Floats(node, directions, rows, hidden);
        FloatNumbers bias = node.Input(3).Length == 0 ? FloatNumbers.Zeros(directions * 2 * (int)rows) : file.Constant(node, 3, "B").Floats(node, directions, 2 * rows);
        Require(node, node.Input(PeepholeInput).Length == 0 || file.Constant(node, PeepholeInput, "what it has as peepholes").Floats(node, directions, 3 * hidden).AreZero(), "it has peepholes");
        RequireState(file, node, FirstStateInput, directions, hidden);
        RequireState(file, node, SecondStateInput, directions, hidden);
        return new(node, cell, directions, (int)hidden, w.Floats(node, directions, rows, inputs), recurrent, bias);
    }

    private static CellOperator CellOf(OnnxNode node, int directions)
    {
        CellOperator[] candidates = [.. CellOperator.All.Where(o => o.Name == node.Operator)];
        IReadOnlyList<string> found = node.Find("activations")?.Texts ?? Repeated(candidates[0], directions);
        bool resetAfter = node.Integer("linear_before_reset", 0) != 0;
        return candidates.FirstOrDefault(o => o.ResetAfter == resetAfter && Repeated(o, directions).SequenceEqual(found, StringComparer.OrdinalIgnoreCase))
            ?? throw node.Unfit($"no cell has the activations {JsonFields.Quote(string.Join(", ", found.Take(8)))} with linear_before_reset = {(resetAfter ? 1 : 0)}");
    }

    private static string[] Repeated(CellOperator cell, int directions) => [.. Enumerable.Repeat(cell.Activations, directions).SelectMany(names => names)];

    /// <summary>A first state is zero for any number of rows, or comes from outside.</summary>
    private static void RequireState(OnnxFile file, OnnxNode node, int input, int directions, long hidden)
    {
        string name = node.Input(input);
        if (name.Length == 0 || file.InputNames.Contains(name) || file.StateNames.Contains(name))
        {
            return;
        }

        bool isZero = file.Tensors.TryGetValue(name, out OnnxTensor? state) && state.Floats(node, state.Dimensions).AreZero();
        Require(node, isZero, $"its first state {JsonFields.Quote(name)} is neither an input of the graph nor zero");
        bool fits = state!.Dimensions is [long first, long second, long third] && third == hidden && (node.Integer("layout", 0) == 1 ? second : first) == directions;
        Require(node, fits, $"its first state {JsonFields.Quote(name)} has the shape {state.Size}; expected {directions} x rows x {hidden}");
    }

    private static void Require(OnnxNode node, bool condition, string reason)
    {
        if (!condition)
        {
            throw node.Unfit(reason);
        }
    }
}
