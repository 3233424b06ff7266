using EdgeSeq.Import.Form;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Json;

/// <summary>A value of a JSON file and where it stands, so that every message can say so.</summary>
/// <param name="path">Such as <c>layers[2].weights</c>.</param>
/// <param name="value">A dictionary, list, tensor, text, number, truth value or null.</param>
internal readonly struct JsonField(string path, object? value)
{
    private readonly object? _value = value;

    /// <summary>Such as <c>layers[2].weights</c>.</summary>
    public string Path { get; } = path;

    /// <summary>Whether it is an array of numbers of equal rows.</summary>
    public bool IsTensor => _value is NumberTensor;

    /// <summary>Whether it is an object.</summary>
    public bool IsObject => _value is Dictionary<string, object?>;

    /// <summary>Whether it is a text.</summary>
    public bool IsText => _value is string;

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber => _value is double;

    /// <summary>Whether it is an object that has members of these names.</summary>
    public bool Has(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (_value is not Dictionary<string, object?> members || !members.ContainsKey(name))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The members of an object, in the order of the file.</summary>
    public IEnumerable<(string Name, JsonField Field)> Members
    {
        get
        {
            string path = Path;
            return Required<Dictionary<string, object?>>("an object").Select(member => (member.Key, new JsonField(Under(path, member.Key), member.Value)));
        }
    }

    /// <summary>A member that must be there.</summary>
    public JsonField this[string name] => Find(name) ?? throw new ModelFormatException($"{(Path.Length == 0 ? "The file" : Path)} has no {JsonFields.Quote(name)}.");

    /// <summary>A member; null if it is not there, or null.</summary>
    public JsonField? Find(string name) =>
        Required<Dictionary<string, object?>>("an object").TryGetValue(name, out object? value) && value is not null ? new JsonField(Under(Path, name), value) : null;

    /// <summary>The items of an array.</summary>
    public IReadOnlyList<JsonField> Items
    {
        get
        {
            string path = Path;
            return _value switch
            {
                List<object?> list => [.. list.Select((item, i) => new JsonField($"{path}[{i}]", item))],
                NumberTensor { Dimensions.Length: 1 } vector => [.. vector.Values.Select((number, i) => new JsonField($"{path}[{i}]", (double)number))],
                NumberTensor tensor => [.. Enumerable.Range(0, tensor.Dimensions[0]).Select(i => new JsonField($"{path}[{i}]", new NumberTensor(tensor.Dimensions.RemoveAt(0), tensor.Rows(i, 1).Values)))],
                _ => throw Wrong("an array"),
            };
        }
    }

    /// <summary>An array of numbers of equal rows.</summary>
    public NumberTensor Tensor => Required<NumberTensor>("an array of numbers, as many in each row");

    /// <summary>A text.</summary>
    public string Text => Required<string>("a text");

    /// <summary>A number.</summary>
    public double Number => _value is double number && double.IsFinite(number) ? number : throw Wrong("a number");

    /// <summary>A whole number from 0 on.</summary>
    public int Integer => _value is double number && number >= 0 && number <= int.MaxValue && number == Math.Floor(number) ? (int)number : throw Wrong("a whole number from 0 on");

    /// <summary>A truth value, or a number that stands for one.</summary>
    public bool Flag => _value switch { bool flag => flag, 0.0 => false, 1.0 => true, _ => throw Wrong("true or false") };

    private static string Under(string path, string name)
    {
        string shown = name.Length < 32 && !name.AsSpan().ContainsAnyExceptInRange('!', '~') ? name : JsonFields.Quote(name)[1..^1];
        return path.Length == 0 ? shown : $"{path}.{shown}";
    }

    private T Required<T>(string what)
        where T : class => _value as T ?? throw Wrong(what);

    private ModelFormatException Wrong(string what) => new($"{(Path.Length == 0 ? "The file" : Path)} is not {what}.");
}
