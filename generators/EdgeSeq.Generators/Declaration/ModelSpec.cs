using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Common;
using EdgeSeq.Generators.Networks;

namespace EdgeSeq.Generators.Declaration;

/// <summary>
/// A declared shape, as the pipeline carries it.
/// It must be cacheable as a Roslyn incremental value, so it is 1) immutable and 2) structurally equatable: strings,
/// numbers and <see cref="EquatableArray{T}"/> only. Never add a symbol, a syntax node or a location.
/// </summary>
/// <param name="Type">The declared type.</param>
/// <param name="Cell">The cell.</param>
/// <param name="HiddenSizes">H of each layer, first to last; at least one.</param>
internal sealed record ModelSpec(DeclaredType Type, CellDefinition Cell, EquatableArray<int> HiddenSizes)
{
    /// <summary>The nodes, where the model is declared as a network; else null.</summary>
    public NetworkDefinition? Network { get; init; }

    /// <summary>V, where tokens are read; 0 where vectors are.</summary>
    public int Vocabulary { get; init; }

    /// <summary>D, the numbers of an input vector; 0 where tokens are read.</summary>
    public int Inputs { get; init; }

    /// <summary>E, the numbers of a token's learned vector; 0 where tokens choose a row of W.</summary>
    public int Embedding { get; init; }

    /// <summary>The output layer and its loss.</summary>
    public HeadKind Head { get; init; }

    /// <summary>O, what the output layer computes; 0 without one.</summary>
    public int Outputs { get; init; }

    /// <summary>True where only the last step of a sequence has an output.</summary>
    public bool ReadsLast { get; init; }

    /// <summary>True where each layer reads its sequence in both directions.</summary>
    public bool IsBidirectional { get; init; }

    /// <summary>True where training may drop states on their way to the output layer, which then reads a copy of them.</summary>
    public bool DropsOutputs { get; init; }

    /// <summary>Constants and sizes of the cell that have other values than its text gives.</summary>
    public EquatableArray<Setting> Settings { get; init; }

    /// <summary>How the weights are held that steps stream through.</summary>
    public WeightKind Weights { get; init; }

    /// <summary>Bits to which states are rounded where weights of 8 bits multiply them.</summary>
    public int StateBits { get; init; } = 8;

    /// <summary>Names of the instruction sets that kernels are written for, best first; none where no project says which (<see cref="InstructionSetChoice"/>): then all are.</summary>
    public EquatableArray<string> InstructionSets { get; init; }

    /// <summary>True where a backward pass is generated: whole numbers have no gradients.</summary>
    public bool Trains => Weights == WeightKind.Float32;

    /// <summary>The share of a new state in a leaky cell; 1 in others.</summary>
    public float LeakRate => (float)(Settings.FirstOrDefault(setting => setting.Name == CellDefinition.Leak)?.Value ?? 1);

    /// <summary>True where one step needs nothing but the steps before it.</summary>
    public bool Streams => !IsBidirectional;

    /// <summary>True where outputs can be fed back as inputs.</summary>
    public bool IsLanguageModel => Streams && !ReadsLast && Head == HeadKind.Softmax && Vocabulary > 0 && Outputs == Vocabulary;
}
