using EdgeSeq.Import.Form;

namespace EdgeSeq.Import.Readers;

/// <summary>
/// Weights as Keras lays them out (keras/src/layers): inputs as rows, the gates of a GRU in the order z, r, h and those of an LSTM in the order i, f, c, o.
/// </summary>
internal static class KerasCell
{
    /// <summary>A simple RNN: [inputs x H], [H x H], [H] or null.</summary>
    public static CellWeights Rnn(NumberTensor kernel, NumberTensor recurrent, NumberTensor? bias) => new(kernel.Transposed(), recurrent.Transposed(), bias, null);

    /// <summary>A GRU: [inputs x 3 H], [H x 3 H], and [2 x 3 H] where the reset gate acts after the product, [3 H] where it acts before, or null.</summary>
    public static CellWeights Gru(NumberTensor kernel, NumberTensor recurrent, NumberTensor? bias)
    {
        bool isDouble = bias is { Dimensions: [2, _] };
        if (bias is { Dimensions.Length: 2 } && !isDouble)
        {
            throw new ModelFormatException($"A GRU's bias has the size {bias.Size}; expected one or two rows.");
        }

        // A matrix is cut by its rows, which only now are the gates.
        return new(Ordered(kernel.Transposed()), Ordered(recurrent.Transposed()), Part(0), isDouble ? Part(1) : null);

        NumberTensor? Part(int row) => bias is null ? null : Ordered(isDouble ? NumberTensor.Vector(bias.Rows(row, 1).Values) : bias);

        static NumberTensor Ordered(NumberTensor gates) => gates.Dimensions[0] % 3 == 0 ? gates.Blocks(1, 0, 2)
            : throw new ModelFormatException($"A GRU's weights have {gates.Dimensions[0]} columns, which are no three gates.");
    }

    /// <summary>An LSTM: [inputs x 4 H], [H x 4 H], [4 H] or null.</summary>
    public static CellWeights Lstm(NumberTensor kernel, NumberTensor recurrent, NumberTensor? bias) => new(kernel.Transposed(), recurrent.Transposed(), bias, null);

    /// <summary>A convolution's kernel, [steps x inputs x channels], as [channels x inputs x steps].</summary>
    public static NumberTensor Kernel(NumberTensor kernel)
    {
        (int steps, int inputs, int channels) = (kernel.Dimensions[0], kernel.Dimensions[1], kernel.Dimensions[2]);
        float[] values = new float[kernel.Values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            int step = i / (inputs * channels), input = i / channels % inputs, channel = i % channels;
            values[(((channel * inputs) + input) * steps) + step] = kernel.Values[i];
        }

        return new([channels, inputs, steps], values);
    }
}
