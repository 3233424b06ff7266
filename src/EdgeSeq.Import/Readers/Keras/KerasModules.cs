using EdgeSeq.Import.Form;
using EdgeSeq.Import.Readers.Hdf5;
using EdgeSeq.Import.Readers.StateDictionaries;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Keras;

/// <summary>Weights of Keras without the model: layers are told apart by how many weights they have and of which sizes, and go on as a state dictionary.</summary>
/// <param name="format">What the file is.</param>
/// <param name="isOrdered">Whether layers are added in the order of the model.</param>
internal sealed class KerasModules(string format, bool isOrdered)
{
    private readonly StateDictionary _dictionary = new(format, isOrdered) { Epsilon = 0.001 };
    private bool _hasGates;

    /// <summary>A layer of the new form, which has a group for each of its parts.</summary>
    public void Add(string name, Hdf5Object group)
    {
        if (group.Find("cell/vars") is { } cell)
        {
            Recurrent(name, Weights(cell), "");
        }
        else if (group.Find("forward_layer/cell/vars") is { } forward)
        {
            Recurrent(name, Weights(forward), "");
            Recurrent(name, Weights(group.At("backward_layer/cell/vars")), "_reverse");
        }
        else if ((group.Find("layer/vars") ?? group.Find("vars")) is { Names.Count: > 0 } own)
        {
            Plain(name, Weights(own));
        }
    }

    /// <summary>A layer of the old form, which has a list of weights.</summary>
    public void Add(string name, Hdf5Object[] weights)
    {
        NumberTensor[] tensors = [.. weights.Select(weight => weight.Tensor())];
        bool isRecurrent = weights.Any(weight => weight.Path.Contains("/recurrent_kernel", StringComparison.Ordinal)), isBoth = weights.Any(weight => weight.Path.Contains("backward", StringComparison.Ordinal));
        if (isRecurrent && isBoth)
        {
            Recurrent(name, tensors[..(tensors.Length / 2)], "");
            Recurrent(name, tensors[(tensors.Length / 2)..], "_reverse");
        }
        else if (isRecurrent)
        {
            Recurrent(name, tensors, "");
        }
        else if (tensors.Length > 0)
        {
            Plain(name, tensors);
        }
    }

    /// <summary>The model that the weights are.</summary>
    public ForeignModel ToModel(ImportOptions options)
    {
        ForeignModel model = _dictionary.ToModel(options);
        if (_hasGates)
        {
            model.Assumed.Add("gates with sigmoid, candidates with tanh");
        }

        return model;
    }

    private static NumberTensor[] Weights(Hdf5Object variables) => [.. Enumerable.Range(0, variables.Names.Count).Select(i => variables.At($"{i}").Tensor())];

    private void Recurrent(string name, NumberTensor[] weights, string suffix)
    {
        if (weights.Length is not (2 or 3))
        {
            throw new ModelFormatException($"{JsonFields.Quote(name)} has {weights.Length} weights; a recurrent layer has two or three.");
        }

        NumberTensor kernel = weights[0].RequireRank($"{name}, kernel", 2), recurrent = weights[1].RequireRank($"{name}, recurrent kernel", 2);
        NumberTensor? bias = weights.ElementAtOrDefault(2);
        int gates = recurrent.Dimensions[1] / recurrent.Dimensions[0];
        if (gates == 3 && bias is not { Dimensions.Length: 2 })
        {
            throw new ModelFormatException($"{JsonFields.Quote(name)} is a GRU with one bias or none, and which of its two kinds it is, weights alone do not say: save the whole model.");
        }

        _hasGates |= gates > 1;
        CellWeights cell = gates == 3 ? KerasCell.Gru(kernel, recurrent, bias) : KerasCell.Lstm(kernel, recurrent, bias);
        _dictionary.Add($"{name}.weight_ih_l0{suffix}", cell.Input);
        _dictionary.Add($"{name}.weight_hh_l0{suffix}", cell.Recurrent);
        Optional($"{name}.bias_ih_l0{suffix}", cell.Bias);
        Optional($"{name}.bias_hh_l0{suffix}", cell.RecurrentBias);
    }

    private void Plain(string name, NumberTensor[] weights)
    {
        switch (weights)
        {
            case [{ Dimensions.Length: 2 } vectors] when name.Contains("emb", StringComparison.OrdinalIgnoreCase):
                _dictionary.Add($"{name}.weight", vectors);
                break;
            case [{ Dimensions.Length: 2 }] or [{ Dimensions.Length: 2 }, { Dimensions.Length: 1 }]:
                _dictionary.Add($"{name}.weight", weights[0].RequireRank(name, 2).Transposed());
                Optional($"{name}.bias", weights.ElementAtOrDefault(1));
                break;
            case [{ Dimensions.Length: 1 }, { Dimensions.Length: 1 }]:
                _dictionary.Add($"{name}.weight", weights[0]);
                _dictionary.Add($"{name}.bias", weights[1]);
                break;
            case [{ Dimensions.Length: 1 }, { Dimensions.Length: 1 }, { Dimensions.Length: 1 }, { Dimensions.Length: 1 }]:
                _dictionary.Add($"{name}.weight", weights[0]);
                _dictionary.Add($"{name}.bias", weights[1]);
                _dictionary.Add($"{name}.running_mean", weights[2]);
                _dictionary.Add($"{name}.running_var", weights[3]);
                break;
            default:
                throw new ModelFormatException($"{JsonFields.Quote(name)} has weights of the sizes {string.Join(" and ", weights.Take(6).Select(weight => weight.Size))}; which layer that is, weights alone do not say: save the whole model.");
        }
    }

    private void Optional(string name, NumberTensor? tensor)
    {
        if (tensor is not null)
        {
            _dictionary.Add(name, tensor);
        }
    }
}
