namespace EdgeSeq.Forms.Tests;

/// <summary>So many outputs that those of a batch pass the limit of a span long before its workspace does.</summary>
[SequenceModel(Cell.ElmanTanh, Vocabulary = 4096, Hidden = 1)]
internal readonly partial struct WideOutputs;
