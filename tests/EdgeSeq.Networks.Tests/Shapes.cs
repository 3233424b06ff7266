namespace EdgeSeq.Networks.Tests;

/// <summary>The networks of the tests: those that people deploy, and one that has every kind of node.</summary>
internal static partial class Shapes
{
    /// <summary>The shape of RNNoise.</summary>
    [SequenceModel("""
        d    = tanh(dense(x, 24))
        v    = GruResetAfter(d, 24)
        n    = GruResetAfter([d, v, x], 48)
        g    = GruResetAfter([v, n, x], 96)
        vad  = sigmoid(dense(v, 1))
        gain = sigmoid(dense(g, 22))
        """, Inputs = 42)]
    internal readonly partial struct NoiseSuppressor;

    /// <summary>A convolution before recurrent layers, and a mean over time.</summary>
    [SequenceModel("""
        c = relu(conv(x, 18, 5))
        h = GruResetAfter(c, 20)
        k = GruResetAfter(layernorm(h), 17)
        word = softmax(dense(average(k), 12))
        """, Inputs = 10)]
    internal readonly partial struct Keyword;

    /// <summary>A guitar amplifier: the signal passes beside the layer.</summary>
    [SequenceModel("""
        h = Lstm(x, 20)
        y = x + dense(h, 1)
        """, Inputs = 1)]
    internal readonly partial struct Amplifier;

    /// <summary>Dilated residual blocks, one of them with two convolutions.</summary>
    [SequenceModel("""
        a = relu(conv(x, 8, 3))
        b = relu(a + conv(a, 8, 3, 2))
        c = relu(b + conv(relu(conv(b, 8, 3, 4)), 8, 3, 4))
        y = dense(last(c), 1)
        """, Inputs = 2)]
    internal readonly partial struct Convolutions;

    /// <summary>Two outputs over the same layers.</summary>
    [SequenceModel("""
        weight entity = 0.5
        e      = embed(x, 6)
        h      = both(Lstm(dropout(e), 9))
        part   = softmax(dense(h, 5))
        entity = softmax(dense([h, e], 3))
        """, Vocabulary = 11)]
    internal readonly partial struct Tagger;

    /// <summary>A language model whose layer reads tokens, and is read through a skip.</summary>
    [SequenceModel("""
        h = GruSimplified(x, 10)
        k = Lstm(dropout(h), 10)
        y = softmax(dense(h + k, 13))
        """, Vocabulary = 13)]
    internal readonly partial struct Writer;

    /// <summary>Every other kind of node, a cell of one's own with a further input, constants and functions.</summary>
    [SequenceModel("""
        constant half = 0.5
        weight voice = 2
        swish(a) = half * a * sigmoid(a)
        d = swish(dense(x, 19)) + half * depthwise(dense(x, 19), 3, 2)
        r = rmsnorm(d) * softmax(dense(d, 19))
        m = Blend(batchnorm(r), 19, d)
        s = slice([m, x], 3, 21)
        voice = sigmoid(dense(s, 2))
        kind  = softmax(dense([s, r], 4) - dense(x, 4))
        loud  = sigmoid(dense(m, 1))
        level = 2 * s * (half - loud) - [x, logsoftmax(slice(m, 0, 14))] + exp(slice(x, 2, 1))
        """, Inputs = 7)]
    internal readonly partial struct Everything;

    /// <summary>Both directions, and the largest number of all steps.</summary>
    [SequenceModel("""
        h = both(ElmanTanh(x, 6))
        y = sigmoid(dense(highest(h), 3))
        """, Inputs = 4)]
    internal readonly partial struct Highest;

    /// <summary>A token, a number and a bag of tokens in one step.</summary>
    [SequenceModel("""
        e = embed(slice(x, 0, 2), 5, 9)
        b = bag(slice(x, 3, 4), 11, 18)
        h = Lstm([e, slice(x, 2, 1)], 10)
        y = softmax(dense([h, b], 3))
        """, Inputs = 7)]
    internal readonly partial struct Mixed;

    /// <summary>Output layers that are learned vectors: of the tokens that come in, and of those among numbers.</summary>
    [SequenceModel("""
        weight next = 0.5
        e = embed(x, 9)
        h = Lstm(e, 9)
        k = GruResetAfter(h, 20)
        y = tied(dense(k, 9), e)
        next = softmax(h * 2 + tied(h, e))
        """, Vocabulary = 9)]
    internal readonly partial struct Same;

    /// <summary>The same, of a token among numbers.</summary>
    [SequenceModel("""
        e = embed(slice(x, 0, 2), 19, 6)
        h = Lstm([e, slice(x, 2, 1)], 6)
        y = softmax(tied(h, e))
        """, Inputs = 3)]
    internal readonly partial struct SameOfNumbers;

    /// <summary>Convolutions of every kind.</summary>
    [SequenceModel("""
        p = depthwise(x, 4, 3)
        q = relu(conv([p, x], 18, 1) + conv(p, 18, 2, 2))
        y = dense(depthwise(q, 3), 2) + dense(depthwise(q, 1), 2)
        """, Inputs = 5)]
    internal readonly partial struct Depthwise;

    /// <summary>The keyword network: layers behind a strided convolution run at every second step, and what is read of them after the last.</summary>
    [SequenceModel("""
        c = relu(conv(x, 18, 5, 1, 2))
        h = GruResetAfter(c, 20)
        k = GruResetAfter(layernorm(h), 17)
        word = softmax(dense(average(k), 12))
        """, Inputs = 10)]
    internal readonly partial struct StridedKeyword;

    /// <summary>Several paces, one within another and one beside them, and what is held between their steps.</summary>
    [SequenceModel("""
        h = Lstm(x, 9)
        a = tanh(dense(stride([h, x], 3), 7))
        g = GruSimplified(a, 8)
        p = depthwise(dropout(g), 3, 1, 2)
        b = Blend([p, stride(g, 2)], 6, dense(p, 6))
        s = stride(x, 2)
        n = rmsnorm([slice(s, 1, 3), 2 * s])
        y = h * dense(hold(b), 9) + dense(hold(n), 9)
        slow = sigmoid(dense(b, 2))
        quick = g - dense(a, 8)
        """, Inputs = 4)]
    internal readonly partial struct Paced;

    /// <summary>Both directions at every third step.</summary>
    [SequenceModel("""
        h = both(ElmanTanh(stride(embed(x, 5), 3), 6))
        y = softmax(dense(hold(h) + dense(embed(x, 4), 12), 5))
        """, Vocabulary = 7)]
    internal readonly partial struct PacedBoth;

    /// <summary>Means over time that the network weights, by one score a step and by one for each number.</summary>
    [SequenceModel("""
        h = GruSimplified(x, 18)
        a = attentionpool(h, 30 * dense(tanh(dense(h, 5)), 1))
        b = attentionpool(slice(h, 0, 7), dense(x, 7))
        y = sigmoid(dense([a, b], 3))
        """, Inputs = 4)]
    internal readonly partial struct Pooled;

    /// <summary>Attentions of both kinds, over memories with and without values of their own.</summary>
    [SequenceModel("""
        h = GruResetAfter(x, 19)
        c = dotattention(h, 5)
        a = additiveattention(slice(h, 2, 7), 21, 18)
        k = Lstm([c, a], 9)
        y = softmax(dense([k, dotattention(dense(k, 3), 4, 2)], 5))
        """, Inputs = 4)]
    internal readonly partial struct Attentive;

    [RecurrentCell("""
        input skip
        vector gain = 1
        z  = sigmoid(W_z x + U_z h + b_z)
        h' = h + z * (tanh(gain * skip + U_n (z * h)) - h)
        """)]
    internal readonly partial struct Blend;
}
