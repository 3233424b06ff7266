namespace EdgeSeq.Conformance;

// What is no language model of one layer: every kind of input, head, readout and direction occurs, in sizes of no round number.

[SequenceModel(Cell.GruResetAfter, Inputs = 3, Hidden = 20, Outputs = 2, Head = Head.Linear)]
internal readonly partial struct VectorsToNumbers;

[SequenceModel(Cell.Lstm, Inputs = 12, Hidden = 33, Outputs = 9, Readout = Readout.Last)]
internal readonly partial struct VectorsToOneClass;

[SequenceModel(Cell.ElmanRelu, Vocabulary = 21, Hidden = 16, Outputs = 1, Head = Head.Sigmoid)]
internal readonly partial struct TokensToProbabilities;

[SequenceModel(Cell.GruResetBefore, Vocabulary = 97, Embedding = 5, HiddenSizes = [16, 33, 7])]
internal readonly partial struct EmbeddedStack;

[SequenceModel(Cell.Lstm, Vocabulary = 30, Embedding = 9, Hidden = 7, Layers = 2, Direction = Direction.Both, Outputs = 4, Head = Head.Sigmoid)]
internal readonly partial struct BothDirections;

[SequenceModel(Cell.GruSimplified, Inputs = 2, Hidden = 18, Direction = Direction.Both, Outputs = 5, Readout = Readout.Last)]
internal readonly partial struct BothDirectionsToOneClass;

[SequenceModel(Cell.ElmanTanh, Inputs = 33, Hidden = 100, Outputs = 33, Head = Head.Sigmoid)]
internal readonly partial struct PianoRoll;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 12, Hidden = 20, Head = Head.None)]
internal readonly partial struct TranslationEncoder;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 9, Hidden = 20)]
internal readonly partial struct TranslationDecoder;

[SequenceModel(Cell.EchoState, Inputs = 2, Hidden = 100, Outputs = 2, Head = Head.Linear, LeakRate = 0.3f)]
internal readonly partial struct Reservoir;

[SequenceModel(Cell.EchoState, Vocabulary = 97, Hidden = 33)]
internal readonly partial struct TokenReservoir;
