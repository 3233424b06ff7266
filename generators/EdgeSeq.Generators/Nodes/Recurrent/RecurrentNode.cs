using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Nodes.Recurrent;

/// <summary>A recurrent layer, in one direction or both: its code is that of its kind, which equal layers share.</summary>
internal sealed class RecurrentNode : Node
{
    /// <param name="input">What its rows multiply; null where they multiply nothing that comes in.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="number">0 for the first layer.</param>
    /// <param name="directions">1 or 2.</param>
    /// <param name="isTaughtWhole">True where every step of it is given dL/dh.</param>
    /// <param name="places">Where it takes its place.</param>
    /// <param name="names">How its parameters are called.</param>
    /// <param name="passed">Its further inputs, in the order of the rows that read them.</param>
    public RecurrentNode(Node? input, LayerPlan kind, int number, int directions, bool isTaughtWhole, Places places, LayerNames? names = null, IReadOnlyList<NodePart>? passed = null)
    {
        Input = input;
        Passed = passed ?? [];
        Number = number;
        IsTaughtWhole = isTaughtWhole;
        var placed = new List<PlacedLayer>();
        for (int direction = 0; direction < directions; direction++)
        {
            placed.Add(new PlacedLayer(kind, number, direction == 1, places.Parameters, places.Transposed, places.States, names ?? LayerNames.Numbered));
            places.Parameters += kind.ParameterSize;
            places.Transposed += kind.TransposeSize;
            places.States += kind.StateSize;
        }

        Directions = placed;
    }

    /// <summary>What its rows multiply; null where they multiply nothing that comes in.</summary>
    public Node? Input { get; }

    /// <summary>Its further inputs.</summary>
    public IReadOnlyList<NodePart> Passed { get; }

    /// <summary>0 for the first layer.</summary>
    public int Number { get; }

    /// <summary>True where every step of it is given dL/dh; else the steps without are set to zero first.</summary>
    public bool IsTaughtWhole { get; }

    /// <summary>The layer in each direction.</summary>
    public IReadOnlyList<PlacedLayer> Directions { get; }

    public LayerPlan Kind => Directions[0].Plan;

    /// <summary>Numbers of h in all directions.</summary>
    public override int Size => Directions.Sum(layer => layer.Plan.Outputs);

    public override bool IsUnit => Kind.IsUnit("h");

    public override bool Learns => Kind.IsFloat && (Kind.IsTrained || Input?.Learns == true);

    public override IEnumerable<PlannedParameter> Parameters => Directions.SelectMany(LayerParameters.Of);

    public override IEnumerable<WorkspacePart> Workspace => Directions.Select(layer => new WorkspacePart("LayerWorkspace", layer.Place,
        $"Layer(state: {Kind.StateStride}, tape: {Kind.TapeStride}, gradient: {Kind.OutputGradientStride}, "
        + $"carry: {Kind.CarryStride}, projection: {Kind.ProjectionStride}, rowGap: {LayerPlan.RowGap})"));

    /// <summary>Looking up a token costs none.</summary>
    public override long MultiplyAdds => Parameters.Where(parameter => parameter.Kind == "Recurrent" || (parameter.Kind == "Input" && Kind.IsDense))
        .Sum(parameter => parameter.Count);

    /// <summary>The states of one direction where they lie; those of both are gathered first.</summary>
    public override WindowPlace? Place => Directions.Count > 1 ? null : new(
        $"space.{Directions[0].Place}.State(ref work, b, t + 1)", Kind.StateStride, $"space.{Directions[0].Place}.StateRow", $"space.{Directions[0].Place}.OutputGradient(ref work, b, t)", Kind.OutputGradientStride);

    public override NodeWriter Writer => new RecurrentWriter(this);
}
