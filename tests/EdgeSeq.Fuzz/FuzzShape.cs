namespace EdgeSeq.Fuzz;

/// <summary>Small, so that most damage hits the header.</summary>
[SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 2)]
internal readonly partial struct FuzzShape;
