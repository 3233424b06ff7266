using EdgeSeq.Import.Form;
using EdgeSeq.Import.Readers.Json;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Keras;

/// <summary>The layers of Keras that read one value, as nodes (keras/src/layers).</summary>
/// <param name="model">Receives them.</param>
internal sealed class KerasLayers(ForeignModel model)
{
    // Of a simple RNN, a GRU and an LSTM.
    private static readonly string[] s_recurrent = ["SimpleRNN", "GRU", "LSTM"];

    /// <summary>Adds a layer.</summary>
    /// <returns>What comes out.</returns>
    /// <exception cref="ModelFormatException">It is none that is read, or its weights do not fit.</exception>
    public string Add(KerasConfig layer, KerasVariables weights, string from)
    {
        string name = layer.Name;
        switch (layer.Type)
        {
            case "InputLayer" or "Dropout" or "SpatialDropout1D" or "GaussianNoise" or "GaussianDropout" or "AlphaDropout" or "ActivityRegularization":
                return from;
            case "Masking":
                model.Assumed.Add($"no step is masked by {name}");
                return from;
            case "Dense":
                NumberTensor[] dense = weights.Take("", layer.Flag("use_bias", true) ? 2 : 1);
                return Activate(layer, name, model.Product(name, from, dense[0].RequireRank($"{name}, kernel", 2).Transposed(), dense.ElementAtOrDefault(1)));
            case "Embedding":
                if (layer.Flag("mask_zero", false))
                {
                    model.Assumed.Add($"no token 0 fills up sequences, which {name} would mask");
                }

                return model.Embedding(name, weights.Take("", 1)[0]);
            case "Conv1D" or "Convolution1D":
                return Convolution(layer, weights, from);
            case "DepthwiseConv1D":
                return Depthwise(layer, weights, from);
            case "TimeDistributed":
                KerasConfig inner = layer.Inner("layer");
                layer.Refuse($"a layer {JsonFields.Quote(inner.Type)}", inner.Type is not ("Dense" or "Activation" or "Dropout" or "LayerNormalization" or "BatchNormalization" or "Softmax" or "ReLU" or "LeakyReLU" or "ELU"));
                return Add(inner, new Part("layer", weights), from);
            case "Bidirectional":
                return Bidirectional(layer, weights, from);
            case "Reshape":
                JsonField[] shape = [.. layer.Config["target_shape"].Items];
                layer.Refuse("a shape that moves numbers between steps", shape.Length != 2 || !shape[1].IsNumber || shape[1].Number != model.SizeOf(from));
                return from;
            case "GlobalAveragePooling1D" or "GlobalMaxPooling1D":
                layer.Refuse("data_format channels_first", layer.Text("data_format", "channels_last") != "channels_last");
                return model.Time(name, from, layer.Type == "GlobalMaxPooling1D" ? TimeKind.Highest : TimeKind.Average);
            case "BatchNormalization" or "LayerNormalization":
                return Norm(layer, weights, from);
            case "Normalization":
                return Normalization(layer, weights, from);
            case "Rescaling":
                return model.Pointwise(name, $"{Number(layer, "scale", 1)} * {{0}} + {Number(layer, "offset", 0)}", from);
            case "Activation":
                return Activate(layer, name, from);
            case "Softmax":
                return model.Softmax(name, from);
            case "ReLU":
                layer.Refuse("a threshold or slope", layer.Number("threshold", 0) != 0 || layer.Number("negative_slope", 0) != 0);
                return model.Apply(name, from, layer.Config.Find("max_value") is { } most ? new("relu", $"clip({{0}}, 0, {Activation.Number(most.Number)})") : Activation.Relu);
            case "LeakyReLU":
                return model.Apply(name, from, Activation.LeakyRelu(layer.Number("negative_slope", layer.Number("alpha", 0.3))));
            case "ELU":
                layer.Refuse("an alpha other than 1", layer.Number("alpha", 1) != 1);
                return model.Apply(name, from, Activation.Find("elu")!);
            case "PReLU":
                NumberTensor slope = NumberTensor.Vector(weights.Take("", 1)[0].Values);
                return model.Pointwise(name, "max({0}, 0) + min({1}, 0)", from, model.Norm($"{name}_slope", from, NormKind.BatchNorm, slope.Require($"{name}, alpha", model.SizeOf(from)), null));
            default:
                if (!s_recurrent.Contains(layer.Type))
                {
                    throw new ModelFormatException($"{layer.Shown} is of a class that is not read.");
                }

                return Last(layer, model.Recurrent(name, from, Cell(layer), Weights(layer, weights, "cell")));
        }
    }

    private string Last(KerasConfig layer, string value) => layer.Flag("return_sequences", false) ? value : model.Time($"{layer.Name}_last", value, TimeKind.Last);

    /// <summary>Both directions; without an output at every step the last state of each.</summary>
    private string Bidirectional(KerasConfig layer, KerasVariables weights, string from)
    {
        KerasConfig forward = layer.Inner("layer"), backward = layer.Config.Find("backward_layer") is not null ? layer.Inner("backward_layer") : forward;
        layer.Refuse($"a layer {JsonFields.Quote(forward.Type)}", !s_recurrent.Contains(forward.Type) || backward.Type != forward.Type);
        layer.Refuse("a merge_mode other than concat and sum", layer.Text("merge_mode", "") is not ("concat" or "sum"));
        CellForm cell = Cell(forward);
        layer.Refuse("directions of different cells", Cell(backward, isBackward: backward != forward) != cell || backward.Integer("units") != forward.Integer("units"));
        string both = Last(forward, model.Recurrent(layer.Name, from, cell, Weights(forward, weights, "forward_layer/cell"), Weights(backward, weights, "backward_layer/cell")));
        int units = forward.Integer("units");
        return layer.Text("merge_mode", "") == "concat" ? both
            : model.Pointwise($"{layer.Name}_sum", "{0} + {1}", model.Slice($"{layer.Name}_forward", both, 0, units), model.Slice($"{layer.Name}_backward", both, units, units));
    }

    private static CellForm Cell(KerasConfig layer, bool isBackward = false)
    {
        layer.Refuse("go_backwards", layer.Flag("go_backwards", false) != isBackward);
        layer.Refuse("time_major", layer.Flag("time_major", false));
        Activation candidate = layer.Activation("activation", "tanh");
        if (layer.Type == "SimpleRNN")
        {
            return new(CellFamily.Rnn) { Candidate = candidate };
        }

        // Before Keras 2.1 there was no reset_after, and files of that time do not have it.
        CellFamily family = layer.Type == "LSTM" ? CellFamily.Lstm : layer.Flag("reset_after", false) ? CellFamily.GruResetAfter : CellFamily.GruResetBefore;
        return new(family) { Gate = layer.Activation("recurrent_activation", layer.IsOlder ? "hard_sigmoid" : "sigmoid"), Candidate = candidate, Output = layer.Type == "LSTM" ? candidate : Activation.Tanh };
    }

    private static CellWeights Weights(KerasConfig layer, KerasVariables weights, string part)
    {
        bool hasBias = layer.Flag("use_bias", true), isAfter = layer.Type == "GRU" && layer.Flag("reset_after", false);
        NumberTensor[] all = weights.Take(part, hasBias ? 3 : 2);
        NumberTensor kernel = all[0].RequireRank($"{layer.Name}, kernel", 2), recurrent = all[1].RequireRank($"{layer.Name}, recurrent kernel", 2);
        NumberTensor? bias = hasBias ? all[2].RequireRank($"{layer.Name}, bias", isAfter ? 2 : 1) : null;
        recurrent.Require($"{layer.Name}, recurrent kernel", layer.Integer("units"), recurrent.Dimensions[1]);
        return layer.Type switch
        {
            "GRU" => KerasCell.Gru(kernel, recurrent, bias),
            "LSTM" => KerasCell.Lstm(kernel, recurrent, bias),
            _ => KerasCell.Rnn(kernel, recurrent, bias),
        };
    }

    private string Convolution(KerasConfig layer, KerasVariables weights, string from)
    {
        RequireCausal(layer);
        layer.Refuse("groups", layer.Single("groups", 1) != 1);
        NumberTensor[] all = weights.Take("", layer.Flag("use_bias", true) ? 2 : 1);
        NumberTensor kernel = all[0].RequireRank($"{layer.Name}, kernel", 3).Require($"{layer.Name}, kernel", layer.Single("kernel_size", 1), all[0].Dimensions[1], all[0].Dimensions[2]);
        return Activate(layer, layer.Name, model.Product(layer.Name, from, KerasCell.Kernel(kernel), all.ElementAtOrDefault(1), layer.Single("dilation_rate", 1)));
    }

    private string Depthwise(KerasConfig layer, KerasVariables weights, string from)
    {
        RequireCausal(layer);
        layer.Refuse("a depth_multiplier", layer.Integer("depth_multiplier") != 1);
        NumberTensor[] all = weights.Take("", layer.Flag("use_bias", true) ? 2 : 1);
        NumberTensor kernel = all[0].RequireRank($"{layer.Name}, kernel", 3).Require($"{layer.Name}, kernel", layer.Single("kernel_size", 1), model.SizeOf(from), 1);
        return Activate(layer, layer.Name, model.Depthwise(layer.Name, from, new NumberTensor(kernel.Dimensions[..2], kernel.Values).Transposed(), all.ElementAtOrDefault(1), layer.Single("dilation_rate", 1)));
    }

    private static void RequireCausal(KerasConfig layer)
    {
        string padding = layer.Text("padding", "valid");
        layer.Refuse("strides", layer.Single("strides", 1) != 1);
        layer.Refuse("data_format channels_first", layer.Text("data_format", "channels_last") != "channels_last");
        layer.Refuse("a dilation_rate of 0", layer.Single("dilation_rate", 1) == 0);
        layer.Refuse($"the padding {JsonFields.Quote(padding)}: only padding=\"causal\" gives a stream its outputs", padding != "causal" && layer.Single("kernel_size", 1) != 1);
    }

    private string Norm(KerasConfig layer, KerasVariables weights, string from)
    {
        string name = layer.Name;
        bool hasGain = layer.Flag("scale", true), hasShift = layer.Flag("center", true), isBatch = layer.Type == "BatchNormalization";
        int count = (hasGain ? 1 : 0) + (hasShift ? 1 : 0), size = model.SizeOf(from);
        RequireLastAxis(layer);
        var all = new Queue<NumberTensor>(count + (isBatch ? 2 : 0) == 0 ? [] : weights.Take("", count + (isBatch ? 2 : 0)));
        NumberTensor? gain = hasGain ? all.Dequeue() : null, shift = hasShift ? all.Dequeue() : null;
        double epsilon = layer.Number("epsilon", 0.001);
        layer.Refuse("rms_scaling", layer.Flag("rms_scaling", false));
        return isBatch ? Norms.Batch(model, name, from, gain, shift, all.Dequeue(), all.Dequeue(), epsilon)
            : Norms.Layer(model, name, from, gain ?? NumberTensor.Vector([.. Enumerable.Repeat(1f, size)]), shift, epsilon);
    }

    /// <summary>Inputs less their mean, divided by their deviation.</summary>
    private string Normalization(KerasConfig layer, KerasVariables weights, string from)
    {
        layer.Refuse("invert", layer.Flag("invert", false));
        RequireLastAxis(layer);
        NumberTensor[] all = weights.Take("", weights.CountOf("") == 2 ? 2 : 3);
        NumberTensor mean = NumberTensor.Vector(all[0].Values).Require($"{layer.Name}, mean", model.SizeOf(from)), variance = NumberTensor.Vector(all[1].Values).Require($"{layer.Name}, variance", model.SizeOf(from));
        double[] scale = [.. variance.Values.Select(value => 1 / Math.Max(Math.Sqrt(value), 1e-7))];
        return model.Norm(layer.Name, from, NormKind.BatchNorm, NumberTensor.Vector([.. scale.Select(value => (float)value)]), NumberTensor.Vector([.. scale.Zip(mean.Values, (a, b) => (float)(-a * b))]));
    }

    private static void RequireLastAxis(KerasConfig layer)
    {
        // -1, or 2 of [batch, steps, numbers]; alone or as a list. A list with -1 is kept as a tensor.
        JsonField? axis = layer.Config.Find("axis");
        double last = axis is not { } said ? -1 : said.IsNumber ? said.Number : said.Items is [var one] ? one.Number : double.NaN;
        layer.Refuse("an axis other than the last", last is not (-1 or 2));
    }

    private string Activate(KerasConfig layer, string name, string value)
    {
        string called = layer.Config.Find("activation") is { IsText: true } said ? said.Text : "linear";
        return called == "softmax" ? model.Softmax($"{name}_softmax", value) : model.Apply($"{name}_{called}", value, layer.Activation("activation"));
    }

    private static string Number(KerasConfig layer, string name, double otherwise) => Activation.Number(layer.Number(name, otherwise));

    /// <summary>The weights of a part of a layer.</summary>
    private sealed class Part(string part, KerasVariables weights) : KerasVariables
    {
        public override KerasWeights Nested => weights.Nested;

        public override int CountOf(string inner) => weights.CountOf(Under(inner));

        public override NumberTensor[] Take(string inner, int count) => weights.Take(Under(inner), count);

        private string Under(string inner) => inner.Length == 0 ? part : $"{part}/{inner}";
    }
}
