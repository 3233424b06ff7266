using System.Collections.Immutable;
using System.Text.Json.Nodes;
using EdgeSeq.Onnx.Graph;

namespace EdgeSeq.Targets.Tool.Keras;

/// <summary>Layers with weights, as Keras lays these out (keras/src/layers): inputs as rows, gates of a GRU as z, r, h.</summary>
/// <param name="file">Receives them.</param>
/// <param name="tensors">Those of the model, by PyTorch's names.</param>
internal sealed class KerasLayerWriter(KerasFile file, IReadOnlyDictionary<string, float[]> tensors)
{
    /// <summary>What our batch norm, an affine map, is beside: a variance that makes 1 of the root.</summary>
    private const float Epsilon = 1e-3f;

    private static readonly ImmutableArray<int> s_gru = [1, 0, 2];

    /// <summary>A dense layer.</summary>
    public string Dense(string module, string from, string activation = "linear")
    {
        float[] weights = Tensor($"{module}.weight"), bias = Tensor($"{module}.bias");
        return file.Add("Dense", new JsonObject { ["units"] = bias.Length, ["activation"] = activation, ["use_bias"] = true }, [from],
            new KerasWeight("", WeightOrder.Transpose(weights, bias.Length), weights.Length / bias.Length, bias.Length), new KerasWeight("", bias, bias.Length));
    }

    /// <summary>Learned vectors.</summary>
    public string Embedding(float[] vectors, int vocabulary, string from) =>
        file.Add("Embedding", new JsonObject { ["input_dim"] = vocabulary, ["output_dim"] = vectors.Length / vocabulary, ["mask_zero"] = false }, [from], new KerasWeight("", vectors, vocabulary, vectors.Length / vocabulary));

    /// <summary>A gain and a shift for each number.</summary>
    public string Affine(float[] gain, float[] shift, float[] mean, string from) => file.Add("BatchNormalization", new JsonObject { ["axis"] = -1, ["epsilon"] = Epsilon, ["center"] = true, ["scale"] = true }, [from],
        new KerasWeight("", gain, gain.Length), new KerasWeight("", shift, gain.Length), new KerasWeight("", mean, gain.Length), new KerasWeight("", [.. gain.Select(_ => 1 - Epsilon)], gain.Length));

    /// <summary>Layer norm.</summary>
    public string LayerNorm(string module, string from)
    {
        float[] gain = Tensor($"{module}.weight");
        return file.Add("LayerNormalization", new JsonObject { ["axis"] = -1, ["epsilon"] = 1e-5, ["center"] = true, ["scale"] = true }, [from], new KerasWeight("", gain, gain.Length), new KerasWeight("", Tensor($"{module}.bias"), gain.Length));
    }

    /// <summary>A causal convolution.</summary>
    public string Convolution(string module, int kernel, int dilation, string from)
    {
        float[] weights = Tensor($"{module}.weight"), bias = Tensor($"{module}.bias"), values = new float[weights.Length];
        int channels = bias.Length, inputs = weights.Length / kernel / channels;
        for (int i = 0; i < values.Length; i++)
        {
            int step = i / (inputs * channels), input = i / channels % inputs, channel = i % channels;
            values[i] = weights[(((channel * inputs) + input) * kernel) + step];
        }

        return file.Add("Conv1D", Causal("filters", channels, kernel, dilation), [from], new KerasWeight("", values, kernel, inputs, channels), new KerasWeight("", bias, channels));
    }

    /// <summary>A causal convolution of each channel by itself.</summary>
    public string Depthwise(string module, int kernel, int dilation, string from)
    {
        float[] bias = Tensor($"{module}.bias"), weights = Tensor($"{module}.weight"), values = [.. Enumerable.Range(0, weights.Length).Select(i => weights[(i % bias.Length * kernel) + (i / bias.Length)])];
        return file.Add("DepthwiseConv1D", Causal("depth_multiplier", 1, kernel, dilation), [from], new KerasWeight("", values, kernel, bias.Length, 1), new KerasWeight("", bias, bias.Length));
    }

    /// <summary>A recurrent layer.</summary>
    /// <exception cref="NotSupportedException">Keras does not have it.</exception>
    public string Recurrent(string cell, string module, int layer, bool isBoth, bool isLast, string from)
    {
        string type = cell switch { "Lstm" => "LSTM", "GruResetAfter" or "GruResetBefore" => "GRU", "ElmanTanh" or "ElmanRelu" => "SimpleRNN", _ => throw new NotSupportedException($"Keras has no layer of the cell {cell}.") };
        if (!isBoth)
        {
            return file.Add(type, Config(""), [from], Weights("", "cell"));
        }

        JsonObject reverse = Config("_backward");
        reverse["go_backwards"] = true;
        return file.Add("Bidirectional", new JsonObject { ["layer"] = KerasFile.Described(type, Config("_forward")), ["backward_layer"] = KerasFile.Described(type, reverse), ["merge_mode"] = "concat" }, [from],
            [.. Weights("", "forward_layer/cell"), .. Weights("_reverse", "backward_layer/cell")]);

        JsonObject Config(string ending)
        {
            int gates = type switch { "LSTM" => 4, "GRU" => 3, _ => 1 };
            var config = new JsonObject
            {
                ["name"] = $"{module}_{layer}{ending}",
                ["trainable"] = true,
                ["dtype"] = "float32",
                ["units"] = Tensor($"{module}.bias_ih_l{layer}").Length / gates,
                ["activation"] = cell == "ElmanRelu" ? "relu" : "tanh",
                ["use_bias"] = true,
                ["return_sequences"] = !isLast,
                ["go_backwards"] = false,
            };
            if (type != "SimpleRNN")
            {
                config["recurrent_activation"] = "sigmoid";
            }

            if (type == "GRU")
            {
                config["reset_after"] = cell == "GruResetAfter";
            }

            return config;
        }

        KerasWeight[] Weights(string ending, string part)
        {
            float[] input = Tensor($"{module}.weight_ih_l{layer}{ending}"), recurrent = Tensor($"{module}.weight_hh_l{layer}{ending}");
            float[] bias = Tensor($"{module}.bias_ih_l{layer}{ending}"), recurrentBias = Tensor($"{module}.bias_hh_l{layer}{ending}");
            if (type == "GRU")
            {
                (input, recurrent, bias, recurrentBias) = (WeightOrder.ToOnnx(input, s_gru), WeightOrder.ToOnnx(recurrent, s_gru), WeightOrder.ToOnnx(bias, s_gru), WeightOrder.ToOnnx(recurrentBias, s_gru));
            }

            int rows = bias.Length;
            KerasWeight both = cell == "GruResetAfter" ? new(part, [.. bias, .. recurrentBias], 2, rows) : new(part, [.. bias.Zip(recurrentBias, (a, b) => a + b)], rows);
            return [new(part, WeightOrder.Transpose(input, rows), input.Length / rows, rows), new(part, WeightOrder.Transpose(recurrent, rows), recurrent.Length / rows, rows), both];
        }
    }

    private static JsonObject Causal(string what, int count, int kernel, int dilation) => new()
    {
        [what] = count,
        ["kernel_size"] = new JsonArray(kernel),
        ["strides"] = new JsonArray(1),
        ["padding"] = "causal",
        ["data_format"] = "channels_last",
        ["dilation_rate"] = new JsonArray(dilation),
        ["activation"] = "linear",
        ["use_bias"] = true,
    };

    /// <summary>A tensor of the model.</summary>
    public float[] Tensor(string name) => tensors.GetValueOrDefault(name) ?? throw new NotSupportedException($"The file has no tensor {name}; write what computes it on a row of its own.");
}
