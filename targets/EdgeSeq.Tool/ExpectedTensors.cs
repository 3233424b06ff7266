using EdgeSeq.Onnx.Graph;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Targets.Tool;

/// <summary>The tensors of a shape that is known by its declaration only, as <c>docs/files.md</c> lists them.</summary>
internal static class ExpectedTensors
{
    /// <summary>Gates of a cell.</summary>
    public static int GatesOf(Cell cell) => cell switch
    {
        Cell.GruSimplified => 2,
        Cell.GruResetBefore or Cell.GruResetAfter => 3,
        Cell.Lstm => 4,
        _ => 1,
    };

    /// <summary>The tensors of a file, which may have matrices as whole numbers of 8 bits.</summary>
    public static IReadOnlyList<ExpectedTensor> In(SafetensorsHeader header, ModelShape shape) => ScaledTensors.In(header.Tensors, [.. Of(shape)]);

    /// <summary>The tensors in file order.</summary>
    public static IReadOnlyList<ExpectedTensor> Of(ModelShape shape)
    {
        if (shape.Cell is not { } cell)
        {
            return [.. CanonicalTensors.Of(shape).Select(tensor => new ExpectedTensor(tensor.Name, tensor.Dimensions))];   // its parameters are known
        }

        int directions = shape.Direction == Direction.Both ? 2 : 1, gates = GatesOf(cell);
        int inputs = shape.Embedding > 0 ? shape.Embedding : Math.Max(shape.Vocabulary, shape.Inputs);
        List<ExpectedTensor> tensors = [];
        if (shape.Embedding > 0)
        {
            tensors.Add(new(NamedModel.EmbeddingWeight, [shape.Vocabulary, shape.Embedding]));
        }

        for (int layer = 0; layer < shape.Layers; layer++)
        {
            int hidden = shape.HiddenSizes[layer];
            for (int direction = 0; direction < directions; direction++)
            {
                tensors.Add(new(NamedModel.NameOf("weight_ih", layer, direction), [gates * hidden, inputs]));
                tensors.Add(new(NamedModel.NameOf("weight_hh", layer, direction), [gates * hidden, hidden]));
                tensors.Add(new(NamedModel.NameOf("bias_ih", layer, direction), [gates * hidden]));
                tensors.Add(new(NamedModel.NameOf("bias_hh", layer, direction), [gates * hidden]));
            }

            inputs = directions * hidden;
        }

        if (shape.Head != Head.None)
        {
            tensors.Add(new(NamedModel.HeadWeight, [shape.Outputs, inputs]));
            tensors.Add(new(NamedModel.HeadBias, [shape.Outputs]));
        }

        return tensors;
    }
}
