using EdgeSeq.Onnx.Messages;
using EdgeSeq.Onnx.Protobuf;

namespace EdgeSeq.Bench.Peers.Onnx;

/// <summary>
/// An exported graph with ONNX Runtime's own operator in place of its LSTM, as its tool <c>quantize_dynamic</c> makes it: weights of signed bytes with a scale for every output,
/// inputs and states rounded anew in each run.
/// </summary>
internal static class QuantizedLstm
{
    private const string Domain = "com.microsoft";
    private const int OperatorsField = 8, DomainField = 1, VersionField = 2;

    /// <summary>Changes a file that <see cref="OnnxExport"/> made.</summary>
    public static byte[] Of(byte[] floats)
    {
        OnnxFile file = OnnxFile.Read(floats);
        int at = file.Nodes.FindIndex(node => node.Operator == "LSTM");
        OnnxNode lstm = file.Nodes[at];
        const string NoPeepholes = "";
        string w = lstm.Inputs[1], r = lstm.Inputs[2];
        Round(file, w);
        Round(file, r);
        string[] inputs = [.. lstm.Inputs.Take(7), NoPeepholes, Scale(w), Zero(w), Scale(r), Zero(r)];
        file.Nodes[at] = lstm with { Operator = "DynamicQuantizeLSTM", Domain = Domain, Inputs = inputs };
        var writer = new ProtoWriter();
        file.Write(writer);
        writer.Message(OperatorsField, operators =>
        {
            operators.Text(DomainField, Domain);
            operators.Integer(VersionField, 1);
        });
        return writer.Written.ToArray();
    }

    /// <summary>[1 x outputs x inputs] of floats to [1 x inputs x outputs] of bytes, as the operator has it.</summary>
    private static void Round(OnnxFile file, string name)
    {
        file.Tensors.Remove(name, out OnnxTensor? tensor);
        int outputs = (int)tensor!.Dimensions[1], inputs = (int)tensor.Dimensions[2];
        float[] values = tensor.Floats(file.Nodes[0], tensor.Dimensions).ToArray(), scales = new float[outputs];
        sbyte[] bytes = new sbyte[values.Length];
        for (int j = 0; j < outputs; j++)
        {
            ReadOnlySpan<float> row = values.AsSpan(j * inputs, inputs);
            float most = 0;
            foreach (float value in row)
            {
                most = Math.Max(most, Math.Abs(value));
            }

            scales[j] = most > 0 ? most / sbyte.MaxValue : 1;
            for (int k = 0; k < inputs; k++)
            {
                bytes[(k * outputs) + j] = (sbyte)MathF.Round(row[k] / scales[j]);
            }
        }

        file.Add(OnnxTensor.Of(name, bytes, 1, inputs, outputs));
        file.Add(OnnxTensor.Of(Scale(name), scales, 1, outputs));
        file.Add(OnnxTensor.Of(Zero(name), new sbyte[outputs], 1, outputs));
    }

    private static string Scale(string name) => $"{name}_scale";

    private static string Zero(string name) => $"{name}_zero_point";
}
