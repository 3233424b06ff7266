using EdgeSeq.Import.Form;

namespace EdgeSeq.Import.Readers.StateDictionaries;

/// <summary>What the tensors of a module look like.</summary>
internal enum ModuleKind
{
    Embedding,
    Recurrent,
    Linear,
    LayerNorm,
    BatchNorm,
    Unknown,
}

/// <summary>The tensors of one module of PyTorch.</summary>
/// <param name="path">Such as <c>encoder.lstm</c>; empty for a module that was saved by itself.</param>
internal sealed class StateModule(string path)
{
    /// <summary>Such as <c>encoder.lstm</c>.</summary>
    public string Path { get; } = path;

    /// <summary>Tensors by the last part of their name, without <c>_l0</c> of what can have only one layer.</summary>
    public Dictionary<string, NumberTensor> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>For messages.</summary>
    public string Name => Path.Length == 0 ? "the model" : Path;

    /// <summary>What it looks like.</summary>
    public ModuleKind Kind => Tensors.ContainsKey("weight_hh_l0") ? ModuleKind.Recurrent
        : Tensors.ContainsKey("running_mean") && Tensors.ContainsKey("running_var") ? ModuleKind.BatchNorm
        : Tensors.Keys.Any(name => name is not ("weight" or "bias")) || !Tensors.TryGetValue("weight", out NumberTensor? weight) ? ModuleKind.Unknown
        : weight.Dimensions.Length == 1 && Tensors.ContainsKey("bias") ? ModuleKind.LayerNorm
        : weight.Dimensions.Length == 2 ? Tensors.ContainsKey("bias") || !IsCalledEmbedding ? ModuleKind.Linear : ModuleKind.Embedding
        : ModuleKind.Unknown;

    /// <summary>Numbers that come in; of an embedding, tokens.</summary>
    /// <exception cref="ModelFormatException">The tensor that says so is not there, or no matrix.</exception>
    public int Inputs => Kind switch
    {
        ModuleKind.Recurrent => Matrix("weight_ih_l0").Dimensions[1],
        ModuleKind.Linear => Matrix("weight").Dimensions[1],
        ModuleKind.Embedding => Matrix("weight").Dimensions[0],
        ModuleKind.BatchNorm => this["running_mean"].Values.Length,
        _ => this["weight"].Values.Length,
    };

    /// <summary>Numbers that come out.</summary>
    /// <exception cref="ModelFormatException">The tensor that says so is not there, or no matrix.</exception>
    public int Outputs => Kind switch
    {
        ModuleKind.Recurrent => Matrix("weight_hh_l0").Dimensions[1] * (Tensors.ContainsKey("weight_hh_l0_reverse") ? 2 : 1),
        ModuleKind.Linear => Matrix("weight").Dimensions[0],
        ModuleKind.Embedding => Matrix("weight").Dimensions[1],
        _ => Inputs,
    };

    // A matrix without a bias could be either; modules are called after what they are.
    private bool IsCalledEmbedding => Path.Contains("emb", StringComparison.OrdinalIgnoreCase);

    /// <summary>A tensor that must be there.</summary>
    /// <exception cref="ModelFormatException">It is not, or has other sizes.</exception>
    public NumberTensor this[string name] => Tensors.TryGetValue(name, out NumberTensor? tensor) ? tensor
        : throw new ModelFormatException($"{Name} has no tensor {name}.");

    private NumberTensor Matrix(string name) => this[name].RequireRank($"{Name}.{name}", 2);
}
