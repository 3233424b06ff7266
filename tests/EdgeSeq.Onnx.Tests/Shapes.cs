namespace EdgeSeq.Onnx.Tests;

/// <summary>Shapes that go to ONNX: every cell that it has, every kind of input, output and direction.</summary>
internal static partial class Shapes
{
    [SequenceModel(Cell.GruResetAfter, Vocabulary = 7, Hidden = 5)]
    internal readonly partial struct Characters;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 7, Hidden = 5, Weights = WeightType.Int8)]
    internal readonly partial struct CharactersInt8;

    [SequenceModel(typeof(FastGrnn), Inputs = 3, Hidden = 5, Outputs = 2, Head = Head.Linear)]
    internal readonly partial struct OwnCell;

    [SequenceModel(Cell.Lstm, Vocabulary = 7, Embedding = 3, HiddenSizes = [5, 4])]
    internal readonly partial struct Words;

    [SequenceModel(Cell.Lstm, Vocabulary = 7, Embedding = 3, HiddenSizes = [5, 4], Weights = WeightType.Int8)]
    internal readonly partial struct WordsInt8;

    [SequenceModel(Cell.Lstm, Vocabulary = 7, Embedding = 3, HiddenSizes = [5, 4], Weights = WeightType.Int8, StateBits = 15)]
    internal readonly partial struct WordsInt8States15;

    [SequenceModel(Cell.Lstm, Vocabulary = 7, Embedding = 3, HiddenSizes = [5, 4], Weights = WeightType.BFloat16)]
    internal readonly partial struct WordsBFloat16;

    [SequenceModel("y = dense(ElmanTanh(x, 4), 2)", Inputs = 3)]
    internal readonly partial struct Net;

    [SequenceModel(Cell.ElmanTanh, Inputs = 3, Hidden = 4, Outputs = 2, Head = Head.Linear)]
    internal readonly partial struct Forecast;

    [SequenceModel(Cell.GruResetBefore, Inputs = 3, Hidden = 4, Layers = 2, Direction = Direction.Both, Outputs = 3, Readout = Readout.Last)]
    internal readonly partial struct Classifier;

    [SequenceModel(Cell.ElmanRelu, Vocabulary = 6, Hidden = 4, Direction = Direction.Both, Outputs = 3, Head = Head.Sigmoid)]
    internal readonly partial struct Labels;

    [SequenceModel(Cell.Lstm, Inputs = 2, Hidden = 17, Outputs = 1, Head = Head.Sigmoid, Readout = Readout.Last)]
    internal readonly partial struct Alarm;

    [SequenceModel(Cell.Lstm, Vocabulary = 6, Hidden = 3, Layers = 2, Direction = Direction.Both, Outputs = 4)]
    internal readonly partial struct Tagger;

    [SequenceModel(Cell.Lstm, Vocabulary = 6, Hidden = 3, Layers = 2, Direction = Direction.Both, Outputs = 4, Weights = WeightType.Int8)]
    internal readonly partial struct TaggerInt8;

    [SequenceModel(Cell.GruResetBefore, Vocabulary = 9, Hidden = 6, Layers = 2)]
    internal readonly partial struct Deep;

    [SequenceModel(Cell.GruResetAfter, Inputs = 2, Hidden = 4, Head = Head.None)]
    internal readonly partial struct Encoder;

    [SequenceModel(Cell.Lstm, Inputs = 2, Hidden = 4, Layers = 2, Direction = Direction.Both, Head = Head.None)]
    internal readonly partial struct BothEncoder;

    [SequenceModel(Cell.GruSimplified, Vocabulary = 5, Hidden = 3)]
    internal readonly partial struct Simplified;

    [SequenceModel(Cell.EchoState, Inputs = 2, Hidden = 5, Outputs = 2, Head = Head.Linear)]
    internal readonly partial struct Reservoir;
}
