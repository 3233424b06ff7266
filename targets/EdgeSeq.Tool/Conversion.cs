using EdgeSeq.Import.Writing;
using EdgeSeq.Onnx;
using EdgeSeq.Storage;
using EdgeSeq.Targets.Tool.Keras;
using EdgeSeq.Targets.Tool.PyTorch;

namespace EdgeSeq.Targets.Tool;

/// <summary><c>convert</c>: a model from one format to another, without a compiled shape.</summary>
internal static class Conversion
{
    /// <summary>Converts a file.</summary>
    /// <param name="from">The file to read.</param>
    /// <param name="to">The file to write; null only where <paramref name="target"/> says what is written.</param>
    /// <param name="target">What is written, where the name does not say it: <c>onnx</c>, <c>keras</c> or <c>pytorch</c>.</param>
    /// <param name="readsTokens">Whether tokens come in, if the file does not say it; null if nobody knows.</param>
    /// <param name="activation">Whether an ONNX file has softmax or sigmoid of the outputs.</param>
    /// <param name="output">Receives what was written.</param>
    /// <exception cref="IOException">A file cannot be read or written, or holds no model; the target is as before.</exception>
    /// <exception cref="NotSupportedException">ONNX has no operator for the cell, a name says no format, or the file does not say what the model computes.</exception>
    public static void Run(string from, string? to, string? target, bool? readsTokens, bool activation, TextWriter output)
    {
        switch (target)
        {
            case null:
                ArgumentNullException.ThrowIfNull(to);
                break;
            case "pytorch":
                PyTorchModule.Run(from, to, readsTokens, output);
                return;
            case "keras":
                KerasModel.Run(from, to, readsTokens, output);
                return;
            case "onnx":
                to ??= Path.ChangeExtension(from, ".onnx");
                break;
            default:
                throw new NotSupportedException($"--to {target} is not written; onnx, keras and pytorch are.");
        }

        bool toOnnx = StoredModel.IsOnnx(to);
        StoredModel stored = StoredModel.Read(from, readsTokens);
        foreach ((string name, float[] values) in stored.Known.Tensors)
        {
            int bad = Array.FindIndex(values, value => !float.IsFinite(value));
            if (bad >= 0)
            {
                throw new ModelFormatException($"{name}: number {bad} is {values[bad]}; it must be finite.");
            }
        }

        if (toOnnx)
        {
            byte[] file = OnnxModel.Write(stored.Model, new() { Activation = activation });
            AtomicFile.Write(to, stream => stream.Write(file));
        }
        else
        {
            IReadOnlyList<ExpectedTensor> tensors = ExpectedTensors.Of(stored.Model.Shape);
            AtomicFile.Write(to, stream => WriteSafetensors(stored, tensors, stream));
        }

        output.WriteLine($"{to}: {Declaration.Of(stored.Model.Shape)}");
        if (stored.Weights != WeightType.Float32 && !(toOnnx && (stored.Model.Scales.Count > 0 || stored.Model.HasHalves)))
        {
            output.WriteLine($"Weights of {StoredModel.Title(stored.Weights)} became floats. `quantize` rounds them to the same again.");
        }

        if (stored.Assumed.Count > 0)
        {
            output.WriteLine($"Assumed, since {from} does not say: {string.Join(", ", stored.Assumed)}.");
        }
    }

    private static void WriteSafetensors(StoredModel stored, IReadOnlyList<ExpectedTensor> tensors, Stream stream)
    {
        stream.Write(SafetensorsWriter.Header(ModelMetadata.Of(stored.Model.Shape, stored.Model.Description), tensors));
        foreach (ExpectedTensor tensor in tensors)
        {
            CanonicalWeights.Export(stored.Model.Tensors[tensor.Name].AsSpan(), new StreamSink(stream));
        }
    }
}
