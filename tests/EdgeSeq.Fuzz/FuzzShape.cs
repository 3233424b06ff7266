namespace EdgeSeq.Fuzz;

/// <summary>Small, so that most damage hits the header.</summary>
[SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 2)]
internal readonly partial struct FuzzShape;

/// <summary>The same with weights of 8 bits.</summary>
[SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 2, Weights = WeightType.Int8)]
internal readonly partial struct FuzzShapeInt8;

/// <summary>The same with states of 15 bits.</summary>
[SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 2, Weights = WeightType.Int8, StateBits = 15)]
internal readonly partial struct FuzzShapeInt8States15;

/// <summary>The same with weights of 16 bits.</summary>
[SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 2, Weights = WeightType.BFloat16)]
internal readonly partial struct FuzzShapeBFloat16;
