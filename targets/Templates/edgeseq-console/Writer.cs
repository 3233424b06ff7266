using EdgeSeq;

namespace EdgeSeqConsole;

/// <summary>The shape of the model: bytes of text in and out. Press F12 on the name to see what is generated.</summary>
[SequenceModel(Cell.TEMPLATE_CELL, Vocabulary = 256, Hidden = TEMPLATE_HIDDEN)]
internal readonly partial struct Writer;
