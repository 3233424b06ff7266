using System.Diagnostics.CodeAnalysis;

namespace EdgeSeq;

/// <summary>
/// Declares the shape of a sequence model on a <c>readonly partial struct</c>: what it reads, its recurrent layers, its output.
/// The generator completes the struct with kernels for exactly these sizes. Options that contradict each other are errors
/// of the compiler.
/// </summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class SequenceModelAttribute : Attribute
{
    /// <summary>Declares a model with a cell of the catalogue.</summary>
    /// <param name="cell">The recurrent cell of every layer.</param>
    public SequenceModelAttribute(Cell cell) => Cell = cell;

    /// <summary>Declares a model with a cell of one's own.</summary>
    /// <param name="ownCell">A type with <see cref="RecurrentCellAttribute"/>: the recurrent cell of every layer.</param>
    public SequenceModelAttribute(Type ownCell) => OwnCell = ownCell;

    /// <summary>Declares a network: rows of nodes, each reading the input x and the rows above it.</summary>
    /// <param name="network">
    /// One row a line, such as <c>v = GruResetAfter(x, 24)</c> or <c>y = sigmoid(dense([v, x], 1))</c>; what no other row reads is an output.
    /// Beside it only <see cref="Vocabulary"/> or <see cref="Inputs"/> is said here. The nodes are listed in docs/networks.md.
    /// </param>
    public SequenceModelAttribute(string network) => Network = network;

    /// <summary>The text of the network; null for a stack of layers.</summary>
    public string? Network { get; }

    /// <summary>The recurrent cell of every layer, where it is one of the catalogue.</summary>
    public Cell Cell { get; }

    /// <summary>The type that declares the recurrent cell of every layer; null for one of the catalogue.</summary>
    public Type? OwnCell { get; }

    /// <summary>V, the number of distinct tokens that come in; at least 2. Leave it out for vectors.</summary>
    public int Vocabulary { get; set; }

    /// <summary>D, the numbers of a vector that comes in at every step, such as sensor readings; at least 1. Leave it out for tokens.</summary>
    public int Inputs { get; set; }

    /// <summary>E: tokens are turned into learned vectors of so many numbers first. Left out, each token has a row of W of its own.</summary>
    public int Embedding { get; set; }

    /// <summary>H, the number of hidden units of every layer; at least 1.</summary>
    public int Hidden { get; set; }

    /// <summary>Recurrent layers of <see cref="Hidden"/> units, each reading the hidden states of the one before; 1 if left out.</summary>
    public int Layers { get; set; }

    /// <summary>H of each layer, instead of <see cref="Hidden"/> and <see cref="Layers"/>.</summary>
    [SuppressMessage("Performance", "CA1819:Properties should not return arrays", Justification = "The only kind of list that an attribute can take.")]
    public int[] HiddenSizes { get; set; } = [];

    /// <summary>How the weights are held; as floats if left out. A shape of other weights runs and does not learn.</summary>
    public WeightType Weights { get; set; }

    /// <summary>
    /// Bits to which states are rounded where weights of 8 bits multiply them: 8, or 15 for regression without noise, where steps of 1/127 are too coarse, at one and a half times the time;
    /// 8 if left out. The weights are the same, and so are the files. With 15 bits no layer multiplies more than 1,040 numbers: their sums fit 32 bits.
    /// </summary>
    public int StateBits { get; set; } = 8;

    /// <summary>In which directions the layers read; forward if left out.</summary>
    public Direction Direction { get; set; }

    /// <summary>The output layer; softmax if left out.</summary>
    public Head Head { get; set; }

    /// <summary>O, what the output layer computes. Left out, a softmax over tokens in predicts the next token: O = V.</summary>
    public int Outputs { get; set; }

    /// <summary>
    /// Whether training may drop hidden states on their way to the output layer (<see cref="EdgeSeq.Training.TrainerOptions.OutputDropout"/>); no if left out. The
    /// output layer then reads a copy of the states, which costs windows a little. A network says <c>dropout(a)</c> instead.
    /// </summary>
    public bool OutputDropout { get; set; }

    /// <summary>Which steps have an output; every one if left out.</summary>
    public Readout Readout { get; set; }

    /// <summary>The share of the new value in a unit of <see cref="Cell.EchoState"/>: above 0, at most 1; 1 if left out.</summary>
    public float LeakRate { get; set; } = 1;

    /// <summary>Values of constants and sizes that the cell declares, in place of those of its text: <c>"alpha = 0.5, R = 16"</c>.</summary>
    public string? Constants { get; set; }
}
