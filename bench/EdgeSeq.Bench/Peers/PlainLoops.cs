namespace EdgeSeq.Bench.Peers;

/// <summary>Loops over spans as anyone would write them in C#: bounds hoisted, no vectors.</summary>
internal readonly struct PlainLoops : IVectorOps
{
    public static string Peer => "managed";

    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        float sum = 0;
        for (int i = 0; i < x.Length && i < y.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    public static void AddScaled(float factor, ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length && i < y.Length; i++)
        {
            y[i] += factor * x[i];
        }
    }

    public static void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z)
    {
        for (int i = 0; i < x.Length && i < y.Length && i < z.Length; i++)
        {
            z[i] = x[i] + y[i];
        }
    }

    public static void MultiplyAdd(ReadOnlySpan<float> x, Span<float> y, ReadOnlySpan<float> z)
    {
        for (int i = 0; i < x.Length && i < y.Length && i < z.Length; i++)
        {
            y[i] = x[i] * y[i] + z[i];
        }
    }

    public static void Sigmoid(Span<float> x)
    {
        foreach (ref float value in x)
        {
            value = 1 / (1 + MathF.Exp(-value));
        }
    }

    public static void Tanh(Span<float> x)
    {
        foreach (ref float value in x)
        {
            value = MathF.Tanh(value);
        }
    }

    public static void Softmax(Span<float> x)
    {
        float max = x[0], sum = 0;
        foreach (float value in x)
        {
            max = MathF.Max(max, value);
        }

        foreach (ref float value in x)
        {
            value = MathF.Exp(value - max);
            sum += value;
        }

        float factor = 1 / sum;
        foreach (ref float value in x)
        {
            value *= factor;
        }
    }

    public static void Adam(AdamStep step, Span<float> weights, Span<float> gradient, Span<float> mean, Span<float> square)
    {
        for (int i = 0; i < weights.Length && i < gradient.Length && i < mean.Length && i < square.Length; i++)
        {
            float g = gradient[i] * step.Scale;
            gradient[i] = 0;
            mean[i] = AdamStep.Beta1 * mean[i] + (1 - AdamStep.Beta1) * g;
            square[i] = AdamStep.Beta2 * square[i] + (1 - AdamStep.Beta2) * g * g;
            weights[i] -= step.Rate * mean[i] / (MathF.Sqrt(square[i]) * step.Root + AdamStep.Epsilon);
        }
    }
}
