using System.Numerics.Tensors;

namespace EdgeSeq.Bench.Peers;

/// <summary>The same by <see cref="TensorPrimitives"/>, the vectors of .NET's library.</summary>
internal readonly struct TensorLoops : IVectorOps
{
    /// <summary>Floats that several passes take together, so that they find them in the nearest cache.</summary>
    private const int Block = 1024;

    public static string Peer => "tensors";

    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y) => TensorPrimitives.Dot(x, y);

    public static void AddScaled(float factor, ReadOnlySpan<float> x, Span<float> y) => TensorPrimitives.MultiplyAdd(x, factor, y, y);

    public static void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z) => TensorPrimitives.Add(x, y, z);

    public static void MultiplyAdd(ReadOnlySpan<float> x, Span<float> y, ReadOnlySpan<float> z) => TensorPrimitives.MultiplyAdd(x, y, z, y);

    public static void Sigmoid(Span<float> x) => TensorPrimitives.Sigmoid(x, x);

    public static void Tanh(Span<float> x) => TensorPrimitives.Tanh(x, x);

    public static void Softmax(Span<float> x)
    {
        TensorPrimitives.Subtract(x, TensorPrimitives.Max<float>(x), x);
        TensorPrimitives.Exp(x, x);
        TensorPrimitives.Multiply(x, 1 / TensorPrimitives.Sum<float>(x), x);
    }

    public static void Adam(AdamStep step, Span<float> weights, Span<float> gradient, Span<float> mean, Span<float> square)
    {
        Span<float> work = stackalloc float[Block];
        for (int at = 0; at < weights.Length; at += Block)
        {
            int length = Math.Min(Block, weights.Length - at);
            Span<float> w = weights.Slice(at, length), g = gradient.Slice(at, length), m = mean.Slice(at, length), s = square.Slice(at, length);
            Span<float> x = work[..length];
            TensorPrimitives.Multiply(g, (1 - AdamStep.Beta1) * step.Scale, x);
            TensorPrimitives.MultiplyAdd(m, AdamStep.Beta1, x, m);
            TensorPrimitives.Multiply(g, g, x);
            TensorPrimitives.Multiply(x, (1 - AdamStep.Beta2) * step.Scale * step.Scale, x);
            TensorPrimitives.MultiplyAdd(s, AdamStep.Beta2, x, s);
            TensorPrimitives.Sqrt(s, x);
            TensorPrimitives.Multiply(x, step.Root, x);
            TensorPrimitives.Add(x, AdamStep.Epsilon, x);
            TensorPrimitives.Divide(m, x, x);
            TensorPrimitives.MultiplyAdd(x, -step.Rate, w, w);
            g.Clear();
        }
    }
}
