namespace EdgeSeq.Steps;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 32)]
internal readonly partial struct Gru32;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 64)]
internal readonly partial struct Gru64;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 96, Hidden = 128)]
internal readonly partial struct Gru128;
