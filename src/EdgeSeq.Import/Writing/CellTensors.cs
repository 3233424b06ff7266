using EdgeSeq.Import.Form;

namespace EdgeSeq.Import.Writing;

/// <summary>The tensors of a recurrent layer, under the names of its module.</summary>
internal static class CellTensors
{
    /// <summary>Of a cell of the catalogue: gates stacked, two biases, as PyTorch has them.</summary>
    public static IEnumerable<KeyValuePair<string, NumberTensor>> Stacked(RecurrentNode node, string module, int layer)
    {
        foreach ((CellWeights weights, string suffix) in Directions(node))
        {
            NumberTensor zeros = NumberTensor.Vector(new float[node.Cell.Gates * node.Units]);
            string end = $"_l{layer}{suffix}";
            yield return new($"{module}.weight_ih{end}", weights.Input);
            yield return new($"{module}.weight_hh{end}", weights.Recurrent);
            yield return new($"{module}.bias_ih{end}", weights.Bias ?? zeros);
            yield return new($"{module}.bias_hh{end}", weights.RecurrentBias ?? zeros);
        }
    }

    /// <summary>Of a cell of the user's own: each parameter by its name in <see cref="CellEquations"/>.</summary>
    public static IEnumerable<KeyValuePair<string, NumberTensor>> Named(RecurrentNode node)
    {
        foreach ((CellWeights weights, string suffix) in Directions(node))
        {
            foreach ((string name, NumberTensor tensor) in Parameters(node, weights))
            {
                yield return new($"{node.Name}.{name}{suffix}", tensor);
            }
        }
    }

    private static IEnumerable<(CellWeights Weights, string Suffix)> Directions(RecurrentNode node) =>
        node.Reverse is null ? [(node.Forward, "")] : [(node.Forward, ""), (node.Reverse, "_reverse")];

    private static IEnumerable<(string Name, NumberTensor Tensor)> Parameters(RecurrentNode node, CellWeights weights)
    {
        int units = node.Units;
        string[] gates = node.Cell.GateNames;
        for (int gate = 0; gate < gates.Length; gate++)
        {
            string name = gates[gate];
            yield return ($"W_{name}", weights.Input.Rows(gate * units, units));
            yield return ($"U_{name}", weights.Recurrent.Rows(gate * units, units));
            float[] bias = Part(weights.Bias, gate), recurrent = Part(weights.RecurrentBias, gate);
            bool isApart = name == "n" && node.Cell.Family == CellFamily.GruResetAfter;
            yield return ($"b_{name}", NumberTensor.Vector(isApart ? bias : [.. bias.Zip(recurrent, (a, b) => a + b)]));
            if (isApart)
            {
                yield return ($"b_h{name}", NumberTensor.Vector(recurrent));
            }
        }

        for (int i = 0; i < 3 && weights.Peepholes is not null; i++)
        {
            yield return ($"p_{"ifo"[i]}", NumberTensor.Vector(weights.Peepholes.Rows(i, 1).Values));
        }

        if (weights.Projection is not null)
        {
            yield return ("U_p", weights.Projection);
        }

        if (node.Cell.HasFirstState)
        {
            yield return ("h_first", weights.FirstH!);
            if (node.Cell.Family == CellFamily.Lstm)
            {
                yield return ("c_first", weights.FirstC ?? NumberTensor.Vector(new float[units]));
            }
        }

        float[] Part(NumberTensor? stacked, int gate) => stacked?.Rows(gate * units, units).Values ?? new float[units];
    }
}
