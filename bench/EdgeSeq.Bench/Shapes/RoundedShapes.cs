namespace EdgeSeq.Bench;

// The same steps with weights of 8 bits.

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 64, Weights = WeightType.Int8)]
internal readonly partial struct GruV96H64Bytes;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 128, Weights = WeightType.Int8)]
internal readonly partial struct GruV96H128Bytes;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 256, Weights = WeightType.Int8)]
internal readonly partial struct GruV96H256Bytes;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 512, Weights = WeightType.Int8)]
internal readonly partial struct GruV96H512Bytes;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 64, Weights = WeightType.Int8)]
internal readonly partial struct LstmV96H64Bytes;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 128, Weights = WeightType.Int8)]
internal readonly partial struct LstmV96H128Bytes;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 256, Weights = WeightType.Int8)]
internal readonly partial struct LstmV96H256Bytes;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 512, Weights = WeightType.Int8)]
internal readonly partial struct LstmV96H512Bytes;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 33)]
internal readonly partial struct GruV96H33;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 33, Weights = WeightType.Int8)]
internal readonly partial struct GruV96H33Bytes;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 40)]
internal readonly partial struct GruV96H40;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 40, Weights = WeightType.Int8)]
internal readonly partial struct GruV96H40Bytes;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 100)]
internal readonly partial struct GruV96H100;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 100, Weights = WeightType.Int8)]
internal readonly partial struct GruV96H100Bytes;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 256, Hidden = 128, Weights = WeightType.Int8)]
internal readonly partial struct GruV256H128Bytes;

// With states of 15 bits.

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 64, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct GruV96H64Digits;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 128, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct GruV96H128Digits;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 256, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct GruV96H256Digits;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 512, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct GruV96H512Digits;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 64, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct LstmV96H64Digits;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 128, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct LstmV96H128Digits;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 256, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct LstmV96H256Digits;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 512, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct LstmV96H512Digits;

// And with weights of bfloat16.

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 64, Weights = WeightType.BFloat16)]
internal readonly partial struct GruV96H64Halves;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 128, Weights = WeightType.BFloat16)]
internal readonly partial struct GruV96H128Halves;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 256, Weights = WeightType.BFloat16)]
internal readonly partial struct GruV96H256Halves;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 512, Weights = WeightType.BFloat16)]
internal readonly partial struct GruV96H512Halves;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 64, Weights = WeightType.BFloat16)]
internal readonly partial struct LstmV96H64Halves;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 128, Weights = WeightType.BFloat16)]
internal readonly partial struct LstmV96H128Halves;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 256, Weights = WeightType.BFloat16)]
internal readonly partial struct LstmV96H256Halves;

[SequenceModel(Cell.Lstm, Vocabulary = 96, Hidden = 512, Weights = WeightType.BFloat16)]
internal readonly partial struct LstmV96H512Halves;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 64, Head = Head.None, Weights = WeightType.Int8)]
internal readonly partial struct LstmD96H64Bytes;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 128, Head = Head.None, Weights = WeightType.Int8)]
internal readonly partial struct LstmD96H128Bytes;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 256, Head = Head.None, Weights = WeightType.Int8)]
internal readonly partial struct LstmD96H256Bytes;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 512, Head = Head.None, Weights = WeightType.Int8)]
internal readonly partial struct LstmD96H512Bytes;
