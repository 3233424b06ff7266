#pragma warning disable RS0030 // A scalar stand-in until the generator emits VectorMath into this assembly; deleted then.
using System.Runtime.CompilerServices;

namespace EdgeSeq.Numerics;

/// <summary>Vector arithmetic that gives the same bits on every machine. Temporary stand-in: one scalar path.</summary>
public static class VectorMath
{
    private const int Lanes = 16;

    /// <summary>e to the x.</summary>
    public static float Exp(float x) => MathF.Exp(x);

    /// <summary>Natural logarithm.</summary>
    public static float Log(float x) => MathF.Log(x);

    /// <summary>Hyperbolic tangent.</summary>
    public static float Tanh(float x) => MathF.Tanh(x);

    /// <summary>1 / (1 + e^-x).</summary>
    public static float Sigmoid(float x) => 1 / (1 + MathF.Exp(-x));

    /// <summary>Sum of squares in 16 virtual lanes and a fixed tree.</summary>
    public static float SumOfSquares(ReadOnlySpan<float> x)
    {
        Accumulator lanes = default;
        for (int i = 0; i < x.Length; i++)
        {
            lanes[i % Lanes] = MathF.FusedMultiplyAdd(x[i], x[i], lanes[i % Lanes]);
        }

        return Combine(ref lanes);
    }

    /// <summary>Limits every element to [-limit, limit].</summary>
    public static void Clip(Span<float> x, float limit)
    {
        foreach (ref float value in x)
        {
            value = MathF.Min(MathF.Max(value, -limit), limit);
        }
    }

    /// <summary>x[i] := exp(scale * (x[i] - max x)); returns the sum.</summary>
    public static float Softmax(Span<float> x, float scale)
    {
        float max = Maximum(x);
        Accumulator lanes = default;
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = Exp(scale * (x[i] - max));
            lanes[i % Lanes] += x[i];
        }

        return Combine(ref lanes);
    }

    /// <summary>log of the sum of the exponentials.</summary>
    public static float LogSumExp(ReadOnlySpan<float> x)
    {
        float max = Maximum(x);
        Accumulator lanes = default;
        for (int i = 0; i < x.Length; i++)
        {
            lanes[i % Lanes] += Exp(x[i] - max);
        }

        return max + Log(Combine(ref lanes));
    }

    /// <summary>v = momentum v + g; w -= rate v.</summary>
    public static void Sgd(Span<float> weights, Span<float> gradients, Span<float> velocity, float scale, float rate, float momentum)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            velocity[i] = MathF.FusedMultiplyAdd(momentum, velocity[i], scale * gradients[i]);
            weights[i] -= rate * velocity[i];
            gradients[i] = 0;
        }
    }

    /// <summary>s = smoothing s + (1 - smoothing) g^2; w -= rate g / (sqrt(s) + epsilon).</summary>
    public static void RmsProp(
        Span<float> weights, Span<float> gradients, Span<float> square, float scale, float rate, float smoothing, float epsilon)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            float g = scale * gradients[i];
            square[i] = smoothing * square[i] + (1 - smoothing) * (g * g);
            weights[i] -= rate * g / (MathF.Sqrt(square[i]) + epsilon);
            gradients[i] = 0;
        }
    }

    /// <summary>Adam, and AdamW if decay is not 0.</summary>
    public static void Adam(
        Span<float> weights, Span<float> gradients, Span<float> mean, Span<float> square, float scale, float rate,
        float beta1, float beta2, float correction1, float correction2, float epsilon, float decay)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            float g = scale * gradients[i];
            mean[i] = beta1 * mean[i] + (1 - beta1) * g;
            square[i] = beta2 * square[i] + (1 - beta2) * (g * g);
            weights[i] -= rate * decay * weights[i];
            weights[i] -= rate * correction1 * mean[i] / (MathF.Sqrt(square[i]) * correction2 + epsilon);
            gradients[i] = 0;
        }
    }

    /// <summary>Element-wise e to the x.</summary>
    public static void Exp(ReadOnlySpan<float> x, Span<float> y) => Map(x, y, Exp);

    /// <summary>Element-wise natural logarithm.</summary>
    public static void Log(ReadOnlySpan<float> x, Span<float> y) => Map(x, y, Log);

    /// <summary>Element-wise hyperbolic tangent.</summary>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> y) => Map(x, y, Tanh);

    /// <summary>Element-wise logistic function.</summary>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> y) => Map(x, y, Sigmoid);

    private static void Map(ReadOnlySpan<float> x, Span<float> y, Func<float, float> function)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = function(x[i]);
        }
    }

    private static float Maximum(ReadOnlySpan<float> x)
    {
        float max = float.NegativeInfinity;
        foreach (float value in x)
        {
            max = MathF.Max(max, value);
        }

        return max;
    }

    private static float Combine(ref Accumulator lanes)
    {
        for (int half = Lanes / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                lanes[i] += lanes[i + half];
            }
        }

        return lanes[0];
    }

    [InlineArray(Lanes)]
    private struct Accumulator
    {
        private float _lane;
    }
}
