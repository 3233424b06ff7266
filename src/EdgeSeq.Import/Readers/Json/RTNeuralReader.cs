using EdgeSeq.Import.Form;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Json;

/// <summary>
/// What RTNeural loads (jatinchowdhury18/RTNeural, RTNeural/model_loader.h) and its <c>model_utils.py</c> writes from Keras: inputs as rows, gates in
/// Keras' order. AIDA-X (AidaDSP/AIDA-X, AidaDSP/aidadsp-lv2) adds a skip and gains, which its plugin applies.
/// </summary>
internal sealed class RTNeuralReader : IModelReader
{
    public string Format => "RTNeural JSON";

    public bool Recognizes(ForeignFile file) => file.IsJson && file.Json.Has("in_shape", "layers");

    public ForeignModel Read(ForeignFile file, ImportOptions options)
    {
        JsonField json = file.Json;
        ForeignModel model = new ForeignModel(Format).OfVectors(LastSize(json["in_shape"]));
        string input = Gained(model, json), value = input;
        foreach (JsonField layer in json["layers"].Items)
        {
            value = ReadLayer(model, layer, value);
            int expected = LastSize(layer["shape"]);
            if (model.SizeOf(value) != expected)
            {
                throw new ModelFormatException($"{layer.Path} gives {model.SizeOf(value)} numbers; its shape says {expected}.");
            }
        }

        if (json.Find("in_skip") is { } skip && skip.Integer is var count and > 0)
        {
            // The plugin adds the sound, the first of the inputs, and not the knobs behind it.
            value = count == 1 && model.SizeOf(value) == 1 ? model.Pointwise("y", "{0} + {1}", value, model.Slice("dry", input, 0, 1))
                : throw new ModelFormatException($"in_skip is {count} with {model.SizeOf(value)} outputs; only 1 with one output is known.");
        }

        value = Gain(model, json, "out_gain", value);
        model.Output(value);
        if (json.Find("samplerate") is { IsNumber: true } rate)
        {
            model.Metadata["sample_rate"] = Activation.Number(rate.Number);
        }

        return model;
    }

    /// <summary>What comes in; the gain is for the sound, the first of the inputs, and not for the knobs behind it (aidadsp-lv2, rt-neural-generic.cpp, applyModel).</summary>
    private static string Gained(ForeignModel model, JsonField json)
    {
        if (model.Inputs == 1 || json.Find("in_gain") is not { IsNumber: true, Number: not 0 })
        {
            return Gain(model, json, "in_gain", ForeignModel.Input);
        }

        string sound = Gain(model, json, "in_gain", model.Slice("sound", ForeignModel.Input, 0, 1));
        return model.Join("gained", [sound, model.Slice("knobs", ForeignModel.Input, 1, model.Inputs - 1)]);
    }

    /// <summary>Decibels, as AIDA-X applies them (aidadsp-lv2, rt-neural-generic.h, DB_CO).</summary>
    private static string Gain(ForeignModel model, JsonField json, string name, string value) =>
        json.Find(name) is { IsNumber: true, Number: not 0 and var decibels }
            ? model.Pointwise(name, $"{Activation.Number(decibels > -90 ? Math.Pow(10, decibels * 0.05) : 0)} * {{0}}", value) : value;

    private static string ReadLayer(ForeignModel model, JsonField layer, string from)
    {
        string type = layer["type"].Text;
        string name = layer.Find("name")?.Text ?? type.Replace('-', '_');
        IReadOnlyList<JsonField> weights = layer.Find("weights")?.Items ?? [];
        switch (type)
        {
            case "dense" or "time-distributed-dense":
                Require(1, 2);
                return Activate(model, layer, model.Product(name, from, weights[0].Tensor.RequireRank(weights[0].Path, 2).Transposed(), Optional(1)));
            case "conv1d":
                Require(1, 2);
                return Activate(model, layer, Convolution());
            case "gru":
                RequireTanh(layer);
                Require(3, 3);
                return model.Recurrent(name, from, new CellForm(CellFamily.GruResetAfter), KerasCell.Gru(Matrix(0), Matrix(1), weights[2].Tensor.RequireRank(weights[2].Path, 2)));
            case "lstm":
                RequireTanh(layer);
                Require(3, 3);
                return model.Recurrent(name, from, new CellForm(CellFamily.Lstm), KerasCell.Lstm(Matrix(0), Matrix(1), weights[2].Tensor));
            case "activation":
                return Activate(model, layer, from);
            case "prelu":
                Require(1, 1);
                NumberTensor slope = NumberTensor.Vector(weights[0].Tensor.Values);
                slope = slope.Values.Length == 1 ? NumberTensor.Vector([.. Enumerable.Repeat(slope.Values[0], model.SizeOf(from))]) : slope;
                return model.Pointwise(name, "max({0}, 0) + min({1}, 0)", from, model.Norm($"{name}_slope", from, NormKind.BatchNorm, slope, null));
            case "batchnorm":
                Require(2, 4);
                bool isAffine = weights.Count == 4;
                return Norms.Batch(model, name, from, isAffine ? weights[0].Tensor : null, isAffine ? weights[1].Tensor : null,
                    weights[isAffine ? 2 : 0].Tensor, weights[isAffine ? 3 : 1].Tensor, layer["epsilon"].Number);
            default:
                throw new ModelFormatException($"{layer.Path} is of type {JsonFields.Quote(type)}, which is not read.");
        }

        void Require(int least, int most)
        {
            if (weights.Count < least || weights.Count > most)
            {
                throw new ModelFormatException($"{layer.Path} has {weights.Count} weights; a layer of type {JsonFields.Quote(type)} has {least}{(most > least ? $" to {most}" : "")}.");
            }
        }

        NumberTensor Matrix(int index) => weights[index].Tensor.RequireRank(weights[index].Path, 2);

        NumberTensor? Optional(int index) => weights.Count > index ? weights[index].Tensor : null;

        string Convolution()
        {
            NumberTensor kernel = weights[0].Tensor.RequireRank(weights[0].Path, 3);
            int dilation = layer.Find("dilation") is { } said ? Single(said) : 1, size = Single(layer["kernel_size"]), groups = layer.Find("groups") is { } split ? Single(split) : 1;
            if (kernel.Dimensions[0] != size || dilation < 1 || groups != 1)
            {
                throw new ModelFormatException($"{layer.Path} has a kernel {kernel.Size}, kernel_size {size}, dilation {dilation} and {groups} groups; one group is read, and a kernel of kernel_size steps.");
            }

            return model.Product(name, from, KerasCell.Kernel(kernel), Optional(1), dilation);
        }
    }

    private static string Activate(ForeignModel model, JsonField layer, string value)
    {
        string name = layer.Find("activation")?.Text ?? "";
        return name == "softmax" ? model.Softmax("softmax", value)
            : name is "" or "tanh" or "relu" or "sigmoid" or "elu" ? model.Apply(name, value, Activation.Find(name)!)
            : throw new ModelFormatException($"{layer.Path} has the activation {JsonFields.Quote(name)}, which RTNeural does not know.");
    }

    /// <summary>RTNeural computes tanh whatever stands there; what was trained with another would sound otherwise in it than where it came from.</summary>
    private static void RequireTanh(JsonField layer)
    {
        if (layer.Find("activation")?.Text is not (null or "" or "tanh"))
        {
            throw new ModelFormatException($"{layer.Path} has the activation {JsonFields.Quote(layer["activation"].Text)}, and RTNeural computes tanh: which of them is meant the file does not say.");
        }
    }

    private static int Single(JsonField field) => field.IsNumber ? field.Integer : field.Items is [var one] ? one.Integer : throw new ModelFormatException($"{field.Path} is not one whole number.");

    private static int LastSize(JsonField shape) => shape.Items is [.., var last] ? last.Integer : throw new ModelFormatException($"{shape.Path} is empty.");
}
