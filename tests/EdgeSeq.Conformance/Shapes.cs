namespace EdgeSeq.Conformance;

// Awkward sizes: below, at and beside the block of 16, several panels, vocabularies from the least to all bytes. Every
// pair of sizes occurs with some cell; CaseTable says with which batch and optimiser each shape is trained.

[SequenceModel(Cell.ElmanTanh, Vocabulary = 2, Hidden = 1)]
internal readonly partial struct ElmanTanhH1V2;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 97, Hidden = 7)]
internal readonly partial struct ElmanTanhH7V97;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 256, Hidden = 16)]
internal readonly partial struct ElmanTanhH16V256;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 2, Hidden = 33)]
internal readonly partial struct ElmanTanhH33V2;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 97, Hidden = 100)]
internal readonly partial struct ElmanTanhH100V97;

[SequenceModel(Cell.ElmanTanh, Vocabulary = 256, Hidden = 128)]
internal readonly partial struct ElmanTanhH128V256;

[SequenceModel(Cell.ElmanRelu, Vocabulary = 97, Hidden = 1)]
internal readonly partial struct ElmanReluH1V97;

[SequenceModel(Cell.ElmanRelu, Vocabulary = 256, Hidden = 7)]
internal readonly partial struct ElmanReluH7V256;

[SequenceModel(Cell.ElmanRelu, Vocabulary = 2, Hidden = 16)]
internal readonly partial struct ElmanReluH16V2;

[SequenceModel(Cell.ElmanRelu, Vocabulary = 97, Hidden = 33)]
internal readonly partial struct ElmanReluH33V97;

[SequenceModel(Cell.ElmanRelu, Vocabulary = 256, Hidden = 100)]
internal readonly partial struct ElmanReluH100V256;

[SequenceModel(Cell.ElmanRelu, Vocabulary = 2, Hidden = 128)]
internal readonly partial struct ElmanReluH128V2;

[SequenceModel(Cell.GruSimplified, Vocabulary = 256, Hidden = 1)]
internal readonly partial struct GruSimplifiedH1V256;

[SequenceModel(Cell.GruSimplified, Vocabulary = 2, Hidden = 7)]
internal readonly partial struct GruSimplifiedH7V2;

[SequenceModel(Cell.GruSimplified, Vocabulary = 97, Hidden = 16)]
internal readonly partial struct GruSimplifiedH16V97;

[SequenceModel(Cell.GruSimplified, Vocabulary = 256, Hidden = 33)]
internal readonly partial struct GruSimplifiedH33V256;

[SequenceModel(Cell.GruSimplified, Vocabulary = 2, Hidden = 100)]
internal readonly partial struct GruSimplifiedH100V2;

[SequenceModel(Cell.GruSimplified, Vocabulary = 97, Hidden = 128)]
internal readonly partial struct GruSimplifiedH128V97;

[SequenceModel(Cell.GruResetBefore, Vocabulary = 2, Hidden = 1)]
internal readonly partial struct GruResetBeforeH1V2;

[SequenceModel(Cell.GruResetBefore, Vocabulary = 97, Hidden = 7)]
internal readonly partial struct GruResetBeforeH7V97;

[SequenceModel(Cell.GruResetBefore, Vocabulary = 256, Hidden = 16)]
internal readonly partial struct GruResetBeforeH16V256;

[SequenceModel(Cell.GruResetBefore, Vocabulary = 2, Hidden = 33)]
internal readonly partial struct GruResetBeforeH33V2;

[SequenceModel(Cell.GruResetBefore, Vocabulary = 97, Hidden = 100)]
internal readonly partial struct GruResetBeforeH100V97;

[SequenceModel(Cell.GruResetBefore, Vocabulary = 256, Hidden = 128)]
internal readonly partial struct GruResetBeforeH128V256;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 97, Hidden = 1)]
internal readonly partial struct GruResetAfterH1V97;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 256, Hidden = 7)]
internal readonly partial struct GruResetAfterH7V256;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 2, Hidden = 16)]
internal readonly partial struct GruResetAfterH16V2;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 97, Hidden = 33)]
internal readonly partial struct GruResetAfterH33V97;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 256, Hidden = 100)]
internal readonly partial struct GruResetAfterH100V256;

[SequenceModel(Cell.GruResetAfter, Vocabulary = 2, Hidden = 128)]
internal readonly partial struct GruResetAfterH128V2;

[SequenceModel(Cell.Lstm, Vocabulary = 256, Hidden = 1)]
internal readonly partial struct LstmH1V256;

[SequenceModel(Cell.Lstm, Vocabulary = 2, Hidden = 7)]
internal readonly partial struct LstmH7V2;

[SequenceModel(Cell.Lstm, Vocabulary = 97, Hidden = 16)]
internal readonly partial struct LstmH16V97;

[SequenceModel(Cell.Lstm, Vocabulary = 256, Hidden = 33)]
internal readonly partial struct LstmH33V256;

[SequenceModel(Cell.Lstm, Vocabulary = 2, Hidden = 100)]
internal readonly partial struct LstmH100V2;

[SequenceModel(Cell.Lstm, Vocabulary = 97, Hidden = 128)]
internal readonly partial struct LstmH128V97;
