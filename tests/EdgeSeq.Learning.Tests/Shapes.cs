namespace EdgeSeq.Learning.Tests;

[SequenceModel(Cell.EchoState, Inputs = 1, Hidden = 100, Outputs = 1, Head = Head.Linear)]
internal readonly partial struct Forecaster;

[SequenceModel(Cell.EchoState, Inputs = 2, HiddenSizes = [20, 17], Outputs = 3, Readout = Readout.Last, LeakRate = 0.5f)]
internal readonly partial struct LastOfStack;

[SequenceModel(Cell.ElmanTanh, Inputs = 2, Hidden = 6, Direction = Direction.Both, Outputs = 2, Head = Head.Linear)]
internal readonly partial struct BothWays;

[SequenceModel(Cell.ElmanTanh, Inputs = 2, Hidden = 6, Direction = Direction.Both, Outputs = 1, Head = Head.Sigmoid, Readout = Readout.Last)]
internal readonly partial struct LastOfBothWays;

[SequenceModel(Cell.GruResetAfter, Inputs = 2, Hidden = 16, Outputs = 1, Head = Head.Linear, Readout = Readout.Last)]
internal readonly partial struct Adder;

[SequenceModel(Cell.Lstm, Vocabulary = 25, Hidden = 16)]
internal readonly partial struct Agreement;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 4, Hidden = 5, Head = Head.None)]
internal readonly partial struct NoOutputs;

[SequenceModel(Cell.EchoState, Inputs = 12, Hidden = 200, Outputs = 9, Readout = Readout.Last, LeakRate = 0.2f)]
internal readonly partial struct Speakers;
