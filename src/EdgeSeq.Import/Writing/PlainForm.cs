using EdgeSeq.Import.Form;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;

namespace EdgeSeq.Import.Writing;

/// <summary>A model that the attribute alone can say: learned vectors or none, layers of one cell of the catalogue, an output layer.</summary>
internal static class PlainForm
{
    /// <summary>Writes a model.</summary>
    /// <param name="model">What a reader found.</param>
    /// <param name="name">Of the shape.</param>
    /// <returns>Null if it takes a network.</returns>
    public static WrittenModel? Write(ForeignModel model, string name)
    {
        var nodes = new Queue<ForeignNode>(model.Nodes);
        string value = ForeignModel.Input;
        var embedding = Take<EmbeddingNode>();
        List<RecurrentNode> layers = [];
        while (Take<RecurrentNode>() is { } layer)
        {
            layers.Add(layer);
        }

        var time = Take<TimeNode>();
        var head = Take<ProductNode>();
        bool isSoftmax = Take<SoftmaxNode>() is not null, isSigmoid = !isSoftmax && Take<PointwiseNode>(node => node.Text == Activation.Sigmoid.Text) is not null;
        if (nodes.Count > 0 || layers.Count == 0 || layers[0].Cell.Catalogue is not { } cell || layers.Any(layer => layer.Cell.Catalogue != cell || layer.Reverse is null != layers[0].Reverse is null)
            || time is { Time: not TimeKind.Last } || head is not { IsConvolution: false } || model.Outputs is not [var output] || output != value)
        {
            return null;
        }

        var shape = new ModelShape(name, cell, [.. layers.Select(layer => layer.Units)], [], [])
        {
            Vocabulary = model.Vocabulary,
            Inputs = model.Inputs,
            Embedding = embedding?.Size ?? 0,
            Direction = layers[0].Reverse is null ? Direction.Forward : Direction.Both,
            Outputs = head.Size,
            Head = isSoftmax ? Head.Softmax : isSigmoid ? Head.Sigmoid : Head.Linear,
            Readout = time is null ? Readout.Every : Readout.Last,
        };
        List<KeyValuePair<string, NumberTensor>> tensors = [];
        if (embedding is not null)
        {
            tensors.Add(new($"{CanonicalTensors.EmbeddingModule}.weight", embedding.Vectors));
        }

        for (int layer = 0; layer < layers.Count; layer++)
        {
            tensors.AddRange(CellTensors.Stacked(layers[layer], CanonicalTensors.RecurrentModule, layer));
        }

        tensors.Add(new($"{CanonicalTensors.HeadModule}.weight", head.Weights));
        tensors.Add(new($"{CanonicalTensors.HeadModule}.bias", head.Bias ?? NumberTensor.Vector(new float[head.Size])));
        return new(shape, tensors, model.Metadata);

        // The next node, if it is of a kind and reads the last value only.
        T? Take<T>(Func<T, bool>? suits = null)
            where T : ForeignNode
        {
            if (!nodes.TryPeek(out ForeignNode? next) || next is not T node || node.Inputs is not [var from] || from != value || !(suits?.Invoke(node) ?? true))
            {
                return null;
            }

            nodes.Dequeue();
            value = node.Name;
            return node;
        }
    }
}
