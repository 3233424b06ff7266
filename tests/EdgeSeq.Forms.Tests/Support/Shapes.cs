using EdgeSeq.Zoo;

namespace EdgeSeq.Forms.Tests;

// Small shapes, each for a form; the nested types are the catalogue of those tests that hold for every form.

internal static partial class Shapes
{
    [SequenceModel(Cell.GruResetAfter, Vocabulary = 7, Hidden = 18, Head = Head.None)]
    internal readonly partial struct Encoder;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 6, Hidden = 18)]
    internal readonly partial struct Decoder;

    [SequenceModel(Cell.Lstm, Inputs = 3, HiddenSizes = [5, 17], Outputs = 2, Head = Head.Linear)]
    internal readonly partial struct DeepEncoder;

    [SequenceModel(Cell.Lstm, Vocabulary = 9, Embedding = 4, HiddenSizes = [5, 17])]
    internal readonly partial struct DeepDecoder;

    [SequenceModel("m = both(GruResetAfter(embed(x, 6), 10))", Vocabulary = 7)]
    internal readonly partial struct AttendedEncoder;

    [SequenceModel("""
        h = GruResetAfter(x, 20)
        c = dotattention(h, 24)
        y = softmax(dense(tanh(dense([c, h], 16)), 6))
        """, Vocabulary = 6)]
    internal readonly partial struct AttendingDecoder;

    [SequenceModel(Cell.Lstm, Vocabulary = 7, Hidden = 9, Outputs = 12, Head = Head.Linear)]
    internal readonly partial struct AttendedStack;

    [SequenceModel("""
        h = Lstm(x, 9)
        c = additiveattention(dense(h, 5), 4, 7)
        y = softmax(dense([h, c], 6))
        """, Vocabulary = 6)]
    internal readonly partial struct AdditiveDecoder;

    [SequenceModel(Cell.GruResetAfter, Inputs = 6, Hidden = 16, Outputs = 6, Head = Head.Sigmoid)]
    internal readonly partial struct Music;

    [SequenceModel(Cell.ElmanTanh, Inputs = 4, Hidden = 5, Outputs = 3, Readout = Readout.Last)]
    internal readonly partial struct LastOfElman;

    [SequenceModel(Cell.ElmanRelu, Inputs = 2, Hidden = 16, Outputs = 1, Head = Head.Linear)]
    internal readonly partial struct Rectified;

    [SequenceModel(Cell.ElmanTanh, Inputs = 8, Hidden = 8, Layers = 2, Outputs = 1, Head = Head.Linear)]
    internal readonly partial struct Stack;

    // One layer, with dropout on both sides of it.
    [SequenceModel(Cell.GruResetAfter, Vocabulary = 12, Embedding = 5, Hidden = 9, OutputDropout = true)]
    internal readonly partial struct Dropping;

    [SequenceModel(Cell.ElmanTanh, Inputs = 3, Hidden = 7, Outputs = 4, Readout = Readout.Last, OutputDropout = true)]
    internal readonly partial struct DroppingLast;

    [SequenceModel(Cell.GruSimplified, Vocabulary = 12, Hidden = 6)]
    internal readonly partial struct Sentence;

    [SequenceModel(Cell.GruResetBefore, Inputs = 3, Hidden = 7, Direction = Direction.Both, Outputs = 4)]
    internal readonly partial struct BothDirections;

    // Cells of the user's own: a state of another size than H, in a stack; reductions and vectors, in both directions.
    [SequenceModel(typeof(ProjectionLstm), Vocabulary = 7, Hidden = 18, Layers = 2, Constants = "P = 5")]
    internal readonly partial struct Projected;

    [SequenceModel(typeof(LayerNormLstm), Inputs = 3, Hidden = 9, Direction = Direction.Both, Outputs = 2, Head = Head.Linear)]
    internal readonly partial struct Normalized;

    [SequenceModel(typeof(FastGrnn), Inputs = 3, Hidden = 17, Layers = 2, Outputs = 4, Readout = Readout.Last)]
    internal readonly partial struct Fast;

    [SequenceModel(Cell.EchoState, Inputs = 2, Hidden = 16, Outputs = 2, Head = Head.Linear)]
    internal readonly partial struct Reservoir;
}
