namespace EdgeSeq.CrashTest;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 64, Hidden = 48)]
internal readonly partial struct CrashShape;
