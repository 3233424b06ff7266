using EdgeSeq.Shapes;

namespace EdgeSeq.Onnx.Graph;

/// <summary>What a graph says.</summary>
/// <param name="Model">The model.</param>
/// <param name="Activation">What the graph ends in: softmax or sigmoid; null if it ends in the linear part, which fits any output layer.</param>
/// <param name="Ports">What goes in and comes out of it.</param>
/// <param name="Precision">The type of its recurrent weights, of <see cref="Storage.FloatType"/>, in which operators compute.</param>
internal sealed record GraphContent(NamedModel Model, Head? Activation, GraphPorts Ports, string Precision)
{
    /// <summary>Requires a graph to be of a declared shape.</summary>
    /// <exception cref="ModelFormatException">It is not; what differs is named.</exception>
    public void RequireFits(ModelShape shape)
    {
        ModelShape found = Model.Shape;
        Require("cell", found.CellName, shape.CellName);
        Require("vocabulary", found.Vocabulary, shape.Vocabulary);
        Require("inputs", found.Inputs, shape.Inputs);
        Require("embedding", found.Embedding, shape.Embedding);
        Require("hidden", string.Join(", ", found.HiddenSizes), string.Join(", ", shape.HiddenSizes));
        Require("direction", found.Direction, shape.Direction);
        Require("outputs", found.Outputs, shape.Outputs);
        Require("readout", found.Readout, shape.Readout);
        Require("head", Activation ?? shape.Head, shape.Head);

        void Require<T>(string what, T value, T expected)
        {
            if (!EqualityComparer<T>.Default.Equals(value, expected))
            {
                throw new ModelFormatException($"The file has {what} {value}; {shape.Name} expects {expected}.");
            }
        }
    }
}
