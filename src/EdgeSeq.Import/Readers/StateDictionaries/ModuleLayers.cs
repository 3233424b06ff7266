using EdgeSeq.Import.Form;

namespace EdgeSeq.Import.Readers.StateDictionaries;

/// <summary>The layers that a module of PyTorch is.</summary>
internal static class ModuleLayers
{
    private const int MaxLayers = 64;

    /// <summary>Adds them.</summary>
    /// <returns>What comes out.</returns>
    /// <exception cref="ModelFormatException">Tensors are missing, or of other sizes.</exception>
    public static string Add(ForeignModel model, StateModule module, string from, double epsilon)
    {
        string name = module.Path.Length == 0 ? "layer" : module.Path;
        switch (module.Kind)
        {
            case ModuleKind.Embedding:
                return model.Embedding(name, module["weight"]);
            case ModuleKind.Linear:
                return model.Product(name, from, module["weight"], module.Tensors.GetValueOrDefault("bias"));
            case ModuleKind.LayerNorm:
                model.Assumed.Add($"{module.Name} is a layer norm with epsilon {Activation.Number(epsilon)}");
                return Norms.Layer(model, name, from, module["weight"], module["bias"], epsilon);
            case ModuleKind.BatchNorm:
                model.Assumed.Add($"{module.Name} is a batch norm with epsilon {Activation.Number(epsilon)}");
                return Norms.Batch(model, name, from, module.Tensors.GetValueOrDefault("weight"), module.Tensors.GetValueOrDefault("bias"), module["running_mean"], module["running_var"], epsilon);
            default:
                return AddRecurrent(model, module, name, from);
        }
    }

    private static string AddRecurrent(ForeignModel model, StateModule module, string name, string from)
    {
        NumberTensor first = module["weight_hh_l0"].RequireRank($"{module.Name}.weight_hh_l0", 2);
        int projection = module.Tensors.TryGetValue("weight_hr_l0", out NumberTensor? projected) ? projected.RequireRank($"{module.Name}.weight_hr_l0", 2).Dimensions[0] : 0;
        int units = projection > 0 ? projected!.Dimensions[1] : first.Dimensions[1];
        CellFamily family = (first.Dimensions[0] % units == 0 ? first.Dimensions[0] / units : 0) switch
        {
            1 => CellFamily.Rnn,
            3 => CellFamily.GruResetAfter,
            4 => CellFamily.Lstm,
            _ => throw new ModelFormatException($"{module.Name}.weight_hh_l0 has the size {first.Size}; an RNN, GRU or LSTM has 1, 3 or 4 times as many rows as columns."),
        };
        if (family == CellFamily.Rnn)
        {
            model.Assumed.Add($"{module.Name} is an RNN with tanh");
        }

        bool isBoth = module.Tensors.ContainsKey("weight_hh_l0_reverse");
        int layers = 0, used = 0;
        while (module.Tensors.ContainsKey($"weight_hh_l{layers}"))
        {
            from = model.Recurrent(layers == 0 ? name : $"{name}_{layers}", from, new CellForm(family) { Projection = projection }, Weights(layers, ""), isBoth ? Weights(layers, "_reverse") : null);
            layers = layers < MaxLayers ? layers + 1 : throw new ModelFormatException($"{module.Name} has more than {MaxLayers} layers.");
        }

        return used == module.Tensors.Count ? from
            : throw new ModelFormatException($"{module.Name} has tensors that no layer of it has: {string.Join(", ", module.Tensors.Keys.Take(12))}.");

        CellWeights Weights(int layer, string suffix)
        {
            used += 2;
            return new(module[$"weight_ih_l{layer}{suffix}"], module[$"weight_hh_l{layer}{suffix}"], Optional($"bias_ih_l{layer}{suffix}"), Optional($"bias_hh_l{layer}{suffix}"))
            {
                Projection = Optional($"weight_hr_l{layer}{suffix}"),
            };
        }

        NumberTensor? Optional(string tensor)
        {
            used += module.Tensors.ContainsKey(tensor) ? 1 : 0;
            return module.Tensors.GetValueOrDefault(tensor);
        }
    }
}
