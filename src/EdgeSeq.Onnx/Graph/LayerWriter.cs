using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>A recurrent layer in a file.</summary>
/// <param name="Module">The name of its module.</param>
/// <param name="Layer">Its number in the module; 0 for a node of a network.</param>
/// <param name="Label">What the names of its values end in.</param>
/// <param name="Node">The name of its node.</param>
/// <param name="Ending">What the names of the nodes behind it end in.</param>
/// <param name="Hidden">H.</param>
/// <param name="Directions">1 or 2.</param>
internal sealed record LayerPlace(string Module, int Layer, string Label, string Node, string Ending, int Hidden, int Directions);

/// <summary>Writes a recurrent layer as the operator RNN, GRU or LSTM.</summary>
/// <param name="file">Receives it.</param>
/// <param name="model">Has its tensors.</param>
/// <param name="cell">The operator.</param>
/// <param name="place">The layer.</param>
internal sealed class LayerWriter(OnnxFile file, NamedModel model, CellOperator cell, LayerPlace place)
{
    private int Rows => cell.Gates.Length * place.Hidden;

    /// <summary>Tokens pick their rows of W, the gates of all directions side by side.</summary>
    /// <returns>What <see cref="Write"/> reads then.</returns>
    public string Gather(string tokens, string rows, string node, string output)
    {
        float[] values = WeightOrder.Transpose(Stacked("weight_ih"), place.Directions * Rows);
        long width = place.Directions * Rows;
        ConstantWriter.Add(file, rows, values, Scales("weight_ih"), 1, values.Length / width, width);
        file.Nodes.Add(new("Gather", node, [rows, tokens], [output], []));
        return output;
    }

    /// <summary>Adds the layer.</summary>
    /// <param name="value">What it reads.</param>
    /// <param name="isGathered">Whether that is rows of W already.</param>
    /// <param name="streams">Whether states are handed in and out.</param>
    /// <param name="isLast">Whether only the state after the last step is read.</param>
    /// <returns>Its value, directions side by side.</returns>
    public string Write(string value, bool isGathered, bool streams, bool isLast)
    {
        string w = $"W_{place.Label}", r = $"R_{place.Label}", b = $"B_{place.Label}", y = $"y_{place.Label}";
        AddMatrices(w, isGathered ? WeightOrder.Selection(place.Directions, Rows) : Stacked("weight_ih"), isGathered ? Scales("weight_ih")?.Select(_ => 1f).ToArray() : Scales("weight_ih"));
        AddMatrices(r, Stacked("weight_hh"), Scales("weight_hh"));
        file.Add(OnnxTensor.Of(b, [.. Directions.SelectMany(direction => Reordered("bias_ih", direction).Concat(Reordered("bias_hh", direction)))], place.Directions, 2 * Rows));

        string[] states = cell.HasCellState ? ["h", "c"] : ["h"];
        List<string> inputs = [value, w, r, b], outputs = [y, .. states.Select(s => $"next_{s}_{place.Label}")];
        if (streams)
        {
            inputs.Add("");
            foreach (string state in states)
            {
                inputs.Add($"state_{state}_{place.Label}");
                file.Inputs.Add(new(inputs[^1], OnnxTensor.Float32, ["1", GraphWriter.Batch, $"{place.Hidden}"]));
                file.Outputs.Add(new($"next_{state}_{place.Label}", OnnxTensor.Float32, ["1", GraphWriter.Batch, $"{place.Hidden}"]));
            }
        }

        file.Nodes.Add(new(cell.Name, place.Node, inputs, outputs, [.. Settings()]));
        return isLast ? SideBySide(outputs[1], [1, 0, 2], [0, -1]) : SideBySide(y, [0, 2, 1, 3], [0, 0, -1]);
    }

    /// <summary>Brings the directions behind time and batch, and joins them.</summary>
    private string SideBySide(string value, long[] order, long[] size)
    {
        string name = $"size_{place.Label}", ordered = $"ordered_{place.Label}", joined = $"joined_{place.Label}";
        file.Add(OnnxTensor.Of(name, size));
        file.Nodes.Add(new("Transpose", $"order_{place.Ending}", [value], [ordered], [new("perm") { Integers = order }]));
        file.Nodes.Add(new("Reshape", $"join_{place.Ending}", [ordered, name], [joined], []));
        return joined;
    }

    private IEnumerable<OnnxAttribute> Settings()
    {
        yield return new("hidden_size") { Integer = place.Hidden };
        yield return new("direction") { Text = place.Directions == 2 ? "bidirectional" : "forward" };
        yield return new("activations") { Texts = [.. Directions.SelectMany(_ => cell.Activations)] };
        if (cell.ResetAfter)
        {
            yield return new("linear_before_reset") { Integer = 1 };
        }
    }

    private IEnumerable<int> Directions => Enumerable.Range(0, place.Directions);

    /// <summary>The matrices of all directions, a scale for every row of all of them.</summary>
    private void AddMatrices(string name, float[] values, float[]? scales)
    {
        long columns = values.Length / place.Directions / Rows;
        if (scales is null)
        {
            file.Add(OnnxTensor.Of(name, values, place.Directions, Rows, columns));
            return;
        }

        // Scales lie along one axis, so the directions are told apart behind them.
        string stacked = $"{name}_rows", size = $"{name}_size";
        ConstantWriter.Add(file, stacked, values, scales, 0, place.Directions * Rows, columns);
        file.Add(OnnxTensor.Of(size, place.Directions, Rows, columns));
        file.Nodes.Add(new("Reshape", $"{name}_directions", [stacked, size], [name], []));
    }

    /// <summary>The scales of the rows of a tensor, as <see cref="Stacked"/> has them; null where it is one of floats.</summary>
    private float[]? Scales(string tensor) => !model.Scales.ContainsKey(NameOf(tensor, 0)) ? null
        : [.. Directions.SelectMany(direction => WeightOrder.ToOnnx(model.Scales[NameOf(tensor, direction)], cell.Gates))];

    /// <summary>A tensor, direction by direction, the gates in the order of ONNX.</summary>
    private float[] Stacked(string tensor) => [.. Directions.SelectMany(direction => Reordered(tensor, direction))];

    private float[] Reordered(string tensor, int direction) => WeightOrder.ToOnnx(model.Tensors[NameOf(tensor, direction)], cell.Gates);

    private string NameOf(string tensor, int direction) => NamedModel.NameOf(place.Module, tensor, place.Layer, direction);
}
