namespace EdgeSeq.Tests.Safety;

// A shape that reads tokens and one that reads vectors, whose states fit each other.

internal static partial class SafetyShapes
{
    [SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 4)]
    internal readonly partial struct Words;

    [SequenceModel(Cell.GruResetAfter, Inputs = 3, Hidden = 4, Outputs = 3, Head = Head.Sigmoid)]
    internal readonly partial struct Music;

    [SequenceModel(Cell.GruResetAfter, Inputs = 3, Hidden = 4, Outputs = 3, Head = Head.Sigmoid, Weights = WeightType.Int8)]
    internal readonly partial struct MusicBytes;

    // An encoder and a decoder that attends to what it says.
    [SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 4, Outputs = 4, Head = Head.Linear)]
    internal readonly partial struct Attended;

    [SequenceModel("h = GruResetAfter(x, 4)\ny = softmax(dense(dotattention(h, 4), 5))", Vocabulary = 5)]
    internal readonly partial struct Attending;
}
