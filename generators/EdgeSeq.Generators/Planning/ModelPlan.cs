using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Model;

namespace EdgeSeq.Generators.Planning;

/// <summary>
/// A model is what gives it its input (a token's row, a learned vector, a vector), recurrent layers, and an output layer:
/// which kinds of layers it has, and where in its blocks each part lies.
/// </summary>
internal sealed class ModelPlan
{
    /// <summary>Rows of logits held at a time: about 128 KB of them, so that loss and both products find them in the L2 cache.</summary>
    private const int OutputChunkFloats = 32_768;

    /// <summary>A multiple of every register tile's rows (8, 6, 4).</summary>
    private const int RowMultiple = 24;

    private readonly List<PlacedLayer> _layers = [];
    private readonly List<LayerPlan> _kinds = [];

    public ModelPlan(ModelSpec spec, CellDefinition cell)
    {
        Spec = spec;
        Cell = cell;
        Rows = cell.Read(spec.LeakRate);
        EmbeddingBlocks = MatrixGroup.BlocksOf(spec.Embedding);

        // The row before the first token's stays zero: it is what token -1 looks up.
        int end = 0, transposed = 0;
        if (spec.Embedding > 0)
        {
            Embedding = MatrixGroup.Rows(EmbeddingLanes, spec.Vocabulary, 1, EmbeddingBlocks);
            end = Embedding.End;
        }

        PlaceLayers(ref end, ref transposed);
        TrainableOffset = cell.IsFixed ? end : 0;
        if (spec.Head != HeadKind.None)
        {
            Head = MatrixGroup.Panels(end, TopSize, 1, MatrixGroup.BlocksOf(spec.Outputs));
            HeadBias = MatrixGroup.Rows(Head.End, 1, 1, Head.Blocks);
            end = HeadBias.End;
            if (TrainsLayers)
            {
                HeadTransposed = MatrixGroup.Panels(transposed, spec.Outputs, 1, MatrixGroup.BlocksOf(TopSize));
                transposed = HeadTransposed.End;
            }
        }

        ParameterSize = end;
        TransposeSize = transposed;
        Parameters = ListParameters();
    }

    public ModelSpec Spec { get; }

    public CellDefinition Cell { get; }

    public CellRows Rows { get; }

    /// <summary>Every layer, the two directions of one side by side.</summary>
    public IReadOnlyList<PlacedLayer> Layers => _layers;

    /// <summary>The kinds of layers: what code is written for.</summary>
    public IReadOnlyList<LayerPlan> Kinds => _kinds;

    public int LayerCount => Spec.HiddenSizes.Count;

    public bool TrainsLayers => !Cell.IsFixed;

    private int Directions => Spec.IsBidirectional ? 2 : 1;

    public int EmbeddingBlocks { get; }

    /// <summary>E, padded to whole blocks.</summary>
    public int EmbeddingLanes => EmbeddingBlocks * MatrixGroup.BlockSize;

    public MatrixGroup? Embedding { get; }

    public MatrixGroup? Head { get; }

    public MatrixGroup? HeadBias { get; }

    public MatrixGroup? HeadTransposed { get; }

    /// <summary>What the output layer reads: the hidden state of the last layer, of both directions one after the other.</summary>
    public int TopSize => Directions * Spec.HiddenSizes[LayerCount - 1];

    /// <summary>True where the output layer reads the last layer's states where they lie; false where they are gathered first.</summary>
    public bool TopIsState => !Spec.IsBidirectional;

    public int OutputLanes => MatrixGroup.BlocksOf(Spec.Outputs) * MatrixGroup.BlockSize;

    /// <summary>First float that an optimiser updates; the parameters before it are fixed.</summary>
    public int TrainableOffset { get; }

    public int ParameterSize { get; }

    public int TransposeSize { get; }

    public int StateSize => _layers[_layers.Count - 1] is var last ? last.StateOffset + last.Plan.StateSize : 0;

    public IReadOnlyList<PlannedParameter> Parameters { get; }

    /// <summary>Numbers without padding.</summary>
    public long ParameterCount => Parameters.Sum(parameter => (long)parameter.Rows * parameter.Columns);

    /// <summary>Multiply-adds of one step, output layer included; looking up a token costs none.</summary>
    public long MultiplyAddsPerStep => Parameters
        .Where(parameter => parameter.Kind is "Recurrent" or "Head" || (parameter.Kind == "Input" && (parameter.Layer > 0 || _layers[0].Plan.IsDense)))
        .Sum(parameter => (long)parameter.Rows * parameter.Columns);

    /// <summary>Floats from one row of logits to the next.</summary>
    public int LogitStride => MatrixGroup.OddLines(OutputLanes);

    /// <summary>Rows of logits in the workspace.</summary>
    public int OutputChunk => Math.Max(RowMultiple, OutputChunkFloats / Math.Max(1, OutputLanes) / RowMultiple * RowMultiple);

    /// <summary>Floats from one step's gathered input of a layer to the next.</summary>
    public static int GatheredStride(int size) => MatrixGroup.OddLines(MatrixGroup.BlocksOf(size) * MatrixGroup.BlockSize);

    /// <summary>Numbers that a layer reads: the vector, the token's learned vector, or the states of the layer before.</summary>
    public int InputsOf(int layer) =>
        layer > 0 ? Directions * Spec.HiddenSizes[layer - 1] : Spec.Embedding > 0 ? Spec.Embedding : Spec.Inputs;

    /// <summary>True where a layer's inputs are gathered in the workspace; the vectors of a caller are read where they lie.</summary>
    public bool Gathers(int layer) => layer > 0 || Spec.Embedding > 0;

    private void PlaceLayers(ref int parameters, ref int transposed)
    {
        int states = 0;
        for (int layer = 0; layer < LayerCount; layer++)
        {
            bool isDense = layer > 0 || Spec.Vocabulary == 0 || Spec.Embedding > 0;
            var key = new LayerKey("", isDense, isDense ? InputsOf(layer) : Spec.Vocabulary, Spec.HiddenSizes[layer],
                TeachesInput: TrainsLayers && Gathers(layer), Reverses: Spec.IsBidirectional);
            LayerPlan? kind = _kinds.FirstOrDefault(known => known.Key with { Name = "" } == key);
            if (kind is null)
            {
                bool isOnly = Spec.HiddenSizes.Count == 1;
                kind = new LayerPlan(Cell, Rows, key with { Name = isOnly ? "Layer" : $"Layer{layer + 1}" });
                _kinds.Add(kind);
            }

            for (int direction = 0; direction < Directions; direction++)
            {
                _layers.Add(new PlacedLayer(kind, layer, direction == 1, parameters, transposed, states));
                parameters += kind.ParameterSize;
                transposed += kind.TransposeSize;
                states += kind.StateSize;
            }
        }
    }

    private List<PlannedParameter> ListParameters()
    {
        var list = new List<PlannedParameter>();
        if (Embedding is not null)
        {
            list.Add(new PlannedParameter("E", "Embedding", Spec.Vocabulary, Spec.Embedding, Embedding, 0));
        }

        foreach (PlacedLayer layer in _layers)
        {
            list.AddRange(ListParameters(layer));
        }

        if (Head is not null)
        {
            list.Add(new PlannedParameter("W_y", "Head", TopSize, Spec.Outputs, Head, 0));
            list.Add(new PlannedParameter("b_y", "HeadBias", 1, Spec.Outputs, HeadBias!, 0));
        }

        return list;
    }

    private IEnumerable<PlannedParameter> ListParameters(PlacedLayer layer)
    {
        LayerPlan plan = layer.Plan;
        for (int gate = 0; gate < plan.InputRows.Count; gate++)
        {
            yield return Of(plan.InputRows[gate].Input!, "Input", plan.Key.Inputs, plan.Input, gate);
        }

        for (int stage = 0; stage < plan.Forward.Count; stage++)
        {
            for (int gate = 0; gate < plan.Forward[stage].Recurrent.Count; gate++)
            {
                yield return Of(plan.Forward[stage].Recurrent[gate].Recurrent!, "Recurrent", plan.Hidden, plan.Recurrent[stage]!, gate);
            }
        }

        for (int gate = 0; gate < plan.BiasRows.Count; gate++)
        {
            string bias = plan.BiasRows[gate].Bias!;
            yield return Of(bias, "Bias", 1, plan.Bias, gate) with { Initial = Cell.InitialOnes?.Contains(bias) == true ? 1 : 0 };
        }

        PlannedParameter Of(string name, string kind, int rows, MatrixGroup group, int gate) => new(
            name + layer.Suffix, kind, rows, plan.Hidden, group with { Offset = group.Offset + layer.ParameterOffset }, gate, layer.Layer, layer.IsReverse);
    }
}
