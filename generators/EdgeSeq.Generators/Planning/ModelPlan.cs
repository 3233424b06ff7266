using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Declaration;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Nodes;
using EdgeSeq.Generators.Nodes.Dense;
using EdgeSeq.Generators.Nodes.Loss;
using EdgeSeq.Generators.Nodes.Recurrent;

namespace EdgeSeq.Generators.Planning;

/// <summary>
/// A model is a list of nodes, each reading those before it: a stack of layers (<see cref="StackPlanner"/>) or a network
/// (<see cref="NetworkPlanner"/>).
/// </summary>
internal sealed class ModelPlan
{
    public ModelPlan(ModelSpec spec)
    {
        Spec = spec;
        var list = new NodeList();
        TrainableOffset = spec.Network is null ? StackPlanner.Add(spec, list) : NetworkPlanner.Add(spec, list);
        Nodes = list.Nodes;
        Kinds = list.Kinds.All;
        ParameterSize = list.Places.Parameters;
        TransposeSize = list.Places.Transposed;
        StateSize = list.Places.States;
        Parameters = [.. Nodes.SelectMany(node => node.Parameters)];
    }

    public ModelSpec Spec { get; }

    public CellDefinition Cell => Spec.Cell;

    /// <summary>The instruction sets that kernels are written for, best first.</summary>
    public IReadOnlyList<Dialect> Dialects => DialectCatalogue.Of(Spec);

    /// <summary>Every node, each behind what it reads.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Every recurrent layer, the two directions of one side by side.</summary>
    public IReadOnlyList<PlacedLayer> Layers => [.. Nodes.OfType<RecurrentNode>().SelectMany(node => node.Directions)];

    /// <summary>The kinds of layers: what code is written for.</summary>
    public IReadOnlyList<LayerPlan> Kinds { get; }

    /// <summary>The outputs and their loss, the last node; null for a model that has none.</summary>
    public Node? Top => Nodes.LastOrDefault(node => node.Writer is TopWriter);

    /// <summary>The output layer, whose rows are computed where they are asked for; null for a network, and without one.</summary>
    public DenseNode? Output => (Top as LossNode)?.Input;

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

    /// <summary>Multiply-adds of one step, output layer included; looking up a token costs none. Where nodes do not run at every step, the mean.</summary>
    public long MultiplyAddsPerStep => Nodes.Sum(node => node.MultiplyAdds / node.Pace);
}
