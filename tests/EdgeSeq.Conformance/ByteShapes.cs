namespace EdgeSeq.Conformance;

// Weights of 8 bits, with states of 8 and of 15, and of 16 bits, and the floats that they are rounded from: odd sizes, several panels, an operand without a bound (ReLU), every kind of input and head.

[SequenceModel(Cell.GruResetAfter, Vocabulary = 97, Hidden = 33)]
internal readonly partial struct WideGru;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 97, Hidden = 33, Weights = WeightType.Int8)]
internal readonly partial struct ByteGru;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 97, Hidden = 33, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct DigitGru;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 97, Hidden = 33, Weights = WeightType.BFloat16)]
internal readonly partial struct HalfGru;

[SequenceModel(Cell.Lstm, Vocabulary = 40, Hidden = 100)]
internal readonly partial struct WideLstm;

[SequenceModel(Cell.Lstm, Vocabulary = 40, Hidden = 100, Weights = WeightType.Int8)]
internal readonly partial struct ByteLstm;

[SequenceModel(Cell.Lstm, Vocabulary = 40, Hidden = 100, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct DigitLstm;

[SequenceModel(Cell.GruResetBefore, Inputs = 3, HiddenSizes = [18, 35], Head = Head.Sigmoid, Outputs = 5)]
internal readonly partial struct WideStack;

[SequenceModel(Cell.GruResetBefore, Inputs = 3, HiddenSizes = [18, 35], Head = Head.Sigmoid, Outputs = 5, Weights = WeightType.Int8)]
internal readonly partial struct ByteStack;

[SequenceModel(Cell.GruResetBefore, Inputs = 3, HiddenSizes = [18, 35], Head = Head.Sigmoid, Outputs = 5, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct DigitStack;

[SequenceModel(Cell.ElmanRelu, Vocabulary = 20, Embedding = 13, Hidden = 17, Direction = Direction.Both, Head = Head.Linear, Outputs = 3, Readout = Readout.Last)]
internal readonly partial struct WideBoth;

[SequenceModel(Cell.ElmanRelu, Vocabulary = 20, Embedding = 13, Hidden = 17, Direction = Direction.Both, Head = Head.Linear, Outputs = 3, Readout = Readout.Last, Weights = WeightType.Int8)]
internal readonly partial struct ByteBoth;

[SequenceModel(Cell.ElmanRelu, Vocabulary = 20, Embedding = 13, Hidden = 17, Direction = Direction.Both, Head = Head.Linear, Outputs = 3, Readout = Readout.Last, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct DigitBoth;

[SequenceModel(Cell.ElmanRelu, Vocabulary = 20, Embedding = 13, Hidden = 17, Direction = Direction.Both, Head = Head.Linear, Outputs = 3, Readout = Readout.Last, Weights = WeightType.BFloat16)]
internal readonly partial struct HalfBoth;
