using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Graph;

/// <summary>Operators that are computed where everything that they read is constant: those that make, move and convert numbers.</summary>
internal sealed class ConstantOperators(OnnxFile file, Dequantized dequantized)
{
    private readonly TensorMoves _moves = new(file.Budget);

    /// <summary>Computes a node.</summary>
    /// <returns>Null if it reads anything but constants, or is another operator.</returns>
    /// <exception cref="ModelFormatException">Constants do not fit it.</exception>
    public OnnxTensor? Compute(OnnxNode node)
    {
        if (node.Is("Constant"))
        {
            return Constant(node);
        }

        foreach (string input in node.Inputs)
        {
            if (input.Length > 0 && !file.Tensors.ContainsKey(input))
            {
                return null;
            }
        }

        return node.Input(0).Length == 0 || !node.Is(node.Operator) ? null : node.Operator switch
        {
            "Cast" => NumberCast.Convert(First(node), node, node.Integer("to", 0), file.Budget),
            "Concat" => Concat(node),
            "ConstantOfShape" => OfShape(node),
            "DequantizeLinear" => Dequantization.Compute(file, node, dequantized),
            "Expand" => _moves.Expand(First(node), node, file.Constant(node, 1, "its shape").Integers(node)),
            "Gather" => _moves.Gather(First(node), node, file.Constant(node, 1, "its indices"), node.Integer("axis", 0)),
            "Reshape" => Reshape(node),
            "Shape" => OnnxTensor.Of("", First(node).Dimensions),
            "Slice" => _moves.Slice(First(node), node, SliceBounds.Of(file, node)),
            "Squeeze" => Squeeze(node),
            "Transpose" => _moves.Transpose(First(node), node, node.Find("perm")?.Integers),
            "Unsqueeze" => Unsqueeze(node),
            _ => null,
        };
    }

    private OnnxTensor First(OnnxNode node) => file.Constant(node, 0, "its input");

    private static OnnxTensor Constant(OnnxNode node)
    {
        OnnxAttribute value = node.Attributes is [OnnxAttribute only] ? only : throw node.Unfit("it must have one value");
        return value.Name switch
        {
            "value" when value.Tensor is { } tensor => tensor,
            "value_float" when value.Number is { } number => OnnxTensor.Of("", [number]),
            "value_floats" => OnnxTensor.Of("", value.Numbers.ToArray(), value.Numbers.Count),
            "value_int" when value.Integer is { } integer => OnnxTensor.Of("", integer) with { Dimensions = [] },
            "value_ints" => OnnxTensor.Of("", [.. value.Integers]),
            _ => throw node.Unfit("its value is neither a tensor nor numbers"),
        };
    }

    private OnnxTensor Concat(OnnxNode node)
    {
        OnnxTensor[] parts = new OnnxTensor[node.Inputs.Count];
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = file.Constant(node, i, "a part");
        }

        return _moves.Concat(parts, node, node.Integer("axis", 0));
    }

    /// <summary>Zeros, unless it says what.</summary>
    private OnnxTensor OfShape(OnnxNode node)
    {
        OnnxTensor value = node.Find("value") is { } attribute ? attribute.Tensor ?? throw node.Unfit("its value is no tensor") : OnnxTensor.Of("", [0f]);
        return value.Count(node) == 1
            ? _moves.Expand(value with { Dimensions = [] }, node, First(node).Integers(node))
            : throw node.Unfit($"its value has the shape {value.Size}; expected one number");
    }

    private OnnxTensor Reshape(OnnxNode node)
    {
        OnnxTensor source = First(node);
        long[] size = file.Constant(node, 1, "its shape").Integers(node);
        bool keepsZero = node.Integer("allowzero", 0) != 0;
        long known = 1;
        for (int i = 0; i < size.Length; i++)
        {
            size[i] = size[i] == 0 && !keepsZero && i < source.Dimensions.Length ? source.Dimensions[i] : size[i];
            known = size[i] < 0 ? known : Math.Min(known, int.MaxValue) * Math.Min(size[i], int.MaxValue);
        }

        int count = source.Count(node), open = Array.IndexOf(size, -1);
        if (open >= 0 && known > 0)
        {
            size[open] = count / known;
        }

        return TensorMoves.View(source, node, size);
    }

    private OnnxTensor Squeeze(OnnxNode node)
    {
        OnnxTensor source = First(node);
        long[] axes = file.Integers(node, "axes", 1) ?? [.. Enumerable.Range(0, source.Dimensions.Length).Where(axis => source.Dimensions[axis] == 1)];
        HashSet<int> removed = [.. axes.Select(axis => node.Axis(axis, source.Dimensions.Length))];
        return TensorMoves.View(source, node, [.. source.Dimensions.Where((_, axis) => !removed.Contains(axis))]);
    }

    private OnnxTensor Unsqueeze(OnnxNode node)
    {
        OnnxTensor source = First(node);
        long[] axes = file.Integers(node, "axes", 1) ?? throw node.Unfit("it has no axes");
        List<long> size = [.. source.Dimensions];
        foreach (int axis in axes.Select(axis => node.Axis(axis, source.Dimensions.Length + axes.Length)).Order())
        {
            size.Insert(Math.Min(axis, size.Count), 1);
        }

        return TensorMoves.View(source, node, [.. size]);
    }
}
