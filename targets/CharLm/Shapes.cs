namespace EdgeSeq.Targets.CharLm;

// Shapes are compiled in: the generator completes each struct with kernels for exactly these sizes. The vocabulary is
// the 256 bytes, so any file is a corpus. ShapeCatalogue picks one by the options.

[SequenceModel(Cell.ElmanTanh, Vocabulary = 256, Hidden = 64)]
internal readonly partial struct ElmanTanh64;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 256, Hidden = 128)]
internal readonly partial struct ElmanTanh128;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 256, Hidden = 256)]
internal readonly partial struct ElmanTanh256;

[SequenceModel(Cell.GruResetBefore, Vocabulary = 256, Hidden = 64)]
internal readonly partial struct GruResetBefore64;

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
