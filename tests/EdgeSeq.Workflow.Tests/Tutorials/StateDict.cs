using System.Buffers.Binary;
using System.Text;

namespace EdgeSeq.Workflow.Tests.Tutorials;

/// <summary>
/// Random weights of <c>nn.GRU</c> and <c>nn.Linear</c>: in a file under PyTorch's names, and what PyTorch's documentation says they compute, in double precision.
/// </summary>
internal sealed class StateDict
{
    private readonly Dictionary<string, float[,]> _tensors;
    private readonly int _hidden;

    public StateDict(int inputs, int hidden, int outputs, ulong seed)
    {
        var random = new RandomGenerator(seed);
        _hidden = hidden;
        _tensors = new()
        {
            ["gru.weight_ih_l0"] = Draw(3 * hidden, inputs),
            ["gru.weight_hh_l0"] = Draw(3 * hidden, hidden),
            ["gru.bias_ih_l0"] = Draw(3 * hidden, 1),
            ["gru.bias_hh_l0"] = Draw(3 * hidden, 1),
            ["fc.weight"] = Draw(outputs, hidden),
            ["fc.bias"] = Draw(outputs, 1),
        };

        float[,] Draw(int rows, int columns)
        {
            var values = new float[rows, columns];
            for (int i = 0; i < values.Length; i++)
            {
                values[i / columns, i % columns] = (random.NextSingle() - 0.5f) / 2;
            }

            return values;
        }
    }

    /// <summary>Eight bytes of length, JSON that says where each tensor lies, the numbers.</summary>
    public void Save(string path)
    {
        int offset = 0;
        string header = string.Join(',', _tensors.Select(tensor =>
        {
            string shape = tensor.Key.Contains("bias", StringComparison.Ordinal) ? $"{tensor.Value.GetLength(0)}" : $"{tensor.Value.GetLength(0)},{tensor.Value.GetLength(1)}";
            int begin = offset;
            offset += tensor.Value.Length * sizeof(float);
            return $$"""
                "{{tensor.Key}}":{"dtype":"F32","shape":[{{shape}}],"data_offsets":[{{begin}},{{offset}}]}
                """;
        }));
        byte[] json = Encoding.UTF8.GetBytes($"{{{header}}}"), bytes = new byte[sizeof(long) + json.Length + offset];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, json.Length);
        json.CopyTo(bytes, sizeof(long));
        int at = sizeof(long) + json.Length;
        foreach (float value in _tensors.Values.SelectMany(values => values.Cast<float>()))
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(at), value);
            at += sizeof(float);
        }

        File.WriteAllBytes(path, bytes);
    }

    /// <summary>r, z and n of https://pytorch.org/docs/stable/generated/torch.nn.GRU.html, then the linear layer.</summary>
    public IEnumerable<double[]> Outputs(IEnumerable<double[]> inputs)
    {
        double[] h = new double[_hidden];
        foreach (double[] x in inputs)
        {
            double[] ofInput = Affine("gru.weight_ih_l0", "gru.bias_ih_l0", x), ofState = Affine("gru.weight_hh_l0", "gru.bias_hh_l0", h);
            h = [.. Enumerable.Range(0, _hidden).Select(i =>
            {
                double r = Sigmoid(ofInput[i] + ofState[i]), z = Sigmoid(ofInput[_hidden + i] + ofState[_hidden + i]);
                double n = Math.Tanh(ofInput[(2 * _hidden) + i] + (r * ofState[(2 * _hidden) + i]));
                return ((1 - z) * n) + (z * h[i]);
            })];
            yield return Affine("fc.weight", "fc.bias", h);
        }
    }

    private double[] Affine(string weight, string bias, double[] x) => [.. Enumerable.Range(0, _tensors[bias].Length)
        .Select(i => _tensors[bias][i, 0] + Enumerable.Range(0, x.Length).Sum(j => (double)_tensors[weight][i, j] * x[j]))];

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
