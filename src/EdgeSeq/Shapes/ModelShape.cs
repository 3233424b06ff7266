using System.Collections.Immutable;

namespace EdgeSeq.Shapes;

/// <summary>A declared shape: what was declared, and where each parameter lies in the parameter block.</summary>
/// <param name="Name">Name of the declared type.</param>
/// <param name="Cell">The recurrent cell; null for one of the user's own.</param>
/// <param name="HiddenSizes">H of each layer, first to last.</param>
/// <param name="Parameters">
/// Every parameter: the embedding, then layer by layer and direction by direction, in the order of the cell's equations,
/// input weights, recurrent weights, biases; then the output layer.
/// </param>
/// <param name="Gates">What can be looked at inside the cells; a gate's number is its place here.</param>
public sealed record ModelShape(
    string Name, Cell? Cell, ImmutableArray<int> HiddenSizes, ImmutableArray<ParameterInfo> Parameters, ImmutableArray<GateInfo> Gates)
{
    /// <summary>The name of the recurrent cell: the member of <see cref="EdgeSeq.Cell"/>, or the type that declares it.</summary>
    public string CellName { get; init; } = Cell?.ToString() ?? "";

    /// <summary>The equations of a cell of the user's own, with the constants and sizes of this model; empty for a member of <see cref="EdgeSeq.Cell"/>.</summary>
    public string Equations { get; init; } = "";

    /// <summary>
    /// The text of a network; empty for a stack of layers. Behind its rows stand the cells of the user's own that it names, each behind a line
    /// <c>cell Name</c>.
    /// </summary>
    public string Network { get; init; } = "";

    /// <summary>V, tokens in; 0 for a model that reads vectors.</summary>
    public int Vocabulary { get; init; }

    /// <summary>D, the numbers of an input vector; 0 for a model that reads tokens.</summary>
    public int Inputs { get; init; }

    /// <summary>E, the numbers of a token's learned vector; 0 without one.</summary>
    public int Embedding { get; init; }

    /// <summary>The output layer.</summary>
    public Head Head { get; init; }

    /// <summary>O, numbers of an output; 0 without an output layer.</summary>
    public int Outputs { get; init; }

    /// <summary>Which steps have an output.</summary>
    public Readout Readout { get; init; }

    /// <summary>Whether training may drop hidden states on their way to the output layer.</summary>
    public bool OutputDropout { get; init; }

    /// <summary>In which directions the layers read.</summary>
    public Direction Direction { get; init; }

    /// <summary>The share of the new value in a leaky unit; 1 where the cell has none.</summary>
    public float LeakRate { get; init; } = 1;

    /// <summary>What the cells carry from step to step, layer by layer; the rest of a sequence's state is scratch.</summary>
    public ImmutableArray<StateInfo> States { get; init; } = [];

    /// <summary>Which numbers of an input vector are tokens; none where all are numbers.</summary>
    public ImmutableArray<TokenNumbersInfo> TokenNumbers { get; init; } = [];

    /// <summary>What attentions of a network read from, in the order of its rows; none in other models.</summary>
    public ImmutableArray<MemoryInfo> Memories { get; init; } = [];

    /// <summary>What an output consists of: of a network each of its outputs, else one called <c>y</c>; none without an output layer.</summary>
    public ImmutableArray<OutputInfo> OutputParts
    {
        get => !field.IsDefault ? field : Head == Head.None ? [] : [new("y", 0, Outputs, Head)];
        init;
    }

    /// <summary>How a model of this cell starts if nothing else is said.</summary>
    public Initialization DefaultInitialization { get; init; } = Initialization.Default;

    /// <summary>How the weights are held.</summary>
    public WeightType Weights => Codec?.Type ?? WeightType.Float32;

    /// <summary>Bits to which states are rounded where weights of 8 bits multiply them, 8 or 15; it means nothing to a shape of other weights.</summary>
    public int StateBits { get; init; } = 8;

    /// <summary>
    /// The instruction sets that its kernels are written for, best first: all, unless the project that declares it sets <c>EdgeSeqKernels</c>. Which
    /// of them runs says <see cref="Hardware.IsaOf"/>.
    /// </summary>
    public ImmutableArray<InstructionSet> InstructionSets { get; init; } = [InstructionSet.Avx512, InstructionSet.Avx2, InstructionSet.Neon, InstructionSet.Portable];

    /// <summary>Who reads and writes those that are no floats; null where all are.</summary>
    internal WeightCodec? Codec { get; } = FirstCodec(Parameters);

    /// <summary>H of the last layer.</summary>
    public int Hidden => HiddenSizes[^1];

    /// <summary>Recurrent layers; both directions of one count once.</summary>
    public int Layers => HiddenSizes.Length;

    /// <summary>Numbers of all parameters, without padding.</summary>
    public int ParameterCount { get; } = Parameters.Aggregate(0, (sum, p) => checked(sum + p.Rows * p.Columns));

    /// <summary>The place of a value in <see cref="Gates"/>.</summary>
    /// <param name="name">As in the cell's equations: <c>u</c>, <c>h'</c>.</param>
    /// <param name="layer">0 for the first layer.</param>
    /// <param name="isReverse">True for the layer that reads from the end.</param>
    /// <exception cref="ArgumentException">There is none, or it is not kept.</exception>
    public int FindGate(string name, int layer = 0, bool isReverse = false)
    {
        for (int gate = 0; gate < Gates.Length; gate++)
        {
            if (Gates[gate].Name == name && Gates[gate].Layer == layer && Gates[gate].IsReverse == isReverse)
            {
                return gate;
            }
        }

        string others = string.Join(", ", Gates.Where(gate => gate.Layer == layer && gate.IsReverse == isReverse).Select(gate => gate.Name));
        throw new ArgumentException(
            $"Layer {layer}{(isReverse ? " from the end" : "")} of {Name} has no {name} to look at; it has {(others.Length == 0 ? "none" : others)}.", nameof(name));
    }

    /// <summary>A state by its name, so that nobody counts floats: <c>Session.CopyStateTo(shape.FindState("h"), values)</c>.</summary>
    /// <param name="name">As in the cell's equations: <c>h</c>, <c>c</c>.</param>
    /// <param name="layer">0 for the first layer.</param>
    /// <param name="isReverse">True for the layer that reads from the end.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public StateInfo FindState(string name, int layer = 0, bool isReverse = false)
    {
        foreach (StateInfo state in States)
        {
            if (state.Name == name && state.Layer == layer && state.IsReverse == isReverse)
            {
                return state;
            }
        }

        throw new ArgumentException($"Layer {layer}{(isReverse ? " from the end" : "")} of {Name} carries no state {name}.", nameof(name));
    }

    /// <summary>An output of a network.</summary>
    /// <param name="name">Its name in the text.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public OutputInfo FindOutput(string name)
    {
        foreach (OutputInfo output in OutputParts)
        {
            if (output.Name == name)
            {
                return output;
            }
        }

        throw new ArgumentException($"{Name} has no output \"{name}\"; it has {(OutputParts.Length == 0 ? "none" : string.Join(", ", OutputParts.Select(output => output.Name)))}.", nameof(name));
    }

    /// <summary>What an attention of a network reads from.</summary>
    /// <param name="attention">Its name in the text; null for the first one.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public MemoryInfo FindMemory(string? attention = null)
    {
        foreach (MemoryInfo memory in Memories)
        {
            if (attention is null || memory.Name == attention)
            {
                return memory;
            }
        }

        throw new ArgumentException(
            Memories.IsEmpty ? $"{Name} has no attention." : $"{Name} has no attention \"{attention}\"; it has {string.Join(", ", Memories.Select(memory => memory.Name))}.", nameof(attention));
    }

    /// <summary>In a line: <c>Net: GruResetAfter, D = 3, H = 32 + 32, O = 2</c>.</summary>
    public override string ToString()
    {
        string input = Vocabulary > 0 ? $"V = {Vocabulary}" : $"D = {Inputs}", hidden = "";
        foreach (int size in HiddenSizes)
        {
            hidden += hidden.Length == 0 ? $"{size}" : $" + {size}";
        }

        return $"{Name}: {CellName}, {input}, H = {hidden}, O = {Outputs}";
    }

    /// <summary>Whether targets are numbers, O for an output.</summary>
    internal bool HasValues => Head is Head.Sigmoid or Head.Linear or Head.Mixed;

    /// <summary>Outputs of a batch: rows of O numbers.</summary>
    internal int OutputRows(int batch, int window) => Readout == Readout.Last ? batch : batch * window;

    private static WeightCodec? FirstCodec(ImmutableArray<ParameterInfo> parameters)
    {
        foreach (ParameterInfo parameter in parameters)
        {
            if (parameter.Codec is { } codec)
            {
                return codec;
            }
        }

        return null;
    }
}
