using EdgeSeq.Import.Form;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.StateDictionaries;

/// <summary>
/// Tensors by name, as a module of PyTorch saves them. They say the layers and their sizes, and not what happens between: which layer reads which is
/// found by the sizes, and what cannot be known is assumed and said, or refused.
/// </summary>
/// <param name="format">What the file is.</param>
/// <param name="isOrdered">Whether tensors stand in the order of the modules, as PyTorch saves them; safetensors files are sorted by name.</param>
internal sealed class StateDictionary(string format, bool isOrdered)
{
    private const int MaxModules = 64;

    // What wrappers put in front of every name: DataParallel, torch.compile, and classes that hold the network as a member.
    private static readonly string[] s_prefixes = ["module.", "_orig_mod.", "model.", "net.", "network."];

    // Buffers that count or scale nothing.
    private static readonly string[] s_counters = ["num_batches_tracked", "total_ops", "total_params"];

    private readonly List<(string Name, NumberTensor Tensor)> _tensors = [];
    private readonly List<(string Name, string Type)> _others = [];

    /// <summary>Of norms, which no tensor says.</summary>
    public double Epsilon { get; init; } = 0.00001;

    /// <summary>Whether a name is that of recurrent weights.</summary>
    public static bool IsRecurrent(string name) => LastPart(name) is var last && last.StartsWith("weight_hh", StringComparison.Ordinal);

    /// <summary>Adds a tensor of the file.</summary>
    public void Add(string name, NumberTensor tensor) => _tensors.Add((name, tensor));

    /// <summary>Adds a tensor that holds no floats, which no layer does: a counter, or it must be left out by its name.</summary>
    /// <exception cref="ModelFormatException">The model cannot be read later, unless it is left out.</exception>
    public void AddOther(string name, string type) => _others.Add((name, type));

    /// <summary>The model that the tensors are.</summary>
    /// <param name="options">What they do not say.</param>
    /// <exception cref="ModelFormatException">They are no chain of layers that EdgeSeq has, or more than one could be meant.</exception>
    public ForeignModel ToModel(ImportOptions options)
    {
        var model = new ForeignModel(format);
        NumberTensor? mean = Take(options.InputMean), inputScale = Take(options.InputScale), outputScale = Take(options.OutputScale);
        List<StateModule> modules = Modules(model, options);
        if (modules.FirstOrDefault(module => module.Kind == ModuleKind.Unknown) is { } unknown)
        {
            throw new ModelFormatException($"{unknown.Name} has {string.Join(", ", unknown.Tensors.Take(4).Select(tensor => $"{JsonFields.Quote(tensor.Key)} {tensor.Value.Size}"))}, which is no layer that is read; leave it out with {nameof(ImportOptions.Ignore)} (--ignore) if the model does without it, or say what it scales (--input-mean, --input-scale, --output-scale).");
        }

        StateModule[] chain = new ModuleChain(modules, isOrdered, options.Activation is not null).Order();
        if (chain.Length > 1)
        {
            model.Assumed.Add($"{string.Join(", then ", chain.Select(module => module.Name))}, one reading the other");
        }

        string value = ForeignModel.Input;
        _ = chain[0].Kind == ModuleKind.Embedding || options.ReadsTokens ? model.OfTokens(chain[0].Inputs) : model.OfVectors(chain[0].Inputs);
        if (mean is not null || inputScale is not null)
        {
            float[] gain = Spread(inputScale, model.SizeOf(value), 1), shift = Spread(mean, gain.Length, 0);
            value = model.Norm("scaled", value, NormKind.BatchNorm, NumberTensor.Vector(gain), NumberTensor.Vector([.. gain.Zip(shift, (a, b) => -a * b)]));
        }

        for (int i = 0; i < chain.Length; i++)
        {
            value = ModuleLayers.Add(model, chain[i], value, Epsilon);
            if (chain[i].Kind == ModuleKind.Linear && i < chain.Length - 1)
            {
                value = Between(model, chain[i], options, value);
            }
        }

        value = outputScale is null ? value : model.Norm("out", value, NormKind.BatchNorm, NumberTensor.Vector(Spread(outputScale, model.SizeOf(value), 1)), null);
        Finish(model, options, value, hasHead: chain[^1].Kind == ModuleKind.Linear);
        return model;
    }

    /// <summary>A tensor that is no part of a layer; null if none is asked for.</summary>
    private NumberTensor? Take(string? name)
    {
        if (name is null)
        {
            return null;
        }

        int found = _tensors.FindIndex(tensor => tensor.Name == name);
        NumberTensor taken = found >= 0 ? _tensors[found].Tensor : throw new ModelFormatException($"The file has no tensor {JsonFields.Quote(name)} to scale with.");
        _tensors.RemoveAt(found);
        return taken;
    }

    /// <summary>As many numbers as a value has, of as many or of one.</summary>
    private static float[] Spread(NumberTensor? tensor, int size, float otherwise) => tensor is null ? [.. Enumerable.Repeat(otherwise, size)]
        : tensor.Values.Length == size ? tensor.Values
        : tensor.Values is [var one] ? [.. Enumerable.Repeat(one, size)]
        : throw new ModelFormatException($"There are {tensor.Values.Length} numbers to scale {size} with.");

    /// <summary>What stands behind the last layer, which no tensor says.</summary>
    internal static void Finish(ForeignModel model, ImportOptions options, string value, bool hasHead)
    {
        if (options.Readout is null)
        {
            model.Assumed.Add("readout Every");
        }

        value = options.Readout == Readout.Last ? model.Time("last_step", value, TimeKind.Last) : value;
        if (options.Head is null && hasHead)
        {
            model.Assumed.Add("head Linear");
        }

        model.Output(options.Head switch
        {
            Head.Softmax => model.Softmax("y", value),
            Head.Sigmoid => model.Apply("y", value, Activation.Sigmoid),
            _ => value,
        });
    }

    private static string Between(ForeignModel model, StateModule module, ImportOptions options, string value) => options.Activation is { } name
        ? model.Apply($"{module.Path}_{name}", value, Activation.Find(name) ?? throw new ModelFormatException($"There is no activation {JsonFields.Quote(name)}."))
        : throw new ModelFormatException($"{module.Name} is a linear layer that others read, and tensors do not say which function stands behind it: say it with {nameof(ImportOptions.Activation)} (--activation relu, or linear for none).");

    private List<StateModule> Modules(ForeignModel model, ImportOptions options)
    {
        string prefix = Prefix();
        var modules = new Dictionary<string, StateModule>(StringComparer.Ordinal);
        foreach ((string name, string type) in _others)
        {
            model.Ignored.Add(IsLeftOut(name) ? name : throw new ModelFormatException($"{JsonFields.Quote(name)} holds {JsonFields.Quote(type)} and no floats; leave it out with {nameof(ImportOptions.Ignore)} (--ignore) if the model does without it."));
        }

        foreach ((string full, NumberTensor tensor) in _tensors)
        {
            string name = full[prefix.Length..], last = LastPart(name), path = name[..Math.Max(0, name.Length - last.Length - 1)];
            if (IsLeftOut(full))
            {
                model.Ignored.Add(full);
                continue;
            }

            if (!modules.TryGetValue(path, out StateModule? module))
            {
                modules.Add(path, module = modules.Count < MaxModules ? new(path) : throw new ModelFormatException($"The file has more than {MaxModules} modules."));
            }

            // LSTMCell, GRUCell and RNNCell have one layer and do not count it.
            string key = last is "weight_ih" or "weight_hh" or "bias_ih" or "bias_hh" ? $"{last}_l0" : last;
            if (!module.Tensors.TryAdd(key, tensor))
            {
                throw new ModelFormatException($"The file names {JsonFields.Quote(full)} twice.");
            }
        }

        return modules.Count > 0 ? [.. modules.Values] : throw new ModelFormatException("The file has no tensors that are layers.");

        bool IsLeftOut(string full) => s_counters.Contains(LastPart(full))
            || options.Ignore.Any(ignored => full.StartsWith(ignored, StringComparison.Ordinal) || (full.StartsWith(prefix, StringComparison.Ordinal) && full.AsSpan(prefix.Length).StartsWith(ignored, StringComparison.Ordinal)));
    }

    /// <summary>What stands in front of every name, of what wrappers put there.</summary>
    private string Prefix()
    {
        string prefix = "";
        while (s_prefixes.FirstOrDefault(next => _tensors.Count > 0 && _tensors.All(tensor => tensor.Name.AsSpan(prefix.Length).StartsWith(next, StringComparison.Ordinal))) is { } more)
        {
            prefix += more;
        }

        return prefix;
    }

    private static string LastPart(string name) => name[(name.LastIndexOf('.') + 1)..];
}
