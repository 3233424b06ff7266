using EdgeSeq.Generators.Cells;
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
/// A model is a list of nodes, each reading those before it. The attribute declares one list: what comes in, learned vectors of tokens,
/// recurrent layers with what gathers their states between them, an output layer, its loss.
/// </summary>
internal sealed class ModelPlan
{
    private readonly List<Node> _nodes = [];
    private readonly LayerKinds _kinds;

    public ModelPlan(ModelSpec spec)
    {
        Spec = spec;
        Rows = Cell.Read(spec.Settings);
        _kinds = new LayerKinds(Cell, Rows);
        var places = new Places();
        Node top = AddLayers(AddInput(places), places);
        TrainableOffset = Cell.IsFixed ? places.Parameters : 0;
        if (spec.Head != HeadKind.None)
        {
            AddOutput((RecurrentNode)top, places);
        }

        ParameterSize = places.Parameters;
        TransposeSize = places.Transposed;
        StateSize = places.States;
        Parameters = [.. _nodes.SelectMany(node => node.Parameters)];
    }

    public ModelSpec Spec { get; }

    public CellDefinition Cell => Spec.Cell;

    public CellRows Rows { get; }

    /// <summary>Every node, each behind what it reads.</summary>
    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>Every recurrent layer, the two directions of one side by side.</summary>
    public IReadOnlyList<PlacedLayer> Layers => [.. _nodes.OfType<RecurrentNode>().SelectMany(node => node.Directions)];

    /// <summary>The kinds of layers: what code is written for.</summary>
    public IReadOnlyList<LayerPlan> Kinds => _kinds.All;

    /// <summary>The outputs; null without an output layer.</summary>
    public DenseNode? Output => Loss?.Input;

    /// <summary>The loss of the outputs; null without an output layer.</summary>
    public LossNode? Loss => _nodes.OfType<LossNode>().SingleOrDefault();

    public int LayerCount => Spec.HiddenSizes.Count;

    public bool TrainsLayers => !Cell.IsFixed;

    /// <summary>First float that an optimiser updates; the parameters before it are fixed.</summary>
    public int TrainableOffset { get; }

    public int ParameterSize { get; }

    public int TransposeSize { get; }

    public int StateSize { get; }

    public IReadOnlyList<PlannedParameter> Parameters { get; }

    /// <summary>Numbers without padding.</summary>
    public long ParameterCount => Parameters.Sum(parameter => parameter.Count);

    /// <summary>Multiply-adds of one step, output layer included; looking up a token costs none.</summary>
    public long MultiplyAddsPerStep => _nodes.Sum(node => node.MultiplyAdds);

    private TNode Add<TNode>(TNode node)
        where TNode : Node
    {
        _nodes.Add(node);
        return node;
    }

    private Node AddInput(Places places)
    {
        Node input = Add(new InputNode(Spec.Vocabulary, Spec.Inputs));
        return Spec.Embedding > 0 ? Add(new EmbeddingNode(Spec.Vocabulary, Spec.Embedding, "Inputs1", places)) : input;
    }

    private Node AddLayers(Node input, Places places)
    {
        RecurrentNode? layer = null;
        for (int number = 0; number < LayerCount; number++)
        {
            if (layer is not null)
            {
                input = Add(new JoinNode(layer, $"Inputs{number + 1}", $"Layer {number + 1} reads the hidden states of layer {number}.", dropoutLayer: number));
            }

            LayerPlan kind = _kinds.Find(
                LayerKey.Of(input, Spec.HiddenSizes[number], TrainsLayers, Spec.IsBidirectional), LayerCount == 1 ? "Layer" : $"Layer{number + 1}");
            bool isTaughtWhole = !TrainsLayers || number < LayerCount - 1 || (ReadsStates && !Spec.ReadsLast);
            layer = Add(new RecurrentNode(input, kind, number, Spec.IsBidirectional ? 2 : 1, isTaughtWhole, places));
        }

        return layer!;
    }

    /// <summary>True where the output layer reads the last layer's states where they lie; false where they are gathered first.</summary>
    private bool ReadsStates => !Spec.IsBidirectional && Spec.Head != HeadKind.None;

    private void AddOutput(RecurrentNode top, Places places)
    {
        Node input = ReadsStates ? top : Add(new JoinNode(top, "Top", "What the output layer reads.", readsLast: Spec.ReadsLast));
        DenseNode output = Add(new DenseNode(input, Spec.Outputs, Spec.Streams, places));
        Add(new LossNode(output, Spec.Head, Spec.ReadsLast));
    }
}
