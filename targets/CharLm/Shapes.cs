namespace EdgeSeq.Targets.CharLm;

// Shapes are compiled in: the generator completes each struct with kernels for exactly these sizes. 256 tokens are all bytes,
// so any file is a corpus, or the 256 most frequent characters of a text. CharLmApp lists them for the command line.

[SequenceModel(Cell.ElmanTanh, Vocabulary = 256, Hidden = 64)]
internal readonly partial struct ElmanTanh64;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 256, Hidden = 128)]
internal readonly partial struct ElmanTanh128;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 256, Hidden = 256)]
internal readonly partial struct ElmanTanh256;

[SequenceModel(Cell.ElmanRelu, Vocabulary = 256, Hidden = 128)]
internal readonly partial struct ElmanRelu128;

[SequenceModel(Cell.GruResetBefore, Vocabulary = 256, Hidden = 128)]
internal readonly partial struct GruResetBefore128;

[SequenceModel(Cell.GruResetBefore, Vocabulary = 256, Hidden = 256)]
internal readonly partial struct GruResetBefore256;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 256, Hidden = 64)]
internal readonly partial struct GruResetAfter64;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 256, Hidden = 128)]
internal readonly partial struct GruResetAfter128;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 256, Hidden = 256)]
internal readonly partial struct GruResetAfter256;

[SequenceModel(Cell.GruSimplified, Vocabulary = 256, Hidden = 128)]
internal readonly partial struct GruSimplified128;

[SequenceModel(Cell.Lstm, Vocabulary = 256, Hidden = 64)]
internal readonly partial struct Lstm64;

[SequenceModel(Cell.Lstm, Vocabulary = 256, Hidden = 128)]
internal readonly partial struct Lstm128;

[SequenceModel(Cell.Lstm, Vocabulary = 256, Hidden = 256)]
internal readonly partial struct Lstm256;
