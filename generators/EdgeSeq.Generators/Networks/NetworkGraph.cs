using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Common;
using EdgeSeq.Generators.Declaration;

namespace EdgeSeq.Generators.Networks;

/// <summary>A node of a network's graph.</summary>
/// <param name="Name">Its name in the text, or made of it; begins the names of its parameters.</param>
/// <param name="Size">Numbers of its value.</param>
internal abstract record GraphNode(string Name, int Size)
{
    /// <summary>Every how many steps of the sequence it has a value.</summary>
    public int Pace { get; init; } = 1;
}

/// <summary>What comes in.</summary>
/// <param name="Vocabulary">V; 0 for vectors.</param>
/// <param name="Size">D; 1 for tokens.</param>
internal sealed record GraphInput(int Vocabulary, int Size) : GraphNode("x", Size)
{
    public bool IsToken => Vocabulary > 0;
}

/// <summary>The learned vector of each token.</summary>
internal sealed record GraphEmbedding(string Name, int Size) : GraphNode(Name, Size);

/// <summary>The learned vectors of tokens that stand as numbers in the input.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tokens">The numbers.</param>
/// <param name="Vocabulary">V.</param>
/// <param name="Vector">E.</param>
/// <param name="IsBag">True for the sum of the vectors; else they stand side by side.</param>
internal sealed record GraphLookup(string Name, Value Tokens, int Vocabulary, int Vector, bool IsBag) : GraphNode(Name, IsBag ? Vector : Vector * Tokens.Size);

/// <summary>A page of equations: a recurrent cell, or rows without a state.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Cell">The equations.</param>
/// <param name="Operand">x; null where no row multiplies it.</param>
/// <param name="Passed">The further inputs, in the order in which the rows read them.</param>
/// <param name="Hidden">H.</param>
/// <param name="Size">Numbers of h, of both directions.</param>
/// <param name="IsBidirectional">True where it reads in both directions.</param>
/// <param name="FileNames">Names of parameters in files, where they are not those of the equations.</param>
internal sealed record GraphLayer(
    string Name, CellDefinition Cell, Value? Operand, EquatableArray<Value> Passed, int Hidden, int Size, bool IsBidirectional, EquatableArray<(string Name, string File)> FileNames)
    : GraphNode(Name, Size)
{
    /// <summary>Steps of a convolution's kernel, where the matrix holds those of a channel side by side; else 0.</summary>
    public int Kernel { get; init; }

    /// <summary>The parameter of learned vectors whose numbers the matrix has; null for one of its own.</summary>
    public string? TiedTo { get; init; }

    /// <summary>Steps of a depthwise convolution's kernel, whose vectors, the first of the page's parameters, are one tensor in files; else 0.</summary>
    public int Steps { get; init; }
}

/// <summary>A value and its past: what a causal convolution multiplies.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Operand">The value.</param>
/// <param name="Kernel">How many steps, the present one included.</param>
/// <param name="Dilation">From one of them to the next.</param>
/// <param name="ByChannel">True where the steps of a channel lie side by side; else the channels of a step, the oldest step first.</param>
/// <param name="Stride">Every how many steps of the value it has one.</param>
internal sealed record GraphPast(string Name, Value Operand, int Kernel, int Dilation, bool ByChannel, int Stride) : GraphNode(Name, Kernel * Operand.Size);

/// <summary>A value of a slower pace at every step: it stays until the next.</summary>
internal sealed record GraphHold(string Name, Value Operand) : GraphNode(Name, Operand.Size);

/// <summary>A value of which training drops some numbers.</summary>
internal sealed record GraphDropout(string Name, Value Operand) : GraphNode(Name, Operand.Size);

/// <summary>What a memory, which comes from outside, has for a query.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Query">The query.</param>
/// <param name="Steps">Rows of the memory at most.</param>
/// <param name="Values">Numbers of a value.</param>
/// <param name="IsShared">True where keys are values.</param>
/// <param name="IsAdditive">True for v tanh(query + key), false for their product.</param>
internal sealed record GraphAttention(string Name, Value Query, int Steps, int Values, bool IsShared, bool IsAdditive) : GraphNode(Name, Values);

/// <summary>What a network is asked for.</summary>
/// <param name="Name">Its name in the text.</param>
/// <param name="Value">The value before softmax or sigmoid.</param>
/// <param name="Head">What it means.</param>
/// <param name="Weight">What its loss counts.</param>
internal sealed record GraphOutput(string Name, Value Value, HeadKind Head, double Weight);

/// <summary>A network's nodes, each behind what it reads, and its outputs.</summary>
/// <param name="Nodes">The input first.</param>
/// <param name="Outputs">At least one.</param>
/// <param name="ReadsLast">True where only the last step of a sequence has outputs.</param>
internal sealed record NetworkGraph(IReadOnlyList<GraphNode> Nodes, IReadOnlyList<GraphOutput> Outputs, bool ReadsLast)
{
    /// <summary>Pages of equations, in order.</summary>
    public IReadOnlyList<GraphLayer> Layers => [.. Nodes.OfType<GraphLayer>()];

    /// <summary>Numbers of all outputs.</summary>
    public int OutputSize => Outputs.Sum(output => output.Value.Size);

    /// <summary>What all outputs mean; <see cref="HeadKind.Mixed"/> where they differ or a softmax has others beside it.</summary>
    public HeadKind Head => Outputs.Any(output => output.Head != Outputs[0].Head) || (Outputs.Count > 1 && Outputs[0].Head == HeadKind.Softmax)
        ? HeadKind.Mixed : Outputs[0].Head;

    public bool IsBidirectional => Layers.Any(layer => layer.IsBidirectional);
}
