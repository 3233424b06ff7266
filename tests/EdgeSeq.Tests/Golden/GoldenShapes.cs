namespace EdgeSeq.Tests.Golden;

// The shapes of the golden files. The tests find the dialects among their nested types.

[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)]
internal readonly partial struct GoldenElmanV5H7;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 11, Hidden = 16)]
internal readonly partial struct GoldenElmanV11H16;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 7)]
internal readonly partial struct GoldenGruV5H7;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 11, Hidden = 16)]
internal readonly partial struct GoldenGruV11H16;

[SequenceModel(Cell.ElmanRelu, Vocabulary = 5, Hidden = 7)]
internal readonly partial struct GoldenReluV5H7;

[SequenceModel(Cell.Lstm, Vocabulary = 5, Hidden = 7)]
internal readonly partial struct GoldenLstmV5H7;

[SequenceModel(Cell.Lstm, Vocabulary = 11, Hidden = 16)]
internal readonly partial struct GoldenLstmV11H16;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 7, Layers = 2)]
internal readonly partial struct GoldenGruV5H7L2;

[SequenceModel(Cell.Lstm, Vocabulary = 5, Hidden = 7, Layers = 2)]
internal readonly partial struct GoldenLstmV5H7L2;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 4, Layers = 2, Direction = Direction.Both, Outputs = 5)]
internal readonly partial struct GoldenGruV5H4L2Both;

[SequenceModel(Cell.Lstm, Vocabulary = 5, Hidden = 4, Layers = 2, Direction = Direction.Both, Outputs = 5)]
internal readonly partial struct GoldenLstmV5H4L2Both;
