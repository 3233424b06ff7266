using EdgeSeq.Import.Readers.Json;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Keras;

/// <summary>What a layer of a functional model reads.</summary>
/// <param name="Layer">The name of the layer that gives it.</param>
/// <param name="Output">Which of its outputs.</param>
internal sealed record KerasReference(string Layer, int Output)
{
    /// <summary>What a layer reads; nothing for an input.</summary>
    /// <exception cref="ModelFormatException">It is called more than once, or with states of another's.</exception>
    public static KerasReference[] Of(KerasConfig layer)
    {
        IReadOnlyList<JsonField> nodes = layer.Field.Find("inbound_nodes")?.Items ?? [];
        layer.Refuse($"{nodes.Count} calls: layers that are called more than once share their weights", nodes.Count > 1);
        if (nodes.Count == 0)
        {
            return [];
        }

        // Keras 3 has the arguments of the call, older ones a list of [layer, call, output, more].
        JsonField node = nodes[0];
        if (!node.IsObject)
        {
            return [.. All(node)];
        }

        JsonField[] arguments = [.. node["args"].Items];
        layer.Refuse("first states that another layer gives", arguments.Length != 1 || (node.Find("kwargs")?.Members.Any(member => member.Name is "initial_state" && member.Field.IsObject) ?? false));
        return [.. Tensors(arguments[0])];
    }

    /// <summary>One reference or a list of them.</summary>
    public static IReadOnlyList<KerasReference> All(JsonField field)
    {
        if (field.IsObject)
        {
            // Named inputs or outputs.
            return [.. field.Members.SelectMany(member => All(member.Field))];
        }

        IReadOnlyList<JsonField> items = field.Items;
        return items.Count >= 3 && items[0].IsText ? [Of(items)] : [.. items.Select(item => item.Items is { Count: >= 3 } parts && parts[0].IsText ? Of(parts) : throw Wrong(item))];
    }

    /// <summary>The value that it means.</summary>
    public string In(Dictionary<string, string[]> values, string where) => values.TryGetValue(Layer, out string[]? outputs) && Output < outputs.Length ? outputs[Output]
        : throw new ModelFormatException($"{where} reads output {Output} of {JsonFields.Quote(Layer)}, which is not read: states of recurrent layers are none, and other layers have one.");

    private static KerasReference Of(IReadOnlyList<JsonField> parts)
    {
        if (parts.Count > 3 && parts[3].IsObject && parts[3].Members.Any(member => member.Name == "initial_state"))
        {
            throw new ModelFormatException($"{parts[3].Path} gives a layer first states of another layer, which is not read.");
        }

        return new(parts[0].Text, parts[1].Integer == 0 ? parts[2].Integer : throw new ModelFormatException($"{parts[1].Path} is a second call of {JsonFields.Quote(parts[0].Text)}, which is not read."));
    }

    private static IEnumerable<KerasReference> Tensors(JsonField argument) => !argument.IsObject ? argument.Items.SelectMany(Tensors)
        : argument.Find("class_name") is { IsText: true, Text: "__keras_tensor__" } ? [Of(argument["config"]["keras_history"].Items)]
        : throw Wrong(argument);

    private static ModelFormatException Wrong(JsonField field) => new($"{field.Path} names no layer that is read.");
}
