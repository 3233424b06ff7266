using EdgeSeq.Generators.Networks.Functions;

namespace EdgeSeq.Generators.Networks;

/// <summary>Every function of a network's text, beside cells and the pointwise functions of equations.</summary>
internal static class NodeFunctions
{
    public static IReadOnlyList<NodeFunction> All { get; } =
    [
        new DenseFunction(),
        new TiedFunction(),
        new ConvFunction(),
        new DepthwiseFunction(),
        new EmbedFunction(),
        new BagFunction(),
        new StrideFunction(),
        new HoldFunction(),
        new BothFunction(),
        EquationFunction.LayerNorm,
        EquationFunction.RmsNorm,
        EquationFunction.BatchNorm,
        EquationFunction.Softmax,
        EquationFunction.LogSoftmax,
        AttentionFunction.Dot,
        AttentionFunction.Additive,
        new DropoutFunction(),
        new ConcatFunction(),
        new SliceFunction(),
        new LastFunction(),
        EquationFunction.Average,
        EquationFunction.Highest,
        new AttentionPoolFunction(),
    ];

    public static NodeFunction? Find(string name) => All.FirstOrDefault(function => function.Name == name);
}
