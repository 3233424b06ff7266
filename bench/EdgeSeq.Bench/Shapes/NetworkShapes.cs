namespace EdgeSeq.Bench;

/// <summary>The shape of RNNoise; <c>network.c</c> is the same in C.</summary>
[SequenceModel("""
    d    = tanh(dense(x, 24))
    v    = GruResetAfter(d, 24)
    n    = GruResetAfter([d, v, x], 48)
    g    = GruResetAfter([v, n, x], 96)
    vad  = sigmoid(dense(v, 1))
    gain = sigmoid(dense(g, 22))
    """, Inputs = 42)]
internal readonly partial struct NoiseSuppressor;
