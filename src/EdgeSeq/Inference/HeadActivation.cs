using EdgeSeq.Numerics;
using EdgeSeq.Shapes;

namespace EdgeSeq.Inference;

/// <summary>What turns the linear part of an output layer into its output.</summary>
internal static class HeadActivation
{
    /// <summary>Applies it in place.</summary>
    /// <param name="shape">Whose outputs they are.</param>
    /// <param name="outputs">O logits of one output, which become probabilities or stay numbers.</param>
    public static void Apply(ModelShape shape, Span<float> outputs)
    {
        if (shape.Head != Head.Mixed)
        {
            Apply(shape.Head, outputs);
            return;
        }

        foreach (OutputInfo output in shape.OutputParts)
        {
            Apply(output.Head, outputs.Slice(output.Offset, output.Size));
        }
    }

    private static void Apply(Head head, Span<float> outputs)
    {
        switch (head)
        {
            case Head.Softmax:
                VectorMath.Scale(outputs, 1 / VectorMath.Softmax(outputs, 1));
                break;
            case Head.Sigmoid:
                VectorMath.Sigmoid(outputs, outputs);
                break;
        }
    }
}
