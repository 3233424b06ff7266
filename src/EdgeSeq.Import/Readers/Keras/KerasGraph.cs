using EdgeSeq.Import.Form;
using EdgeSeq.Import.Readers.Json;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Keras;

/// <summary>A model of Keras, sequential or functional, as nodes.</summary>
/// <param name="model">Receives them.</param>
/// <param name="isOlder">Whether Keras 2 or older wrote it.</param>
internal sealed class KerasGraph(ForeignModel model, bool isOlder)
{
    private const int MaxDepth = 8, MaxLayers = 1_000;

    private readonly KerasLayers _layers = new(model);

    /// <summary>Adds a whole model: what it reads, its layers, its outputs.</summary>
    /// <param name="field">An object with <c>class_name</c> and <c>config</c>.</param>
    /// <param name="weights">Those of its layers.</param>
    /// <exception cref="ModelFormatException">It holds what is not read, or does not fit together.</exception>
    public void Read(JsonField field, KerasWeights weights)
    {
        KerasConfig[] layers = Layers(field);
        string[] inputs = IsSequential(field) ? [Opened(layers, field)] : Opened(layers, KerasReference.All(field["config"]["input_layers"]));
        foreach (string output in Add(field, weights, inputs, depth: 0))
        {
            model.Output(output);
        }
    }

    private static bool IsSequential(JsonField field) => field["class_name"].Text switch
    {
        "Sequential" => true,
        "Functional" or "Model" => false,
        var other => throw new ModelFormatException($"{(field.Path.Length == 0 ? "The model" : field.Path)} is of the class {JsonFields.Quote(other)}; Sequential and functional models are read, and a class of its author's own says its layers only in its code."),
    };

    private KerasConfig[] Layers(JsonField field)
    {
        // Before Keras 2.2.3 a sequential model was a list of layers.
        JsonField config = field["config"];
        IReadOnlyList<JsonField> layers = (config.IsObject ? config["layers"] : config).Items;
        return layers.Count <= MaxLayers ? [.. layers.Select(layer => new KerasConfig(layer, isOlder))] : throw new ModelFormatException($"{config.Path} has {layers.Count} layers; at most {MaxLayers} are read.");
    }

    private string[] Add(JsonField field, KerasWeights weights, string[] inputs, int depth)
    {
        KerasConfig[] layers = depth < MaxDepth ? Layers(field) : throw new ModelFormatException($"{field.Path} is a model within {MaxDepth} others.");
        if (!IsSequential(field))
        {
            return AddGraph(field["config"], layers, weights, inputs, depth);
        }

        string value = inputs is [var one] ? one : throw new ModelFormatException($"{field.Path} is sequential, and reads {inputs.Length} values.");
        foreach (KerasConfig layer in layers)
        {
            value = Single(layer, AddLayer(layer, weights.Of(layer.Type, layer.Name), [value], depth));
        }

        return [value];
    }

    private string[] AddGraph(JsonField config, KerasConfig[] layers, KerasWeights weights, string[] inputs, int depth)
    {
        var values = new Dictionary<string, string[]>(StringComparer.Ordinal);
        string[] inputLayers = [.. KerasReference.All(config["input_layers"]).Select(reference => reference.Layer)];
        if (inputLayers.Length != inputs.Length)
        {
            throw new ModelFormatException($"{config.Path} has {inputLayers.Length} inputs, and is given {inputs.Length}.");
        }

        // Weights are asked for in the order of the file, and layers may stand before those that they read.
        KerasReference[][] from = [.. layers.Select(KerasReference.Of)];
        KerasVariables[] own = [.. layers.Select(layer => weights.Of(layer.Type, layer.Name))];
        bool[] isDone = new bool[layers.Length];
        while (Array.IndexOf(isDone, false) is >= 0 and var waiting)
        {
            int before = values.Count;
            for (int i = waiting; i < layers.Length; i++)
            {
                int input = Array.IndexOf(inputLayers, layers[i].Name);
                if (isDone[i] || (input < 0 && !Array.TrueForAll(from[i], reference => values.ContainsKey(reference.Layer))))
                {
                    continue;
                }

                string[] value = input >= 0 ? [inputs[input]] : AddLayer(layers[i], own[i], [.. from[i].Select(reference => reference.In(values, layers[i].Path))], depth);
                isDone[i] = values.TryAdd(layers[i].Name, value) ? true : throw new ModelFormatException($"{layers[i].Path} has the name {JsonFields.Quote(layers[i].Name)} of another layer.");
            }

            if (values.Count == before)
            {
                throw new ModelFormatException($"{layers[waiting].Shown} reads what no layer gives, or layers read each other in a circle.");
            }
        }

        return [.. KerasReference.All(config["output_layers"]).Select(reference => reference.In(values, config.Path))];
    }

    private string[] AddLayer(KerasConfig layer, KerasVariables weights, string[] from, int depth)
    {
        if (layer.Type is "Sequential" or "Functional" or "Model")
        {
            return Add(layer.Field, weights.Nested, from, depth + 1);
        }

        string value = KerasMerges.Add(model, layer, from) ?? (from is [var one] ? _layers.Add(layer, weights, one)
            : throw new ModelFormatException($"{layer.Shown} reads {from.Length} values; one is read by layers of its class."));
        weights.RequireEnd();
        return [value];
    }

    private static string Single(KerasConfig layer, string[] values) => values is [var one] ? one : throw new ModelFormatException($"{layer.Shown} gives {values.Length} values, and one goes on.");

    /// <summary>What a sequential model reads, which its first layer says, or its form after it was built.</summary>
    private string Opened(KerasConfig[] layers, JsonField field)
    {
        KerasConfig first = layers.Length > 0 ? layers[0] : throw new ModelFormatException("The model has no layers.");
        KerasConfig? reader = layers.FirstOrDefault(layer => layer.Type != "InputLayer");
        JsonField? built = field["config"].IsObject ? field["config"].Find("build_input_shape") : null;
        return Open([(first, Shape(first) ?? built)], [reader is null ? [] : [reader]])[0];
    }

    private string[] Opened(KerasConfig[] layers, IReadOnlyList<KerasReference> inputs)
    {
        KerasConfig[] own = [.. inputs.Select(input => layers.FirstOrDefault(layer => layer.Name == input.Layer) ?? throw new ModelFormatException($"input_layers names {JsonFields.Quote(input.Layer)}, which is no layer."))];
        KerasReference[][] from = [.. layers.Select(KerasReference.Of)];
        return Open([.. own.Select(layer => (layer, Shape(layer)))], [.. own.Select(layer => layers.Where((_, i) => Array.Exists(from[i], reference => reference.Layer == layer.Name)).ToArray())]);
    }

    private static JsonField? Shape(KerasConfig layer) => layer.Config.Find("batch_shape") ?? layer.Config.Find("batch_input_shape")
        ?? (layer.Field.Find("build_config") is { IsObject: true } built ? built.Find("input_shape") : null);

    /// <summary>Tokens where an embedding reads them, else vectors; several inputs stand one behind the other.</summary>
    private string[] Open((KerasConfig Layer, JsonField? Shape)[] inputs, KerasConfig[][] readers)
    {
        if (inputs.Length == 1 && readers[0] is [{ Type: "Embedding" } embedding])
        {
            model.OfTokens(embedding.Integer("input_dim"));
            return [ForeignModel.Input];
        }

        int[] sizes = [.. inputs.Select((input, i) => Size(input.Layer, input.Shape, readers[i]))];
        model.OfVectors((int)Math.Min(sizes.Sum(size => (long)size), int.MaxValue));
        if (inputs.Length > 1)
        {
            model.Assumed.Add($"each step brings the numbers of {string.Join(", then ", inputs.Select(input => input.Layer.Name))}");
        }

        int next = 0;
        return [.. inputs.Select((input, i) => model.Slice(input.Layer.Name, ForeignModel.Input, (next += sizes[i]) - sizes[i], sizes[i]))];
    }

    private static int Size(KerasConfig layer, JsonField? shape, KerasConfig[] readers)
    {
        IReadOnlyList<JsonField> axes = shape?.Items ?? throw new ModelFormatException($"{layer.Shown} does not say the shape of what it reads; build or run the model before it is saved.");

        // A series of numbers that the model itself makes vectors of one number of.
        bool isSeries = axes.Count == 2 && readers.Length > 0 && readers.All(reader => reader.Type == "Reshape" && reader.Config["target_shape"].Items is [_, { IsNumber: true, Number: 1 }]);
        return isSeries ? 1 : axes.Count is 2 or 3 && axes[^1].IsNumber ? axes[^1].Integer
            : throw new ModelFormatException($"{layer.Shown} reads arrays of {axes.Count} axes, or of no known size; [batch, steps, numbers] are read.");
    }
}
