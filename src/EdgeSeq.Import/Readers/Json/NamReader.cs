using EdgeSeq.Import.Form;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Readers.Json;

/// <summary>
/// A <c>.nam</c> file of NeuralAmpModeler with the architecture LSTM (sdatkinson/neural-amp-modeler, nam/models/recurrent.py; NeuralAmpModelerCore,
/// NAM/lstm.cpp): of each layer W beside U row by row, one bias, the first h and the first c; then the linear output.
/// </summary>
internal sealed class NamReader : IModelReader
{
    public string Format => "NeuralAmpModeler .nam";

    public bool Recognizes(ForeignFile file) => file.IsJson && file.Json.Has("architecture", "config");

    public ForeignModel Read(ForeignFile file, ImportOptions options)
    {
        JsonField json = file.Json, config = json["config"];
        string architecture = json["architecture"].Text;
        if (architecture != "LSTM")
        {
            throw new ModelFormatException($"architecture is {JsonFields.Quote(architecture)}; only LSTM is read: the others are convolutions without a state.");
        }

        int inputs = config["input_size"].Integer, units = config["hidden_size"].Integer, layers = config["num_layers"].Integer;
        ForeignModel model = new ForeignModel(Format).OfVectors(inputs);
        var numbers = new Numbers(json["weights"].Tensor.RequireRank("weights", 1).Values);
        if (units is 0 or > 16_384 || layers is 0 or > 1_000 || config.Find("out_channels") is { Integer: not 1 } || config.Find("in_channels") is { } channels && channels.Integer != inputs)
        {
            throw new ModelFormatException($"config has {units} units and {layers} layers, or more than one channel; one channel comes out, of at least one unit.");
        }

        string value = ForeignModel.Input;
        for (int layer = 0; layer < layers; layer++)
        {
            int read = model.SizeOf(value);
            NumberTensor both = new([4 * units, read + units], numbers.Take(4L * units * (read + units)));
            NumberTensor bias = NumberTensor.Vector(numbers.Take(4 * units)), h = NumberTensor.Vector(numbers.Take(units)), c = NumberTensor.Vector(numbers.Take(units));
            bool isZero = !h.Values.Concat(c.Values).Any(number => number != 0);
            value = model.Recurrent(layer == 0 ? "lstm" : $"lstm_{layer}", value, new CellForm(CellFamily.Lstm) { HasFirstState = !isZero },
                new(Columns(both, 0, read), Columns(both, read, units), bias, null) { FirstH = isZero ? null : h, FirstC = isZero ? null : c });
        }

        NumberTensor head = new([1, units], numbers.Take(units));
        model.Output(model.Product("head", value, head, NumberTensor.Vector(numbers.Take(1))));
        numbers.RequireEnd();
        if (json.Find("sample_rate") is { IsNumber: true } rate)
        {
            model.Metadata["sample_rate"] = Activation.Number(rate.Number);
        }

        return model;
    }

    private static NumberTensor Columns(NumberTensor matrix, int first, int count)
    {
        (int rows, int width) = (matrix.Dimensions[0], matrix.Dimensions[1]);
        float[] values = new float[rows * count];
        for (int row = 0; row < rows; row++)
        {
            matrix.Values.AsSpan((row * width) + first, count).CopyTo(values.AsSpan(row * count));
        }

        return new([rows, count], values);
    }

    /// <summary>Numbers in a row, taken from the front.</summary>
    private sealed class Numbers(float[] all)
    {
        private int _next;

        public float[] Take(long count)
        {
            if (count > all.Length - _next)
            {
                throw new ModelFormatException($"weights has {all.Length} numbers, and its config asks for more.");
            }

            _next += (int)count;
            return all[(_next - (int)count).._next];
        }

        public void RequireEnd()
        {
            if (_next < all.Length)
            {
                throw new ModelFormatException($"weights has {all.Length} numbers; its config asks for {_next}.");
            }
        }
    }
}
