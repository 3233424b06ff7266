using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Nodes;
using EdgeSeq.Generators.Nodes.Dense;
using EdgeSeq.Generators.Nodes.Embedding;
using EdgeSeq.Generators.Nodes.Input;
using EdgeSeq.Generators.Nodes.Join;
using EdgeSeq.Generators.Nodes.Loss;
using EdgeSeq.Generators.Nodes.Recurrent;

namespace EdgeSeq.Generators.Planning;

/// <summary>
/// The nodes of a model that is declared by its sizes: what comes in, learned vectors of tokens, recurrent layers with what gathers their
/// states between them, an output layer, its loss.
/// </summary>
internal sealed class StackPlanner
{
    private readonly ModelSpec _spec;
    private readonly NodeList _list;
    private readonly CellRows _rows;

    private StackPlanner(ModelSpec spec, NodeList list) => (_spec, _list, _rows) = (spec, list, spec.Cell.Read(spec.Settings));

    private Places Places => _list.Places;

    private bool TrainsLayers => !_spec.Cell.IsFixed;

    private int LayerCount => _spec.HiddenSizes.Count;

    /// <summary>True where the output layer reads the last layer's states where they lie; false where they are gathered first.</summary>
    private bool ReadsStates => !_spec.IsBidirectional && !_spec.DropsOutputs && _spec.Head != HeadKind.None;

    /// <returns>The first float that an optimiser updates; the parameters before it are fixed.</returns>
    public static int Add(ModelSpec spec, NodeList list)
    {
        var planner = new StackPlanner(spec, list);
        RecurrentNode top = planner.AddLayers(planner.AddInput());
        int trainable = planner.TrainsLayers ? 0 : list.Places.Parameters;
        if (spec.Head != HeadKind.None)
        {
            planner.AddOutput(top);
        }

        return trainable;
    }

    private Node AddInput()
    {
        Node input = _list.Add(new InputNode(_spec.Vocabulary, _spec.Inputs));
        return _spec.Embedding > 0 ? _list.Add(new EmbeddingNode(_spec.Vocabulary, _spec.Embedding, "Inputs1", Places, _spec.Weights)) : input;
    }

    private RecurrentNode AddLayers(Node input)
    {
        RecurrentNode? layer = null;
        for (int number = 0; number < LayerCount; number++)
        {
            if (layer is not null)
            {
                input = _list.Add(new JoinNode(layer, $"Inputs{number + 1}", $"Layer {number + 1} reads the hidden states of layer {number}.", drop: $"Apply(input, ref work, {{0}}, {{1}}, layer: {number})"));
            }

            LayerPlan kind = _list.Kinds.Find(
                _spec.Cell, _rows, LayerKey.Of(input, _spec.HiddenSizes[number], TrainsLayers, _spec.IsBidirectional, _spec.Weights, _spec.StateBits), LayerCount == 1 ? "Layer" : $"Layer{number + 1}");
            bool isTaughtWhole = !TrainsLayers || number < LayerCount - 1 || (ReadsStates && !_spec.ReadsLast);
            layer = _list.Add(new RecurrentNode(input, kind, number, _spec.IsBidirectional ? 2 : 1, isTaughtWhole, Places));
        }

        return layer!;
    }

    private void AddOutput(RecurrentNode top)
    {
        Node input = ReadsStates ? top : _list.Add(new JoinNode(top, "Top", "What the output layer reads.", drop: _spec.DropsOutputs ? "ApplyToOutputs(input, ref work, {0}, {1})" : null, readsLast: _spec.ReadsLast));
        WeightKind weights = _spec.Head == HeadKind.Linear && _spec.Weights == WeightKind.Int8 ? WeightKind.Float32 : _spec.Weights;
        DenseNode output = _list.Add(new DenseNode(input, _spec.Outputs, _spec.Streams, _spec.Trains, weights, StateFormat.Of(_spec.StateBits), Places));
        _list.Add(new LossNode(output, _spec.Head, _spec.ReadsLast));
    }
}
