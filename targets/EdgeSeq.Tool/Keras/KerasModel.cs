using EdgeSeq.Onnx.Graph;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Targets.Tool.Keras;

/// <summary>A model as a <c>.keras</c> file.</summary>
internal static class KerasModel
{
    /// <summary>One-hot vectors take a table of that many rows and columns.</summary>
    private const int MostOneHot = 4096;

    /// <summary>Writes <c>model.keras</c>.</summary>
    /// <param name="from">A .safetensors file.</param>
    /// <param name="to">The file to write; <c>.keras</c> beside the other if null.</param>
    /// <param name="readsTokens">Whether tokens come in, if the file does not say it; null if nobody knows.</param>
    /// <param name="output">Receives what was written.</param>
    /// <exception cref="IOException">A file cannot be read or written, or holds no model; the target is as before.</exception>
    /// <exception cref="NotSupportedException">Keras has no layer for a part of the model.</exception>
    public static void Run(string from, string? to, bool? readsTokens, TextWriter output)
    {
        byte[] bytes = ToFile(StoredModel.Read(from, readsTokens).Known);
        to ??= Path.ChangeExtension(from, ".keras");
        AtomicFile.Write(to, stream => stream.Write(bytes));
        output.WriteLine($"{to}: a model of Keras 3, keras.models.load_model(\"{Path.GetFileName(to)}\")");
    }

    /// <summary>The file of a model.</summary>
    /// <exception cref="NotSupportedException">Keras has no layer for a part of the model.</exception>
    public static byte[] ToFile(NamedModel model)
    {
        ModelShape shape = model.Shape;
        var file = new KerasFile(shape.Inputs);
        var layers = new KerasLayerWriter(file, model.Tensors);
        string value = file.Input;
        if (model.Description.Normalizer is { InputMean.IsEmpty: false } normalizer)
        {
            value = layers.Affine([.. normalizer.InputScale.ToArray().Select(scale => 1 / scale)], new float[shape.Inputs], normalizer.InputMean.ToArray(), value);
        }

        if (model.Description.Normalizer is { OutputMean.IsEmpty: false } && shape.Network.Length > 0)
        {
            throw new NotSupportedException("Outputs of a network are scaled by its normaliser, for which no layer is written; scale them in a row.");
        }

        string[] outputs = shape.Network.Length > 0 ? new KerasNetwork(file, layers, new(shape.Network), value).Write() : [Stack(model, file, layers, value)];
        return file.ToFile(outputs);
    }

    private static string Stack(NamedModel model, KerasFile file, KerasLayerWriter layers, string value)
    {
        ModelShape shape = model.Shape;
        bool isBoth = shape.Direction == Direction.Both;
        if (shape.Vocabulary > 0)
        {
            value = layers.Embedding(shape.Embedding > 0 ? layers.Tensor(NamedModel.EmbeddingWeight) : OneHot(shape.Vocabulary), shape.Vocabulary, value);
        }

        for (int layer = 0; layer < shape.Layers; layer++)
        {
            value = layers.Recurrent(shape.CellName, CanonicalTensors.RecurrentModule, layer, isBoth, shape.Readout == Readout.Last && layer == shape.Layers - 1, value);
        }

        if (shape.Head == Head.None)
        {
            return value;
        }

        value = layers.Dense(CanonicalTensors.HeadModule, value, shape.Head switch { Head.Softmax => "softmax", Head.Sigmoid => "sigmoid", _ => "linear" });
        return model.Description.Normalizer is { OutputMean.IsEmpty: false } normalizer ? layers.Affine(normalizer.OutputScale.ToArray(), normalizer.OutputMean.ToArray(), new float[shape.Outputs], value) : value;
    }

    private static float[] OneHot(int vocabulary)
    {
        float[] rows = vocabulary <= MostOneHot ? new float[vocabulary * vocabulary] : throw new NotSupportedException($"{vocabulary} tokens without learned vectors take a table of one-hot vectors in Keras; at most {MostOneHot} are written.");
        for (int i = 0; i < vocabulary; i++)
        {
            rows[(i * vocabulary) + i] = 1;
        }

        return rows;
    }
}
