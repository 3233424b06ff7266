namespace EdgeSeq.Tests.Kernels;

/// <summary>Everything that is not a language model of one layer: what comes in, what comes out, and how layers stand together.</summary>
internal static partial class KernelShapes
{
    [SequenceModel(Cell.GruResetAfter, Inputs = 3, Hidden = 20, Outputs = 2, Head = Head.Linear)]
    internal readonly partial struct VectorsToNumbers;

    [SequenceModel(Cell.Lstm, Inputs = 12, Hidden = 33, Outputs = 9, Readout = Readout.Last)]
    internal readonly partial struct VectorsToOneClass;

    [SequenceModel(Cell.GruResetBefore, Inputs = 1, Hidden = 1, Outputs = 1, Head = Head.Sigmoid)]
    internal readonly partial struct OneOfEverything;

    [SequenceModel(Cell.ElmanTanh, Vocabulary = 21, Hidden = 16, Outputs = 1, Head = Head.Sigmoid)]
    internal readonly partial struct TokensToProbability;

    [SequenceModel(Cell.GruSimplified, Vocabulary = 17, Hidden = 18, Outputs = 19, Head = Head.Linear, Readout = Readout.Last)]
    internal readonly partial struct TokensToLastNumbers;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 30, HiddenSizes = [33, 7, 18])]
    internal readonly partial struct Stack;

    [SequenceModel(Cell.Lstm, Vocabulary = 9, Hidden = 17, Layers = 3)]
    internal readonly partial struct StackOfEquals;

    [SequenceModel(Cell.GruResetBefore, Vocabulary = 50, Embedding = 5, Hidden = 16, Layers = 2)]
    internal readonly partial struct EmbeddedStack;

    [SequenceModel(Cell.ElmanRelu, Vocabulary = 40, Embedding = 33, Hidden = 20)]
    internal readonly partial struct Embedded;

    [SequenceModel(Cell.GruResetAfter, Inputs = 8, Hidden = 128, Outputs = 96)]
    internal readonly partial struct VectorsToClasses;

    [SequenceModel(Cell.Lstm, Vocabulary = 30, Embedding = 9, Hidden = 7, Layers = 2, Direction = Direction.Both, Outputs = 4, Head = Head.Sigmoid)]
    internal readonly partial struct BothDirectionsStacked;

    [SequenceModel(Cell.GruSimplified, Inputs = 2, Hidden = 18, Direction = Direction.Both, Outputs = 5, Readout = Readout.Last)]
    internal readonly partial struct BothDirectionsToOneClass;

    [SequenceModel(Cell.ElmanTanh, Vocabulary = 11, Hidden = 20, Direction = Direction.Both, Outputs = 3)]
    internal readonly partial struct BothDirectionsOfTokens;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 12, Hidden = 20, Head = Head.None)]
    internal readonly partial struct Encoder;

    [SequenceModel(Cell.Lstm, Inputs = 5, HiddenSizes = [16, 9], Head = Head.None)]
    internal readonly partial struct StackedEncoder;

    [SequenceModel(Cell.EchoState, Inputs = 2, Hidden = 40, Outputs = 2, Head = Head.Linear, LeakRate = 0.5f)]
    internal readonly partial struct Reservoir;

    [SequenceModel(Cell.EchoState, Inputs = 3, HiddenSizes = [20, 17], Outputs = 4, Readout = Readout.Last)]
    internal readonly partial struct StackedReservoir;
}
