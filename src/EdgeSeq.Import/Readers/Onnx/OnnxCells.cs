using EdgeSeq.Import.Form;
using EdgeSeq.Onnx.Graph;
using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Import.Readers.Onnx;

/// <summary>The operators RNN, GRU and LSTM (onnx/defs/rnn/defs.cc): gates, activations, biases, peepholes and first states.</summary>
/// <param name="file">The file, whose constants are complete.</param>
internal sealed class OnnxCells(OnnxFile file)
{
    // What the operators hold, in the order of theirs that ours is.
    private static readonly int[] s_rnn = [0], s_gru = [1, 0, 2], s_lstm = [0, 2, 3, 1];

    /// <summary>Whether a node is a recurrent layer.</summary>
    public static bool Is(OnnxNode node) => node.Is("RNN", "GRU", "LSTM");

    /// <summary>Adds a layer. One that reads from the end alone is the second half of one in both directions, whose first half is zeros.</summary>
    /// <returns>Its value, both directions side by side.</returns>
    public string Add(ForeignModel model, OnnxNode node, string from)
    {
        string direction = node.Find("direction")?.Text ?? "forward";
        int directions = direction switch { "forward" or "reverse" => 1, "bidirectional" => 2, _ => throw node.Unfit($"it reads in the direction {direction}") };
        if (node.Find("clip") is not null || node.Integer("input_forget", 0) != 0)
        {
            throw node.Unfit("it has a clip, or an input gate that is tied to the forget gate");
        }

        OnnxTensor recurrent = file.Constant(node, 2, "R");
        int units = recurrent.Dimensions is [_, _, > 0 and <= 16_384 and var size] ? (int)size : throw node.Unfit($"R has the shape {recurrent.Size}");
        CellForm cell = Form(node, directions);
        float[] first = State(node, 5, directions * units), firstCell = State(node, 6, directions * units);
        cell = cell with { HasPeepholes = Numbers(node, 7, directions, 3 * units) is { } peepholes && peepholes.AsSpan().ContainsAnyExcept(0f), HasFirstState = first.Concat(firstCell).Any(number => number != 0) };
        RequireAllSteps(node);
        int rows = cell.Gates * units, inputs = model.SizeOf(from);
        float[] w = file.Constant(node, 1, "W").Floats(node, directions, rows, inputs).ToArray(), r = recurrent.Floats(node, directions, rows, units).ToArray();
        float[]? b = Numbers(node, 3, directions, 2 * rows), p = cell.HasPeepholes ? Numbers(node, 7, directions, 3 * units) : null;
        string name = node.Name.Length > 0 ? node.Name : node.Operator.ToLowerInvariant();
        if (direction == "reverse")
        {
            CellWeights reverse = Weights(0);
            return model.Slice($"{name}_reverse", model.Recurrent(name, from, cell, reverse.Zeros(), reverse), units, units);
        }

        return model.Recurrent(name, from, cell, Weights(0), directions == 2 ? Weights(1) : null);

        CellWeights Weights(int direction) => new(
            Gates([rows, inputs], w.AsSpan(direction * rows * inputs, rows * inputs)), Gates([rows, units], r.AsSpan(direction * rows * units, rows * units)),
            b is null ? null : Gates([rows], b.AsSpan(direction * 2 * rows, rows)), b is null ? null : Gates([rows], b.AsSpan(((direction * 2) + 1) * rows, rows)))
        {
            Peepholes = p is null ? null : new NumberTensor([3, units], p[(direction * 3 * units)..((direction + 1) * 3 * units)]).Blocks(0, 2, 1),
            FirstH = cell.HasFirstState ? NumberTensor.Vector(first[(direction * units)..((direction + 1) * units)]) : null,
            FirstC = cell.HasFirstState ? NumberTensor.Vector(firstCell[(direction * units)..((direction + 1) * units)]) : null,
        };

        NumberTensor Gates(int[] sizes, ReadOnlySpan<float> values) =>
            new NumberTensor([.. sizes], values.ToArray()).Blocks(cell.Family switch { CellFamily.Rnn => s_rnn, CellFamily.Lstm => s_lstm, _ => s_gru });
    }

    private static CellForm Form(OnnxNode node, int directions)
    {
        CellFamily family = node.Operator switch
        {
            "RNN" => CellFamily.Rnn,
            "LSTM" => CellFamily.Lstm,
            _ => node.Integer("linear_before_reset", 0) != 0 ? CellFamily.GruResetAfter : CellFamily.GruResetBefore,
        };
        int count = family switch { CellFamily.Rnn => 1, CellFamily.Lstm => 3, _ => 2 };
        IReadOnlyList<string> names = node.Find("activations")?.Texts ?? [];
        if (names.Count == 0)
        {
            return new(family);
        }

        var alphas = new Queue<float>(node.Find("activation_alpha")?.Numbers ?? []);
        var betas = new Queue<float>(node.Find("activation_beta")?.Numbers ?? []);
        Activation[] all = [.. names.Select(name => Named(node, name, alphas, betas))];
        if (all.Length != count * directions || !all.AsSpan(0, count).SequenceEqual(all.AsSpan(all.Length - count)))
        {
            throw node.Unfit($"it has {all.Length} activations, or others in each direction; expected {count} for each");
        }

        return family == CellFamily.Rnn ? new(family) { Candidate = all[0] } : new(family) { Gate = all[0], Candidate = all[1], Output = family == CellFamily.Lstm ? all[2] : Activation.Tanh };
    }

    private static Activation Named(OnnxNode node, string name, Queue<float> alphas, Queue<float> betas) => name switch
    {
        "HardSigmoid" => Activation.HardSigmoidOf(alphas.TryDequeue(out float slope) ? slope : 0.2, betas.TryDequeue(out float middle) ? middle : 0.5),
        "LeakyRelu" => Activation.LeakyRelu(alphas.TryDequeue(out float part) ? part : 0.01),
        "Tanh" or "Sigmoid" or "Relu" or "Softsign" or "Softplus" => Activation.Find(name)!,
        "Elu" when !alphas.TryDequeue(out float alpha) || alpha == 1 => Activation.Find(name)!,
        _ => throw node.Unfit($"it has the activation {name}"),
    };

    /// <summary>Numbers of each direction; null where they are left out.</summary>
    private float[]? Numbers(OnnxNode node, int input, int directions, int size) =>
        node.Input(input).Length == 0 ? null : file.Constant(node, input, $"input {input}").Floats(node, directions, size).ToArray();

    /// <summary>First states: a constant, the same for each row, or zeros; what a program hands in is what a session carries.</summary>
    private float[] State(OnnxNode node, int input, int size)
    {
        if (!file.Tensors.TryGetValue(node.Input(input), out OnnxTensor? tensor))
        {
            return new float[size];
        }

        float[] all = tensor.Floats(node, tensor.Dimensions).ToArray();
        int batch = size > 0 && all.Length % size == 0 ? all.Length / size : 0, units = batch > 0 && tensor.Dimensions is [_, _, var last] ? (int)last : 0;
        bool isRowFirst = node.Integer("layout", 0) != 0;
        float[] state = new float[size];
        for (int i = 0; i < all.Length && units > 0 && size % units == 0; i++)
        {
            int unit = i % units, outer = i / units, direction = isRowFirst ? outer % (size / units) : outer / batch;
            int place = (direction * units) + unit;
            bool isOfFirstRow = isRowFirst ? outer < size / units : outer % batch == 0;
            state[place] = isOfFirstRow ? all[i] : state[place] == all[i] ? all[i] : throw node.Unfit("its first states differ from row to row");
        }

        return units > 0 ? state : throw node.Unfit($"its first states have the shape {tensor.Size}");
    }

    /// <summary>Lengths that are constant are those of all rows, or the graph is none of a sequence of any length.</summary>
    private void RequireAllSteps(OnnxNode node)
    {
        if (file.Tensors.TryGetValue(node.Input(4), out OnnxTensor? lengths) && lengths.Integers(node) is { Length: > 0 } all && all.AsSpan().ContainsAnyExcept(all[0]))
        {
            throw node.Unfit("its rows have different lengths");
        }
    }
}
