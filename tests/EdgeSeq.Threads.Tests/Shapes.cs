namespace EdgeSeq.Threads.Tests;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 11, Hidden = 33)]
internal readonly partial struct Words;

[SequenceModel(Cell.Lstm, Vocabulary = 7, Embedding = 5, HiddenSizes = [18, 20])]
internal readonly partial struct Stack;

[SequenceModel(Cell.GruResetBefore, Inputs = 3, HiddenSizes = [17, 9], Outputs = 2, Head = Head.Linear, Direction = Direction.Both, Readout = Readout.Last)]
internal readonly partial struct BothEnds;

[SequenceModel(Cell.EchoState, Inputs = 2, Hidden = 30, Outputs = 2, Head = Head.Linear)]
internal readonly partial struct Reservoir;

[SequenceModel(Cell.GruResetBefore, Inputs = 3, HiddenSizes = [17, 9], Outputs = 2, Head = Head.Linear)]
internal readonly partial struct Readings;

[SequenceModel(Cell.GruResetAfter, Inputs = 3, Hidden = 33, Head = Head.None)]
internal readonly partial struct Source;
