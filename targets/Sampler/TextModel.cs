namespace EdgeSeq.Targets.Sampler;

/// <summary>The one shape of this program: that of CharLm's models of 128 units. Tokens are the 256 bytes.</summary>
[SequenceModel(Cell.GruResetAfter, Vocabulary = 256, Hidden = 128)]
internal readonly partial struct TextModel;
