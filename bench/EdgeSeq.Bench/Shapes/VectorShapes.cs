namespace EdgeSeq.Bench;

// Vectors in, the state out: no output layer.

[SequenceModel(Cell.ElmanTanh, Inputs = 8, Hidden = 16, Head = Head.None)]
internal readonly partial struct RnnD8H16;

[SequenceModel(Cell.ElmanTanh, Inputs = 8, Hidden = 32, Head = Head.None)]
internal readonly partial struct RnnD8H32;

[SequenceModel(Cell.ElmanTanh, Inputs = 8, Hidden = 64, Head = Head.None)]
internal readonly partial struct RnnD8H64;

[SequenceModel(Cell.ElmanTanh, Inputs = 8, Hidden = 128, Head = Head.None)]
internal readonly partial struct RnnD8H128;

[SequenceModel(Cell.ElmanTanh, Inputs = 8, Hidden = 256, Head = Head.None)]
internal readonly partial struct RnnD8H256;

[SequenceModel(Cell.ElmanTanh, Inputs = 8, Hidden = 512, Head = Head.None)]
internal readonly partial struct RnnD8H512;

[SequenceModel(Cell.GruResetAfter, Inputs = 8, Hidden = 16, Head = Head.None)]
internal readonly partial struct GruD8H16;

[SequenceModel(Cell.GruResetAfter, Inputs = 8, Hidden = 32, Head = Head.None)]
internal readonly partial struct GruD8H32;

[SequenceModel(Cell.GruResetAfter, Inputs = 8, Hidden = 64, Head = Head.None)]
internal readonly partial struct GruD8H64;

[SequenceModel(Cell.GruResetAfter, Inputs = 8, Hidden = 128, Head = Head.None)]
internal readonly partial struct GruD8H128;

[SequenceModel(Cell.GruResetAfter, Inputs = 8, Hidden = 256, Head = Head.None)]
internal readonly partial struct GruD8H256;

[SequenceModel(Cell.GruResetAfter, Inputs = 8, Hidden = 512, Head = Head.None)]
internal readonly partial struct GruD8H512;

[SequenceModel(Cell.Lstm, Inputs = 8, Hidden = 16, Head = Head.None)]
internal readonly partial struct LstmD8H16;

[SequenceModel(Cell.Lstm, Inputs = 8, Hidden = 32, Head = Head.None)]
internal readonly partial struct LstmD8H32;

[SequenceModel(Cell.Lstm, Inputs = 8, Hidden = 64, Head = Head.None)]
internal readonly partial struct LstmD8H64;

[SequenceModel(Cell.Lstm, Inputs = 8, Hidden = 128, Head = Head.None)]
internal readonly partial struct LstmD8H128;

[SequenceModel(Cell.Lstm, Inputs = 8, Hidden = 256, Head = Head.None)]
internal readonly partial struct LstmD8H256;

[SequenceModel(Cell.Lstm, Inputs = 8, Hidden = 512, Head = Head.None)]
internal readonly partial struct LstmD8H512;

[SequenceModel(Cell.ElmanTanh, Inputs = 96, Hidden = 16, Head = Head.None)]
internal readonly partial struct RnnD96H16;

[SequenceModel(Cell.ElmanTanh, Inputs = 96, Hidden = 32, Head = Head.None)]
internal readonly partial struct RnnD96H32;

[SequenceModel(Cell.ElmanTanh, Inputs = 96, Hidden = 64, Head = Head.None)]
internal readonly partial struct RnnD96H64;

[SequenceModel(Cell.ElmanTanh, Inputs = 96, Hidden = 128, Head = Head.None)]
internal readonly partial struct RnnD96H128;

[SequenceModel(Cell.ElmanTanh, Inputs = 96, Hidden = 256, Head = Head.None)]
internal readonly partial struct RnnD96H256;

[SequenceModel(Cell.ElmanTanh, Inputs = 96, Hidden = 512, Head = Head.None)]
internal readonly partial struct RnnD96H512;

[SequenceModel(Cell.GruResetAfter, Inputs = 96, Hidden = 16, Head = Head.None)]
internal readonly partial struct GruD96H16;

[SequenceModel(Cell.GruResetAfter, Inputs = 96, Hidden = 32, Head = Head.None)]
internal readonly partial struct GruD96H32;

[SequenceModel(Cell.GruResetAfter, Inputs = 96, Hidden = 64, Head = Head.None)]
internal readonly partial struct GruD96H64;

[SequenceModel(Cell.GruResetAfter, Inputs = 96, Hidden = 128, Head = Head.None)]
internal readonly partial struct GruD96H128;

[SequenceModel(Cell.GruResetAfter, Inputs = 96, Hidden = 256, Head = Head.None)]
internal readonly partial struct GruD96H256;

[SequenceModel(Cell.GruResetAfter, Inputs = 96, Hidden = 512, Head = Head.None)]
internal readonly partial struct GruD96H512;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 16, Head = Head.None)]
internal readonly partial struct LstmD96H16;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 32, Head = Head.None)]
internal readonly partial struct LstmD96H32;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 64, Head = Head.None)]
internal readonly partial struct LstmD96H64;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 128, Head = Head.None)]
internal readonly partial struct LstmD96H128;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 256, Head = Head.None)]
internal readonly partial struct LstmD96H256;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 512, Head = Head.None)]
internal readonly partial struct LstmD96H512;
