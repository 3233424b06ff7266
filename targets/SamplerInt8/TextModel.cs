namespace EdgeSeq.Targets.Sampler;

/// <summary>The one shape of this program: that of targets/Sampler with weights of 8 bits. It reads what `edgeseq quantize` wrote, and rounds a file of floats.</summary>
[SequenceModel(Cell.GruResetAfter, Vocabulary = 256, Hidden = 128, Weights = WeightType.Int8)]
internal readonly partial struct TextModel;
