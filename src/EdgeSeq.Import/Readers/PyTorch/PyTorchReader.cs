using EdgeSeq.Import.Form;
using EdgeSeq.Import.Readers.StateDictionaries;
using EdgeSeq.Import.Readers.Zip;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.PyTorch;

/// <summary>
/// A <c>.pt</c> file of PyTorch 1.6 on: a state dictionary, a checkpoint that holds one, a whole module, or the parameters of a TorchScript archive
/// (torch/serialization.py, torch/csrc/jit/serialization/export.cpp).
/// </summary>
internal sealed class PyTorchReader : IModelReader
{
    private const string Pickle = "data.pkl";
    private const int MaxDepth = 24, MaxMembers = 1 << 12;

    // What training code calls the state dictionary of its checkpoints, the likeliest first.
    private static readonly string[] s_dictionaries = ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "module", "weights", "params"];

    // In what modules keep their parts when they are pickled whole.
    private static readonly string[] s_parts = ["_parameters", "_buffers", "_modules"];

    public string Format => "PyTorch .pt";

    public bool Recognizes(ForeignFile file) => ZipFolder.Has(file, Pickle);

    public ForeignModel Read(ForeignFile file, ImportOptions options)
    {
        using var zip = new ZipFolder(file.Bytes);
        string path = zip.Names.First(name => name == Pickle || name.EndsWith($"/{Pickle}", StringComparison.Ordinal)), folder = path[..^Pickle.Length];
        if (zip.Names.Contains($"{folder}byteorder") && !zip.Read($"{folder}byteorder").AsSpan().SequenceEqual("little"u8))
        {
            throw new ModelFormatException("The file's numbers are big-endian; save it on another machine.");
        }

        List<string> others = [];
        var tensors = new List<(string Name, object? Value)>();
        int left = MaxMembers;
        Collect(Dictionary(PickleReader.Read(zip.Read(path)), others), "", tensors, MaxDepth, ref left);
        var archive = new TensorArchive(zip, folder, file.Bytes.Length);
        var dictionary = new StateDictionary(Format, isOrdered: true);
        foreach ((string name, object? value) in tensors)
        {
            string type = TensorArchive.TypeOf(value);
            if (FloatType.SizeOf(type) > 0)
            {
                dictionary.Add(name, archive.Read(name, value));
            }
            else
            {
                dictionary.AddOther(name, type);
            }
        }

        ForeignModel model = dictionary.ToModel(options);
        model.Ignored.AddRange(others);
        return model;
    }

    /// <summary>What holds the tensors: the value itself, or the member of a checkpoint that does.</summary>
    private static object? Dictionary(object? root, List<string> others)
    {
        if (root is not PickleDictionary checkpoint || checkpoint.Items.Exists(item => TensorArchive.IsTensor(item.Value)))
        {
            return root;
        }

        string[] candidates = [.. checkpoint.Items.Where(item => item.Key is string && HasTensors(item.Value)).Select(item => (string)item.Key!)];
        string chosen = s_dictionaries.FirstOrDefault(candidates.Contains) ?? (candidates is [var only] ? only
            : throw new ModelFormatException(candidates.Length == 0 ? "The file holds no state dictionary." : $"The file holds the state dictionaries {string.Join(", ", candidates.Take(8).Select(JsonFields.Quote))}; save one of them alone."));
        others.AddRange(checkpoint.Items.Select(item => item.Key as string).Where(name => name is not null && name != chosen)!);
        return checkpoint.Find(chosen);
    }

    private static bool HasTensors(object? value) => value is PickleDictionary dictionary ? dictionary.Items.Exists(item => TensorArchive.IsTensor(item.Value)) : value is PickleInstance { State: PickleDictionary };

    /// <summary>Tensors of a dictionary or module, and of the modules within it; modules can be shared, so that how many members are looked at is counted.</summary>
    private static void Collect(object? value, string path, List<(string Name, object? Value)> tensors, int depth, ref int left)
    {
        PickleDictionary members = (value as PickleInstance)?.State as PickleDictionary ?? value as PickleDictionary
            ?? throw new ModelFormatException($"{(path.Length == 0 ? "The file" : JsonFields.Quote(path))} holds {What(value)}, which is no state dictionary.");
        foreach ((object? key, object? member) in members.Items)
        {
            if (depth == 0 || left-- == 0)
            {
                throw new ModelFormatException($"{JsonFields.Quote(path)} lies within {MaxDepth} modules, or there are more than {MaxMembers} members of modules.");
            }

            // A module that was pickled whole has its parameters and modules in dictionaries, which are no part of names.
            bool isPart = key is string own && s_parts.Contains(own);
            string name = isPart ? path : path.Length == 0 ? $"{key}" : $"{path}.{key}";
            if (TensorArchive.IsTensor(member))
            {
                tensors.Add((name, member));
            }
            else if (member is PickleInstance { State: PickleDictionary } || (isPart && member is PickleDictionary))
            {
                Collect(member, name, tensors, depth - 1, ref left);
            }
            else if (value is PickleDictionary && member is (PickleCall or PickleInstance or PickleOutside))
            {
                throw new ModelFormatException($"{JsonFields.Quote(name)} holds {What(member)}, which is no tensor that is read.");
            }
        }
    }

    private static string What(object? value) => value switch
    {
        PickleCall call => JsonFields.Quote(call.Function.Name),
        PickleInstance instance => JsonFields.Quote(instance.Class.Name),
        PickleGlobal global => JsonFields.Quote(global.Name),
        object?[] or List<object?> => "a list",
        PickleDictionary => "a dictionary",
        null => "nothing",
        _ => "no tensor",
    };
}
