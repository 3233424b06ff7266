using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;

namespace EdgeSeq.Storage;

/// <summary>
/// How the parameters of a shape map to the tensors of a file, by one rule for all cells: W_* stacked in the order of the
/// shape are <c>weight_ih</c>, U_* are <c>weight_hh</c>; <c>b_x</c> goes beside W_x to <c>bias_ih</c>, <c>b_hx</c> beside
/// U_x to <c>bias_hh</c>. PyTorch has two biases for every gate; where a cell has one, the other is written as zeros.
/// </summary>
internal static class CanonicalTensors
{
    private const int NaNBits = 0x7FC00000;

    /// <summary>The tensors of a shape in file order.</summary>
    public static ImmutableArray<CanonicalTensor> Of(ModelShape shape)
    {
        var tensors = ImmutableArray.CreateBuilder<CanonicalTensor>();
        foreach (ParameterInfo embedding in shape.Parameters.Where(p => p.Kind == ParameterKind.Embedding))
        {
            tensors.Add(new("embedding.weight", [embedding.Rows, embedding.Columns], [new CanonicalSlot(embedding, null)], RowsAreInputs: true));
        }

        foreach (var layer in shape.Parameters.Where(IsRecurrent).GroupBy(p => (p.Layer, p.IsReverse)))
        {
            AddLayer(tensors, [.. layer], $"_l{layer.Key.Layer}{(layer.Key.IsReverse ? "_reverse" : "")}");
        }

        foreach (ParameterInfo head in shape.Parameters.Where(p => p.Kind == ParameterKind.Head))
        {
            tensors.Add(Matrix("head.weight", [head]));
        }

        foreach (ParameterInfo bias in shape.Parameters.Where(p => p.Kind == ParameterKind.HeadBias))
        {
            tensors.Add(Vector("head.bias", bias.Columns, [new CanonicalSlot(bias, null)]));
        }

        return tensors.ToImmutable();
    }

    private static bool IsRecurrent(ParameterInfo parameter) =>
        parameter.Kind is ParameterKind.Input or ParameterKind.Recurrent or ParameterKind.Bias;

    private static void AddLayer(ImmutableArray<CanonicalTensor>.Builder tensors, ParameterInfo[] layer, string suffix)
    {
        ParameterInfo[] input = [.. layer.Where(p => p.Kind == ParameterKind.Input)], recurrent = [.. layer.Where(p => p.Kind == ParameterKind.Recurrent)];
        int hidden = layer[0].Columns;
        tensors.Add(Matrix("rnn.weight_ih" + suffix, input));
        tensors.Add(Matrix("rnn.weight_hh" + suffix, recurrent));
        tensors.Add(Vector("rnn.bias_ih" + suffix, hidden, [.. input.Select(w => new CanonicalSlot(Bias(layer, "b_" + Gate(w)), null))]));
        tensors.Add(Vector("rnn.bias_hh" + suffix, hidden, [.. recurrent.Select(u => RecurrentBias(layer, Gate(u)))]));
    }

    /// <summary>Checks what a file holds before a parameter is touched.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="values">All tensors in file order, one after the other.</param>
    /// <exception cref="ModelFormatException">A number is not finite, or stands where the cell has no place for it.</exception>
    public static void Check(ModelShape shape, ReadOnlySpan<float> values)
    {
        foreach (CanonicalTensor tensor in Of(shape))
        {
            for (int i = 0; i < tensor.Length; i++)
            {
                if (!float.IsFinite(values[i]))
                {
                    throw new ModelFormatException($"{tensor.Name}: number {i} is {values[i]}; weights must be finite.");
                }

                if (values[i] != 0 && tensor.Slots[i / tensor.SlotLength] is { Parameter: null, AddTo: null })
                {
                    throw new ModelFormatException($"{tensor.Name}: number {i} is {values[i]}, but {shape.Cell} has no bias there; it must be 0.");
                }
            }

            values = values[tensor.Length..];
        }
    }

    /// <summary>Writes checked values to a parameter block that is all zero.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="values">All tensors in file order, one after the other.</param>
    /// <param name="block">The parameter block.</param>
    public static void Import(ModelShape shape, ReadOnlySpan<float> values, Span<float> block)
    {
        foreach (CanonicalTensor tensor in Of(shape))
        {
            for (int i = 0; i < tensor.Length; i++)
            {
                tensor.Set(block, i, values[i]);
            }

            values = values[tensor.Length..];
        }
    }

    /// <summary>The bytes of one tensor in a file: little-endian float32, every NaN as 0x7FC00000.</summary>
    public static byte[] Encode(CanonicalTensor tensor, ReadOnlySpan<float> block)
    {
        byte[] bytes = new byte[checked(tensor.Length * sizeof(float))];
        for (int i = 0; i < tensor.Length; i++)
        {
            float value = tensor.Get(block, i);
            int bits = float.IsNaN(value) ? NaNBits : BitConverter.SingleToInt32Bits(value);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(float)), bits);
        }

        return bytes;
    }

    /// <summary>SHA-256 of the bytes of all tensors in file order, in lower-case hexadecimal.</summary>
    public static string Sha256(ModelShape shape, ReadOnlySpan<float> block)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (CanonicalTensor tensor in Of(shape))
        {
            hash.AppendData(Encode(tensor, block));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>What stands after the underscore: <c>W_r</c> belongs to gate r.</summary>
    private static string Gate(ParameterInfo weights) => weights.EquationName[(weights.EquationName.IndexOf('_', StringComparison.Ordinal) + 1)..];

    private static ParameterInfo? Bias(ParameterInfo[] layer, string name) =>
        layer.FirstOrDefault(p => p.Kind == ParameterKind.Bias && p.EquationName == name);

    private static CanonicalSlot RecurrentBias(ParameterInfo[] layer, string gate) =>
        Bias(layer, "b_h" + gate) is { } own ? new(own, null) : new(null, Bias(layer, "b_" + gate));

    private static CanonicalTensor Matrix(string name, ParameterInfo[] stacked) =>
        new(name, [stacked.Sum(p => p.Columns), stacked[0].Rows], [.. stacked.Select(p => new CanonicalSlot(p, null))]);

    private static CanonicalTensor Vector(string name, int outputs, ImmutableArray<CanonicalSlot> slots) =>
        new(name, [outputs * slots.Length], slots);
}
