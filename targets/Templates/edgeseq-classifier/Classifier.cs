using EdgeSeq;

namespace EdgeSeqClassifier;

/// <summary>The shape of the model: words of a text in, the probability of each class out. Press F12 on the name to see what is generated.</summary>
[SequenceModel(Cell.GruResetAfter, Vocabulary = TEMPLATE_WORDS, Embedding = 32, Hidden = TEMPLATE_HIDDEN, Outputs = TEMPLATE_CLASSES, Readout = Readout.Last)]
internal readonly partial struct Classifier;
