using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>Writes a normaliser: numbers in the units of the data go in and come out.</summary>
internal static class NormalizerWriter
{
    /// <summary>The first nodes of a model whose normaliser has inputs.</summary>
    /// <param name="file">Receives them.</param>
    /// <param name="normalizer">Has the inputs' mean and scale.</param>
    /// <param name="input">What comes in.</param>
    /// <param name="label">What the names end in.</param>
    /// <returns>The value to read; the input itself without one.</returns>
    public static string Inputs(OnnxFile file, Normalizer? normalizer, string input, string label)
    {
        if (normalizer is null || normalizer.InputMean.IsEmpty)
        {
            return input;
        }

        string mean = $"input_mean{label}", scale = $"input_scale{label}", centred = $"centred{label}", scaled = $"scaled{label}";
        file.Add(OnnxTensor.Of(mean, normalizer.InputMean.ToArray(), normalizer.InputMean.Length));
        file.Add(OnnxTensor.Of(scale, normalizer.InputScale.ToArray(), normalizer.InputMean.Length));
        file.Nodes.Add(new("Sub", $"input_centre{label}", [input, mean], [centred], []));
        file.Nodes.Add(new("Div", $"input_scaling{label}", [centred, scale], [scaled], []));
        return scaled;
    }

    /// <summary>The last nodes of an output that is numbers.</summary>
    /// <param name="file">Receives them.</param>
    /// <param name="normalizer">Has the outputs' mean and scale.</param>
    /// <param name="value">What is scaled.</param>
    /// <param name="first">Its first number among those of all outputs.</param>
    /// <param name="count">How many.</param>
    /// <param name="label">What the names end in.</param>
    /// <returns>The value.</returns>
    public static string Outputs(OnnxFile file, Normalizer normalizer, string value, int first, int count, string label)
    {
        string scale = $"output_scale{label}", mean = $"output_mean{label}", unscaled = $"unscaled{label}", result = $"units{label}";
        file.Add(OnnxTensor.Of(scale, normalizer.OutputScale.Slice(first, count).ToArray(), count));
        file.Add(OnnxTensor.Of(mean, normalizer.OutputMean.Slice(first, count).ToArray(), count));
        file.Nodes.Add(new("Mul", $"output_scaling{label}", [value, scale], [unscaled], []));
        file.Nodes.Add(new("Add", $"output_centre{label}", [unscaled, mean], [result], []));
        return result;
    }
}
