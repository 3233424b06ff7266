namespace EdgeSeq.Conformance;

// Networks: what people deploy, and two that have most kinds of nodes.

[SequenceModel("""
    d    = tanh(dense(x, 24))
    v    = GruResetAfter(d, 24)
    n    = GruResetAfter([d, v, x], 48)
    g    = GruResetAfter([v, n, x], 96)
    vad  = sigmoid(dense(v, 1))
    gain = sigmoid(dense(g, 22))
    """, Inputs = 42)]
internal readonly partial struct NetNoiseSuppressor;

[SequenceModel("""
    c = relu(conv(x, 33, 5))
    h = GruResetAfter(c, 20)
    k = GruResetAfter(layernorm(h), 17)
    word = softmax(dense(average(k), 12))
    """, Inputs = 10)]
internal readonly partial struct NetKeyword;

[SequenceModel("""
    a = relu(conv(x, 8, 3))
    b = relu(a + conv(a, 8, 3, 2))
    c = relu(b + conv(relu(conv(b, 8, 3, 4)), 8, 3, 4))
    y = dense(last(c), 1)
    """, Inputs = 2)]
internal readonly partial struct NetConvolutions;

[SequenceModel("""
    weight entity = 0.5
    e      = embed(x, 6)
    h      = both(Lstm(dropout(e), 9))
    part   = softmax(dense(h, 5))
    entity = softmax(dense([h, e], 3))
    """, Vocabulary = 11)]
internal readonly partial struct NetTagger;

[SequenceModel("""
    constant half = 0.5
    swish(a) = half * a * sigmoid(a)
    d = swish(dense(x, 19)) + half * depthwise(dense(x, 19), 3, 2)
    r = rmsnorm(d) * softmax(dense(d, 19))
    m = MinimalGatedUnit(batchnorm(r), 19)
    s = slice([m, x], 3, 21)
    voice = sigmoid(dense(s, 2))
    level = 2 * s - [x, slice(m, 0, 14)]
    """, Inputs = 7)]
internal readonly partial struct NetEverything;

// Rows that run at every second and every sixth step, and what is held between; an output layer that is the learned vectors.
[SequenceModel("""
    c = relu(conv(x, 18, 5, 1, 2))
    h = GruResetAfter(c, 20)
    k = Lstm(depthwise(h, 3, 1, 3), 17)
    y = sigmoid(dense(hold(k), 3) + dense(x, 3))
    slow = softmax(dense(h, 5))
    """, Inputs = 10)]
internal readonly partial struct NetPaced;

[SequenceModel("""
    e = embed(x, 19)
    h = Lstm(e, 19)
    y = softmax(tied(h, e))
    """, Vocabulary = 33)]
internal readonly partial struct NetTied;

// A pair whose decoder attends to the source in both ways.

[SequenceModel("m = both(GruResetAfter(embed(x, 6), 17))", Vocabulary = 9)]
internal readonly partial struct NetAttended;

[SequenceModel("""
    h = GruResetAfter(x, 19)
    c = dotattention(slice(h, 3, 9), 6)
    a = additiveattention(dense(h, 7), 6, 18)
    y = softmax(dense([h, c, a], 12))
    """, Vocabulary = 12)]
internal readonly partial struct NetAttending;
