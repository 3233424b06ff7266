using EdgeSeq.Import.Form;
using EdgeSeq.Import.Readers.StateDictionaries;

namespace EdgeSeq.Import.Readers.Json;

/// <summary>A <c>state_dict</c> of PyTorch as JSON, which RTNeural reads (RTNeural/torch_helpers.h) and several plugins save: names and numbers, and nothing of what happens between.</summary>
internal sealed class JsonDictionaryReader : IModelReader
{
    public string Format => "PyTorch state dictionary as JSON";

    public bool Recognizes(ForeignFile file) => file.IsJson && Dictionary(file.Json).Members.Any(member => member.Field.IsTensor && StateDictionary.IsRecurrent(member.Name));

    public ForeignModel Read(ForeignFile file, ImportOptions options)
    {
        var dictionary = new StateDictionary(Format, isOrdered: true);
        foreach ((string name, JsonField field) in Dictionary(file.Json).Members)
        {
            dictionary.Add(name, field.IsNumber ? new NumberTensor([], [(float)field.Number]) : field.Tensor);
        }

        return dictionary.ToModel(options);
    }

    private static JsonField Dictionary(JsonField json) => json.Find("state_dict") is { IsObject: true } inner ? inner : json;
}
