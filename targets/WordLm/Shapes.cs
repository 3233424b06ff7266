namespace EdgeSeq.Targets.WordLm;

// 8,192 words cover nine tenths and more of most texts. Each has a learned vector of 64 numbers, so that the layer's input
// weights are 64 rows instead of 8,192. WordLmApp lists the shapes for the command line.

[SequenceModel(Cell.GruResetAfter, Vocabulary = 8192, Embedding = 64, Hidden = 128)]
internal readonly partial struct GruResetAfter128;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 8192, Embedding = 64, Hidden = 256)]
internal readonly partial struct GruResetAfter256;

[SequenceModel(Cell.Lstm, Vocabulary = 8192, Embedding = 64, Hidden = 128)]
internal readonly partial struct Lstm128;

[SequenceModel(Cell.Lstm, Vocabulary = 8192, Embedding = 64, Hidden = 256)]
internal readonly partial struct Lstm256;
