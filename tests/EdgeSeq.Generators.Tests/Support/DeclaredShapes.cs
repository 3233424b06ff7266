namespace EdgeSeq.Generators.Tests.Support;

/// <summary>Arguments of the attribute that bring every kind of generated text about: all heads, inputs, layers and cells.</summary>
internal static class DeclaredShapes
{
    public static readonly string[] All =
    [
        "Cell.GruResetAfter, Vocabulary = 5, Hidden = 40",
        "Cell.GruResetBefore, Vocabulary = 5, Embedding = 3, Hidden = 20, Layers = 2, Outputs = 2, Readout = Readout.Last",
        "Cell.Lstm, Inputs = 3, Outputs = 2, Head = Head.Linear, HiddenSizes = new[] { 16, 20 }, Direction = Direction.Both, Readout = Readout.Last",
        "Cell.ElmanTanh, Inputs = 3, Outputs = 1, Head = Head.Sigmoid, Hidden = 7",
        "Cell.ElmanRelu, Inputs = 3, Head = Head.None, Hidden = 130, Direction = Direction.Both",
        "Cell.GruSimplified, Vocabulary = 300, Hidden = 16",
        "Cell.EchoState, Inputs = 1, Outputs = 1, Head = Head.Linear, Hidden = 20, LeakRate = 0.25f",
        "Cell.GruResetBefore, Vocabulary = 5, Hidden = 40, Layers = 2, Weights = WeightType.Int8",
        "Cell.ElmanRelu, Inputs = 3, Outputs = 3, Head = Head.Sigmoid, Hidden = 19, Direction = Direction.Both, Weights = WeightType.Int8",
        "Cell.ElmanRelu, Vocabulary = 5, Hidden = 20, Layers = 2, Weights = WeightType.Int8, StateBits = 15",
        "\"h = Lstm(embed(slice(x, 0, 1), 5, 3), 4)\\nc = additiveattention(h, 3)\\ny = softmax(dense(c, 2))\", Inputs = 2",
        "\"c = relu(conv(x, 3, 2, 1, 2))\\nh = Lstm(c, 4)\\ny = dense(hold(h), 2) + dense(x, 2)\", Inputs = 2",
    ];
}
