namespace EdgeSeq.Forms.Tests.Bytes;

/// <summary>Shapes in floats, each with its twin of 8 bits, and one more with states of 15 bits.</summary>
internal static partial class ByteShapes
{
    [SequenceModel(Cell.ElmanTanh, Vocabulary = 11, Hidden = 37)]
    internal readonly partial struct Elman;

    [SequenceModel(Cell.ElmanTanh, Vocabulary = 11, Hidden = 37, Weights = WeightType.Int8)]
    internal readonly partial struct ElmanBytes;

    [SequenceModel(Cell.ElmanTanh, Vocabulary = 11, Hidden = 37, Weights = WeightType.Int8, StateBits = 15)]
    internal readonly partial struct ElmanDigits;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 23, Hidden = 40, Layers = 2)]
    internal readonly partial struct Gru;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 23, Hidden = 40, Layers = 2, Weights = WeightType.Int8)]
    internal readonly partial struct GruBytes;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 23, Hidden = 40, Layers = 2, Weights = WeightType.Int8, StateBits = 15)]
    internal readonly partial struct GruDigits;

    [SequenceModel(Cell.ElmanRelu, Inputs = 3, Hidden = 19, Head = Head.Sigmoid, Outputs = 5)]
    internal readonly partial struct Relu;

    [SequenceModel(Cell.ElmanRelu, Inputs = 3, Hidden = 19, Head = Head.Sigmoid, Outputs = 5, Weights = WeightType.Int8)]
    internal readonly partial struct ReluBytes;

    [SequenceModel(Cell.ElmanRelu, Inputs = 3, Hidden = 19, Head = Head.Sigmoid, Outputs = 5, Weights = WeightType.Int8, StateBits = 15)]
    internal readonly partial struct ReluDigits;

    [SequenceModel(Cell.GruResetBefore, Inputs = 3, Hidden = 120, Outputs = 50)]
    internal readonly partial struct Before;

    [SequenceModel(Cell.GruResetBefore, Inputs = 3, Hidden = 120, Outputs = 50, Weights = WeightType.Int8)]
    internal readonly partial struct BeforeBytes;

    [SequenceModel(Cell.GruResetBefore, Inputs = 3, Hidden = 120, Outputs = 50, Weights = WeightType.Int8, StateBits = 15)]
    internal readonly partial struct BeforeDigits;

    [SequenceModel(Cell.Lstm, Vocabulary = 9, Embedding = 7, HiddenSizes = [16, 33], Direction = Direction.Both, Head = Head.Linear, Outputs = 2)]
    internal readonly partial struct Both;

    [SequenceModel(Cell.Lstm, Vocabulary = 9, Embedding = 7, HiddenSizes = [16, 33], Direction = Direction.Both, Head = Head.Linear, Outputs = 2, Weights = WeightType.Int8)]
    internal readonly partial struct BothBytes;

    [SequenceModel(Cell.Lstm, Vocabulary = 9, Embedding = 7, HiddenSizes = [16, 33], Direction = Direction.Both, Head = Head.Linear, Outputs = 2, Weights = WeightType.Int8, StateBits = 15)]
    internal readonly partial struct BothDigits;
}
