using System.Runtime.Intrinsics;
using EdgeSeq.Numerics;

namespace EdgeSeq.Inference;

/// <summary>What turns the linear part of an output layer into its output.</summary>
internal static class HeadActivation
{
    /// <summary>Applies it in place.</summary>
    /// <param name="head">The output layer.</param>
    /// <param name="outputs">O logits of one output, which become probabilities or stay numbers.</param>
    public static void Apply(Head head, Span<float> outputs)
    {
        switch (head)
        {
            case Head.Softmax:
                float sum = VectorMath.Softmax(outputs, 1);
                Divide(outputs, sum);
                break;
            case Head.Sigmoid:
                VectorMath.Sigmoid(outputs, outputs);
                break;
        }
    }

    /// <summary>Division is rounded correctly everywhere, whatever the width.</summary>
    private static void Divide(Span<float> x, float divisor)
    {
        int whole = x.Length & ~(Vector256<float>.Count - 1);
        for (int i = 0; i < whole; i += Vector256<float>.Count)
        {
            Span<float> part = x.Slice(i, Vector256<float>.Count);
            (Vector256.Create<float>(part) / divisor).CopyTo(part);
        }

        foreach (ref float rest in x[whole..])
        {
            rest /= divisor;
        }
    }
}
