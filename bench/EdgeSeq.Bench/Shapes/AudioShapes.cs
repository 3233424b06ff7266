namespace EdgeSeq.Bench;

// A number in, a number out: the sizes of models of amplifiers and pedals.

[SequenceModel(Cell.GruResetAfter, Inputs = 1, Outputs = 1, Hidden = 8, Head = Head.Linear)]
internal readonly partial struct GruAudio8;

[SequenceModel(Cell.GruResetAfter, Inputs = 1, Outputs = 1, Hidden = 16, Head = Head.Linear)]
internal readonly partial struct GruAudio16;

[SequenceModel(Cell.GruResetAfter, Inputs = 1, Outputs = 1, Hidden = 20, Head = Head.Linear)]
internal readonly partial struct GruAudio20;

[SequenceModel(Cell.GruResetAfter, Inputs = 1, Outputs = 1, Hidden = 24, Head = Head.Linear)]
internal readonly partial struct GruAudio24;

[SequenceModel(Cell.GruResetAfter, Inputs = 1, Outputs = 1, Hidden = 32, Head = Head.Linear)]
internal readonly partial struct GruAudio32;

[SequenceModel(Cell.GruResetAfter, Inputs = 1, Outputs = 1, Hidden = 40, Head = Head.Linear)]
internal readonly partial struct GruAudio40;

[SequenceModel(Cell.GruResetAfter, Inputs = 1, Outputs = 1, Hidden = 64, Head = Head.Linear)]
internal readonly partial struct GruAudio64;

[SequenceModel(Cell.Lstm, Inputs = 1, Outputs = 1, Hidden = 8, Head = Head.Linear)]
internal readonly partial struct LstmAudio8;

[SequenceModel(Cell.Lstm, Inputs = 1, Outputs = 1, Hidden = 16, Head = Head.Linear)]
internal readonly partial struct LstmAudio16;

[SequenceModel(Cell.Lstm, Inputs = 1, Outputs = 1, Hidden = 20, Head = Head.Linear)]
internal readonly partial struct LstmAudio20;

[SequenceModel(Cell.Lstm, Inputs = 1, Outputs = 1, Hidden = 24, Head = Head.Linear)]
internal readonly partial struct LstmAudio24;

[SequenceModel(Cell.Lstm, Inputs = 1, Outputs = 1, Hidden = 32, Head = Head.Linear)]
internal readonly partial struct LstmAudio32;

[SequenceModel(Cell.Lstm, Inputs = 1, Outputs = 1, Hidden = 40, Head = Head.Linear)]
internal readonly partial struct LstmAudio40;

[SequenceModel(Cell.Lstm, Inputs = 1, Outputs = 1, Hidden = 64, Head = Head.Linear)]
internal readonly partial struct LstmAudio64;
