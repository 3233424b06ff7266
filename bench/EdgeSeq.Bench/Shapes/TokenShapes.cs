namespace EdgeSeq.Bench;

// Language models: tokens in, the next token's probabilities out.

[SequenceModel(Cell.ElmanTanh, Vocabulary = 96, Hidden = 16)]
internal readonly partial struct RnnV96H16;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 96, Hidden = 32)]
internal readonly partial struct RnnV96H32;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 96, Hidden = 64)]
internal readonly partial struct RnnV96H64;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 96, Hidden = 128)]
internal readonly partial struct RnnV96H128;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 96, Hidden = 256)]
internal readonly partial struct RnnV96H256;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 96, Hidden = 512)]
internal readonly partial struct RnnV96H512;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 16)]
internal readonly partial struct GruV96H16;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 32)]
internal readonly partial struct GruV96H32;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 64)]
internal readonly partial struct GruV96H64;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 128)]
internal readonly partial struct GruV96H128;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 256)]
internal readonly partial struct GruV96H256;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 512)]
internal readonly partial struct GruV96H512;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 16)]
internal readonly partial struct LstmV96H16;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 32)]
internal readonly partial struct LstmV96H32;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 64)]
internal readonly partial struct LstmV96H64;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 128)]
internal readonly partial struct LstmV96H128;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 256)]
internal readonly partial struct LstmV96H256;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 512)]
internal readonly partial struct LstmV96H512;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 256, Hidden = 64)]
internal readonly partial struct GruV256H64;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 256, Hidden = 128)]
internal readonly partial struct GruV256H128;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 256, Hidden = 256)]
internal readonly partial struct GruV256H256;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, HiddenSizes = [128, 128])]
internal readonly partial struct GruV96H128L2;
