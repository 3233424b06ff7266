using EdgeSeq.Zoo;

namespace EdgeSeq.Forms.Tests.Halves;

/// <summary>Shapes of bfloat16; twins in floats that other tests have are not repeated.</summary>
internal static partial class HalfShapes
{
    [SequenceModel(Cell.ElmanTanh, Vocabulary = 11, Hidden = 37, Weights = WeightType.BFloat16)]
    internal readonly partial struct ElmanHalves;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 23, Hidden = 40, Layers = 2, Weights = WeightType.BFloat16)]
    internal readonly partial struct GruHalves;

    [SequenceModel(Cell.ElmanRelu, Inputs = 3, Hidden = 19, Head = Head.Sigmoid, Outputs = 5, Weights = WeightType.BFloat16)]
    internal readonly partial struct ReluHalves;

    [SequenceModel(Cell.Lstm, Vocabulary = 9, Embedding = 7, HiddenSizes = [16, 33], Direction = Direction.Both, Head = Head.Linear, Outputs = 2, Weights = WeightType.BFloat16)]
    internal readonly partial struct BothHalves;

    // One block, whose sums are cut into chains; a cell of two stages and a user's vectors beside the matrices; learned vectors in a stream.
    [SequenceModel(typeof(PeepholeLstm), Vocabulary = 9, Embedding = 7, Hidden = 10, Head = Head.Linear, Outputs = 2)]
    internal readonly partial struct Own;

    [SequenceModel(typeof(PeepholeLstm), Vocabulary = 9, Embedding = 7, Hidden = 10, Head = Head.Linear, Outputs = 2, Weights = WeightType.BFloat16)]
    internal readonly partial struct OwnHalves;

    // Several panels and a narrower one.
    [SequenceModel(Cell.GruResetBefore, Inputs = 2, Hidden = 150, Outputs = 3, Readout = Readout.Last)]
    internal readonly partial struct Panels;

    [SequenceModel(Cell.GruResetBefore, Inputs = 2, Hidden = 150, Outputs = 3, Readout = Readout.Last, Weights = WeightType.BFloat16)]
    internal readonly partial struct PanelsHalves;

    [SequenceModel("e = embed(x, 5)\nc = relu(conv(e, 24, 3))\nh = GruResetAfter(c, 20)\ny = softmax(dense([h, c], 7))", Vocabulary = 7)]
    internal readonly partial struct Net;

    [SequenceModel("e = embed(x, 5)\nc = relu(conv(e, 24, 3))\nh = GruResetAfter(c, 20)\ny = softmax(dense([h, c], 7))", Vocabulary = 7, Weights = WeightType.BFloat16)]
    internal readonly partial struct NetHalves;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 7, Hidden = 18, Head = Head.None, Weights = WeightType.BFloat16)]
    internal readonly partial struct EncoderHalves;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 6, Hidden = 18, Weights = WeightType.BFloat16)]
    internal readonly partial struct DecoderHalves;
}
