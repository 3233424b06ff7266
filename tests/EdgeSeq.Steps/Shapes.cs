namespace EdgeSeq.Steps;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 32)]
internal readonly partial struct Gru32;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 64)]
internal readonly partial struct Gru64;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 128)]
internal readonly partial struct Gru128;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 256)]
internal readonly partial struct Gru256;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 96, Hidden = 32)]
internal readonly partial struct Rnn32;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 96, Hidden = 64)]
internal readonly partial struct Rnn64;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 96, Hidden = 128)]
internal readonly partial struct Rnn128;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 32)]
internal readonly partial struct Lstm32;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 64)]
internal readonly partial struct Lstm64;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 128)]
internal readonly partial struct Lstm128;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 64, Weights = WeightType.Int8)]
internal readonly partial struct Gru64Bytes;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 128, Weights = WeightType.Int8)]
internal readonly partial struct Gru128Bytes;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 256, Weights = WeightType.Int8)]
internal readonly partial struct Gru256Bytes;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 64, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct Gru64Digits;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 128, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct Gru128Digits;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 256, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct Gru256Digits;
