namespace EdgeSeq.Workflow.Tests;

/// <summary>Forecasts two numbers from two.</summary>
[SequenceModel(Cell.GruResetAfter, Inputs = 2, Hidden = 16, Outputs = 2, Head = Head.Linear)]
internal readonly partial struct Weather;

/// <summary>One of three classes of a text of bytes.</summary>
[SequenceModel(Cell.ElmanTanh, Vocabulary = 256, Hidden = 16, Outputs = 3, Readout = Readout.Last)]
internal readonly partial struct Topic;

/// <summary>The next of five tokens.</summary>
[SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 16)]
internal readonly partial struct Counter;

/// <summary>The last of two numbers, from two.</summary>
[SequenceModel(Cell.ElmanTanh, Inputs = 2, Hidden = 16, Outputs = 1, Head = Head.Linear, Readout = Readout.Last)]
internal readonly partial struct LastNumber;

/// <summary>The next byte, of a text that has few different ones.</summary>
[SequenceModel(Cell.ElmanTanh, Vocabulary = 256, Hidden = 16)]
internal readonly partial struct Letters;

/// <summary>Three keys, each pressed or not.</summary>
[SequenceModel(Cell.ElmanTanh, Inputs = 2, Hidden = 16, Outputs = 3, Head = Head.Sigmoid)]
internal readonly partial struct Keys;

/// <summary>Logits of a blank and two labels, of frames of two numbers.</summary>
[SequenceModel(Cell.GruResetAfter, Inputs = 2, Hidden = 16, Outputs = 3, Head = Head.Linear)]
internal readonly partial struct Speech;

/// <summary>Scores of two tags and their four pairs.</summary>
[SequenceModel(Cell.ElmanTanh, Inputs = 2, Hidden = 16, Outputs = 6, Head = Head.Linear)]
internal readonly partial struct Tagger;

/// <summary>The next word of twelve.</summary>
[SequenceModel(Cell.ElmanTanh, Vocabulary = 12, Embedding = 3, Hidden = 16)]
internal readonly partial struct Sentence;

/// <summary>What follows each of forty words.</summary>
[SequenceModel(Cell.GruResetAfter, Vocabulary = 40, Embedding = 5, Hidden = 16)]
internal readonly partial struct ManyWords;

/// <summary>The same over a sample of twenty.</summary>
[SequenceModel(Cell.GruResetAfter, Vocabulary = 40, Embedding = 5, Hidden = 16, Outputs = 20)]
internal readonly partial struct FewWords;

/// <summary>The next of five tokens, whose vectors may be those of the output layer.</summary>
[SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Embedding = 16, Hidden = 16)]
internal readonly partial struct Tied;
