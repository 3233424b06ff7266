using EdgeSeq.Zoo;

namespace EdgeSeq.Threads.Tests;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 11, Hidden = 33)]
internal readonly partial struct Words;

[SequenceModel(Cell.Lstm, Vocabulary = 7, Embedding = 5, HiddenSizes = [18, 20])]
internal readonly partial struct Stack;

[SequenceModel(Cell.GruResetBefore, Inputs = 3, HiddenSizes = [17, 9], Outputs = 2, Head = Head.Linear, Direction = Direction.Both, Readout = Readout.Last)]
internal readonly partial struct BothEnds;

[SequenceModel(Cell.EchoState, Inputs = 2, Hidden = 30, Outputs = 2, Head = Head.Linear)]
internal readonly partial struct Reservoir;

// Cells of the user's own: single numbers; vectors and reductions; a state of another size than H.
[SequenceModel(typeof(FastGrnn), Inputs = 3, Hidden = 18, Layers = 2, Outputs = 4)]
internal readonly partial struct Fast;

[SequenceModel(typeof(LayerNormLstm), Vocabulary = 9, Hidden = 20, Direction = Direction.Both, Outputs = 3, Readout = Readout.Last)]
internal readonly partial struct Normalized;

[SequenceModel(typeof(ProjectionLstm), Vocabulary = 7, Hidden = 33)]
internal readonly partial struct Projected;

[SequenceModel(Cell.GruResetBefore, Inputs = 3, HiddenSizes = [17, 9], Outputs = 2, Head = Head.Linear)]
internal readonly partial struct Readings;

[SequenceModel(Cell.GruResetAfter, Inputs = 3, Hidden = 33, Head = Head.None)]
internal readonly partial struct Source;
