using System.IO.Compression;
using System.Text.Json.Nodes;
using EdgeSeq.Import.Readers.Keras;

namespace EdgeSeq.Targets.Tool.Keras;

/// <summary>Weights of a layer.</summary>
/// <param name="Part">The part of the layer that has them: <c>cell</c>; empty for itself.</param>
/// <param name="Values">The numbers.</param>
/// <param name="Dimensions">Their sizes.</param>
internal sealed record KerasWeight(string Part, float[] Values, params long[] Dimensions);

/// <summary>
/// A functional model as a <c>.keras</c> file of Keras 3 (keras/src/saving/saving_lib.py, keras/src/models/functional.py). Layers have the names that Keras gives its groups of weights, so
/// that files are read alike by versions that go by the class and by versions that go by the name.
/// </summary>
internal sealed class KerasFile
{
    private readonly JsonArray _layers = [];
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly Hdf5Writer _weights = new();

    /// <summary>What comes in.</summary>
    /// <param name="inputs">D; 0 for tokens.</param>
    public KerasFile(int inputs)
    {
        JsonArray shape = inputs > 0 ? [null, null, inputs] : [null, null];
        Input = Add("InputLayer", new JsonObject { ["batch_shape"] = shape, ["dtype"] = inputs > 0 ? "float32" : "int32", ["sparse"] = false }, []);
    }

    /// <summary>The value that comes in.</summary>
    public string Input { get; }

    /// <summary>Adds a layer.</summary>
    /// <param name="type">Its class.</param>
    /// <param name="config">Its settings, without the name.</param>
    /// <param name="from">The layers that it reads.</param>
    /// <param name="weights">Its weights, in the order of the layer.</param>
    /// <returns>Its name.</returns>
    public string Add(string type, JsonObject config, string[] from, params KerasWeight[] weights)
    {
        string name = KerasWeights.Grouped.SnakeCase(type);
        _names[name] = _names.TryGetValue(name, out int used) ? used + 1 : 0;
        name = _names[name] == 0 ? name : $"{name}_{_names[name]}";
        config["name"] = name;
        if (from.Length > 0)
        {
            config["trainable"] = true;   // the input has no such setting
        }

        config.TryAdd("dtype", "float32");
        JsonArray tensors = [.. from.Select(Tensor)];
        JsonArray calls = from.Length == 0 ? [] : [new JsonObject { ["args"] = new JsonArray(from.Length > 1 ? tensors : Tensor(from[0])), ["kwargs"] = new JsonObject() }];
        _layers.Add(Described(type, config, name, calls));
        foreach (IGrouping<string, KerasWeight> part in weights.GroupBy(weight => weight.Part))
        {
            foreach ((int i, KerasWeight weight) in part.Index())
            {
                _weights.Add($"layers/{name}/{(part.Key.Length > 0 ? $"{part.Key}/" : "")}vars/{i}", weight.Values, weight.Dimensions);
            }
        }

        return name;
    }

    /// <summary>A layer as a part of another.</summary>
    public static JsonObject Described(string type, JsonObject config) => new() { ["module"] = "keras.layers", ["class_name"] = type, ["config"] = config, ["registered_name"] = null };

    /// <summary>The file.</summary>
    /// <param name="outputs">The layers whose values come out.</param>
    public byte[] ToFile(string[] outputs)
    {
        var config = new JsonObject
        {
            ["name"] = "edgeseq",
            ["trainable"] = true,
            ["layers"] = _layers,
            ["input_layers"] = new JsonArray(Place(Input)),
            ["output_layers"] = new JsonArray([.. outputs.Select(Place)]),
        };
        var model = new JsonObject { ["module"] = "keras.src.models.functional", ["class_name"] = "Functional", ["config"] = config, ["registered_name"] = "Functional" };
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write("metadata.json", System.Text.Encoding.UTF8.GetBytes("{\"keras_version\": \"3.0.0\", \"date_saved\": \"2000-01-01@00:00:00\"}"));   // the same file for the same model
            Write("config.json", System.Text.Encoding.UTF8.GetBytes(model.ToJsonString()));
            Write("model.weights.h5", _weights.ToFile());

            void Write(string name, byte[] bytes)
            {
                ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.NoCompression);
                entry.LastWriteTime = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using Stream stream = entry.Open();
                stream.Write(bytes);
            }
        }

        return memory.ToArray();
    }

    private static JsonObject Described(string type, JsonObject config, string name, JsonArray calls)
    {
        JsonObject layer = Described(type, config);
        layer["name"] = name;
        layer["inbound_nodes"] = calls;
        return layer;
    }

    private static JsonNode Place(string layer) => new JsonArray(layer, 0, 0);

    private static JsonNode Tensor(string layer) =>
        new JsonObject { ["class_name"] = "__keras_tensor__", ["config"] = new JsonObject { ["shape"] = new JsonArray(null, null, 1), ["dtype"] = "float32", ["keras_history"] = new JsonArray(layer, 0, 0) } };
}
