using EdgeSeq;

namespace EdgeSeqSensor;

/// <summary>The shape of the model: the numbers of a reading in, those of the next one out. Press F12 on the name to see what is generated.</summary>
[SequenceModel(Cell.GruResetAfter, Inputs = TEMPLATE_CHANNELS, Hidden = TEMPLATE_HIDDEN, Outputs = TEMPLATE_CHANNELS, Head = Head.Linear)]
internal readonly partial struct Forecaster;
