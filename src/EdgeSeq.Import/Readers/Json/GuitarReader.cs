using EdgeSeq.Import.Form;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Json;

/// <summary>
/// What Automated-GuitarAmpModelling writes (CoreAudioML, networks.py, SimpleRNN) and the plugins of GuitarML read: Proteus, NeuralPi, TS-M1N3, NeuralSeed.
/// One module of PyTorch, a linear layer, and the input added to what comes out.
/// </summary>
internal sealed class GuitarReader : IModelReader
{
    public string Format => "GuitarML JSON";

    public bool Recognizes(ForeignFile file) => file.IsJson && file.Json.Has("model_data", "state_dict");

    public ForeignModel Read(ForeignFile file, ImportOptions options)
    {
        JsonField data = file.Json["model_data"], state = file.Json["state_dict"];
        string kind = data.Find("model")?.Text ?? "SimpleRNN";
        if (kind != "SimpleRNN")
        {
            throw new ModelFormatException($"{data.Path}.model is {JsonFields.Quote(kind)}; only SimpleRNN is read.");
        }

        string unit = data["unit_type"].Text;
        CellForm cell = unit switch
        {
            "LSTM" => new(CellFamily.Lstm),
            "GRU" => new(CellFamily.GruResetAfter),
            "RNN" => new(CellFamily.Rnn),
            _ => throw new ModelFormatException($"{data.Path}.unit_type is {JsonFields.Quote(unit)}; LSTM, GRU and RNN are read."),
        };
        int units = data["hidden_size"].Integer, outputs = data.Find("output_size")?.Integer ?? 1, skip = data.Find("skip")?.Integer ?? 0;
        ForeignModel model = new ForeignModel(Format).OfVectors(data["input_size"].Integer);
        string value = ForeignModel.Input;
        HashSet<string> known = ["lin.weight", "lin.bias"];
        for (int layer = 0; layer < data["num_layers"].Integer; layer++)
        {
            var weights = new CellWeights(Tensor($"rec.weight_ih_l{layer}"), Tensor($"rec.weight_hh_l{layer}"), Optional($"rec.bias_ih_l{layer}"), Optional($"rec.bias_hh_l{layer}"));
            weights.Recurrent.Require($"rec.weight_hh_l{layer}", cell.Gates * units, units);
            value = model.Recurrent(layer == 0 ? "rec" : $"rec_{layer}", value, cell, weights);
        }

        NumberTensor matrix = Tensor("lin.weight");
        value = model.Product("lin", value, matrix.RequireRank("lin.weight", 2).Require("lin.weight", outputs, matrix.Dimensions[1]), Optional("lin.bias"));
        if (skip > 0)
        {
            // x[:, :, 0:skip] is added, so one number to each output, or as many as there are.
            value = skip == outputs ? model.Pointwise("y", "{0} + {1}", value, model.Slice("dry", ForeignModel.Input, 0, skip))
                : throw new ModelFormatException($"{data.Path}.skip is {skip} with {outputs} outputs; as many as outputs are read.");
        }

        model.Output(value);
        foreach ((string name, _) in state.Members.Where(member => !known.Contains(member.Name)))
        {
            throw new ModelFormatException($"{state.Path} has {JsonFields.Quote(name)}, which a SimpleRNN of {data["num_layers"].Integer} layers does not have.");
        }

        return model;

        NumberTensor Tensor(string name)
        {
            known.Add(name);
            return state[name].Tensor;
        }

        NumberTensor? Optional(string name)
        {
            known.Add(name);
            return state.Find(name)?.Tensor;
        }
    }
}
