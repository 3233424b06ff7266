namespace EdgeSeq.Bench.Flow;

// The same task for three cells: the last output names the first token.

[SequenceModel(Cell.ElmanTanh, Vocabulary = RecallTask.Vocabulary, Hidden = 32, Outputs = RecallTask.Symbols, Readout = Readout.Last)]
internal readonly partial struct FlowRnn;

[SequenceModel(Cell.GruResetAfter, Vocabulary = RecallTask.Vocabulary, Hidden = 32, Outputs = RecallTask.Symbols, Readout = Readout.Last)]
internal readonly partial struct FlowGru;

[SequenceModel(Cell.Lstm, Vocabulary = RecallTask.Vocabulary, Hidden = 32, Outputs = RecallTask.Symbols, Readout = Readout.Last)]
internal readonly partial struct FlowLstm;
