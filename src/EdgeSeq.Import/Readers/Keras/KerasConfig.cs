using EdgeSeq.Import.Form;
using EdgeSeq.Import.Readers.Json;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Keras;

/// <summary>What Keras says of one layer.</summary>
/// <param name="layer">An object with <c>class_name</c> and <c>config</c>.</param>
/// <param name="isOlder">Whether Keras 2 or older wrote it, where some functions were others.</param>
internal sealed class KerasConfig(JsonField layer, bool isOlder)
{
    private readonly JsonField _config = layer["config"];

    /// <summary>Such as <c>LSTM</c>.</summary>
    public string Type { get; } = layer["class_name"].Text;

    /// <summary>As the model calls it.</summary>
    public string Name { get; } = (layer.Find("name") is { IsText: true } outer ? outer : layer["config"].IsObject ? layer["config"].Find("name") : null)?.Text ?? layer["class_name"].Text.ToLowerInvariant();

    /// <summary>Where it stands.</summary>
    public string Path => layer.Path;

    /// <summary>For messages.</summary>
    public string Shown => $"{layer.Path} ({JsonFields.Quote(Type)}, {JsonFields.Quote(Name)})";

    /// <summary>The layer itself.</summary>
    public JsonField Field => layer;

    /// <summary>What it was made with.</summary>
    public JsonField Config => _config;

    /// <summary>Whether Keras 2 or older wrote it.</summary>
    public bool IsOlder => isOlder;

    /// <summary>A layer within it.</summary>
    public KerasConfig Inner(string name) => new(_config[name], isOlder);

    /// <summary>A whole number.</summary>
    public int Integer(string name) => _config[name].Integer;

    /// <summary>A number, if it is said.</summary>
    public double Number(string name, double otherwise) => _config.Find(name)?.Number ?? otherwise;

    /// <summary>A truth value, if it is said.</summary>
    public bool Flag(string name, bool otherwise) => _config.Find(name)?.Flag ?? otherwise;

    /// <summary>A text, if it is said.</summary>
    public string Text(string name, string otherwise) => _config.Find(name)?.Text ?? otherwise;

    /// <summary>One number, alone or as a list of one.</summary>
    public int Single(string name, int otherwise) => _config.Find(name) is not { } field ? otherwise
        : field.IsNumber ? field.Integer : field.Items is [var one] ? one.Integer : throw new ModelFormatException($"{field.Path} is not one whole number.");

    /// <summary>Requires what is not read to be left out.</summary>
    /// <exception cref="ModelFormatException">It is not.</exception>
    public void Refuse(string name, bool applies)
    {
        if (applies)
        {
            throw new ModelFormatException($"{Shown} has {name}, which is not read.");
        }
    }

    /// <summary>A function of each unit.</summary>
    /// <exception cref="ModelFormatException">EdgeSeq does not have it.</exception>
    public Activation Activation(string name, string otherwise = "linear")
    {
        JsonField? field = _config.Find(name);
        string called = field is null ? otherwise : field.Value.IsObject ? field.Value["class_name"].Text : field.Value.Text;
        return Find(called) ?? throw new ModelFormatException($"{Shown} has the {name} {JsonFields.Quote(called)}, which is not read.");
    }

    private Activation? Find(string name) => name switch
    {
        "hard_sigmoid" => isOlder ? Form.Activation.HardSigmoidOfKeras2 : Form.Activation.HardSigmoid,
        "leaky_relu" => Form.Activation.LeakyRelu(0.2),
        "gelu" => new("gelu", "gelu({0})"),
        _ => Form.Activation.Find(name),
    };
}
