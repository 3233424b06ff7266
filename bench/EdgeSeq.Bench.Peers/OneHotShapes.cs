namespace EdgeSeq.Bench.Peers.Onnx;

// Language models whose tokens are vectors with a one: a node less than a gather, and no matrix that only gathers.

[SequenceModel(Cell.ElmanTanh, Inputs = 96, Hidden = 16, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct RnnOneHotH16;

[SequenceModel(Cell.ElmanTanh, Inputs = 96, Hidden = 32, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct RnnOneHotH32;

[SequenceModel(Cell.ElmanTanh, Inputs = 96, Hidden = 64, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct RnnOneHotH64;

[SequenceModel(Cell.ElmanTanh, Inputs = 96, Hidden = 128, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct RnnOneHotH128;

[SequenceModel(Cell.ElmanTanh, Inputs = 96, Hidden = 256, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct RnnOneHotH256;

[SequenceModel(Cell.ElmanTanh, Inputs = 96, Hidden = 512, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct RnnOneHotH512;

[SequenceModel(Cell.GruResetAfter, Inputs = 96, Hidden = 16, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct GruOneHotH16;

[SequenceModel(Cell.GruResetAfter, Inputs = 96, Hidden = 32, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct GruOneHotH32;

[SequenceModel(Cell.GruResetAfter, Inputs = 96, Hidden = 64, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct GruOneHotH64;

[SequenceModel(Cell.GruResetAfter, Inputs = 96, Hidden = 128, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct GruOneHotH128;

[SequenceModel(Cell.GruResetAfter, Inputs = 96, Hidden = 256, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct GruOneHotH256;

[SequenceModel(Cell.GruResetAfter, Inputs = 96, Hidden = 512, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct GruOneHotH512;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 16, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct LstmOneHotH16;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 32, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct LstmOneHotH32;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 64, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct LstmOneHotH64;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 128, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct LstmOneHotH128;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 256, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct LstmOneHotH256;

[SequenceModel(Cell.Lstm, Inputs = 96, Hidden = 512, Outputs = 96, Head = Head.Softmax)]
internal readonly partial struct LstmOneHotH512;
