using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeSeq.Numerics;

/// <summary>
/// Elementary functions, reductions and optimiser updates with the same bits on every instruction set. The kernels and
/// their choice are generated; this part handles lengths that are no multiple of 16.
/// </summary>
[EmitVectorKernels]
public static unsafe partial class VectorMath
{
    /// <summary>e^x of each element, within 4 ulp.</summary>
    /// <param name="x">Any number of floats.</param>
    /// <param name="y">Receives as many; may be <paramref name="x"/> itself.</param>
    /// <exception cref="ArgumentException"><paramref name="y"/> is shorter than <paramref name="x"/>, or overlaps it without beginning where it begins.</exception>
    public static void Exp(ReadOnlySpan<float> x, Span<float> y) => Apply(x, y, &ExpBlocks);

    /// <summary>ln x of each element, within 4 ulp; -infinity at 0 and NaN below.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})"/>
    public static void Log(ReadOnlySpan<float> x, Span<float> y) => Apply(x, y, &LogBlocks);

    /// <summary>tanh x of each element, within 4 ulp.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})"/>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> y) => Apply(x, y, &TanhBlocks);

    /// <summary>1 / (1 + e^-x) of each element, within 4 ulp.</summary>
    /// <inheritdoc cref="Exp(ReadOnlySpan{float}, Span{float})"/>
    public static void Sigmoid(ReadOnlySpan<float> x, Span<float> y) => Apply(x, y, &SigmoidBlocks);

    /// <summary>e^x; the same bits as the span form.</summary>
    public static float Exp(float x) => Apply(x, &ExpBlocks);

    /// <summary>ln x; the same bits as the span form.</summary>
    public static float Log(float x) => Apply(x, &LogBlocks);

    /// <summary>tanh x; the same bits as the span form.</summary>
    public static float Tanh(float x) => Apply(x, &TanhBlocks);

    /// <summary>1 / (1 + e^-x); the same bits as the span form.</summary>
    public static float Sigmoid(float x) => Apply(x, &SigmoidBlocks);

    /// <summary>
    /// The sum of squares, in 16 lanes of four chains each, which a fixed tree combines. In single precision: infinite if it exceeds 3.4e38, and squares
    /// below 1e-38 lose bits and vanish.
    /// </summary>
    public static float SumOfSquares(ReadOnlySpan<float> x)
    {
        LaneTree lanes = default;
        int whole = x.Length & ~(LaneTree.Lanes - 1);
        SumOfSquaresBlocks(ref MemoryMarshal.GetReference(x), (nuint)whole, ref lanes[0]);
        LaneTree tail = Tail(x[whole..], 0);
        SumOfSquaresBlocks(ref tail[0], LaneTree.Lanes, ref lanes[0]);
        return lanes.Sum();
    }

    /// <summary>Replaces each x by <c>exp(scale * (x - max))</c>, the softmax before its division.</summary>
    /// <param name="x">Logits; at least one.</param>
    /// <param name="scale">Positive; 1 / temperature.</param>
    /// <returns>The sum, in 16 lanes that a fixed tree combines. Divide by it for probabilities.</returns>
    /// <exception cref="ArgumentException"><paramref name="x"/> is empty.</exception>
    public static float Softmax(Span<float> x, float scale)
    {
        ThrowIfEmpty(x);
        int whole = x.Length & ~(LaneTree.Lanes - 1);
        if (whole == x.Length)
        {
            return SoftmaxBlocks(ref First(x), (nuint)whole, ref First(x), 0, scale);
        }

        LaneTree tail = Tail(x[whole..], float.NegativeInfinity);
        float sum = SoftmaxBlocks(ref First(x), (nuint)whole, ref tail[0], LaneTree.Lanes, scale);
        ((ReadOnlySpan<float>)tail)[..(x.Length - whole)].CopyTo(x[whole..]);
        return sum;
    }

    /// <summary>x := factor * x.</summary>
    internal static void Scale(Span<float> x, float factor)
    {
        int whole = x.Length & ~(LaneTree.Lanes - 1);
        ScaleBlocks(ref MemoryMarshal.GetReference(x), (nuint)whole, factor);
        foreach (ref float rest in x[whole..])
        {
            rest *= factor;
        }
    }

    /// <summary>How many elements are at least <paramref name="limit"/>.</summary>
    /// <param name="x">A multiple of 16 floats.</param>
    /// <param name="limit">The limit.</param>
    internal static int CountAtLeast(ReadOnlySpan<float> x, float limit) =>
        CountAtLeastBlocks(ref MemoryMarshal.GetReference(x), (nuint)x.Length, limit);

    /// <summary>The sum of the elements that are at least <paramref name="limit"/>, in 16 lanes that a fixed tree combines.</summary>
    /// <param name="x">A multiple of 16 floats.</param>
    /// <param name="limit">The limit.</param>
    internal static float SumAtLeast(ReadOnlySpan<float> x, float limit) =>
        SumAtLeastBlocks(ref MemoryMarshal.GetReference(x), (nuint)x.Length, limit);

    /// <summary>ln of the sum of e^x, without overflow.</summary>
    /// <exception cref="ArgumentException"><paramref name="x"/> is empty.</exception>
    public static float LogSumExp(ReadOnlySpan<float> x)
    {
        float max = Max(x);
        LaneTree lanes = default;
        for (int i = 0; i < x.Length; i += LaneTree.Lanes)
        {
            LaneTree block = Tail(x.Slice(i, Math.Min(LaneTree.Lanes, x.Length - i)), float.NegativeInfinity);
            ExpSumBlocks(ref block[0], LaneTree.Lanes, ref lanes[0], max, 1);
        }

        return max + Log(lanes.Sum());
    }

    /// <summary>Clips each gradient to [-<paramref name="limit"/>, <paramref name="limit"/>].</summary>
    /// <param name="gradients">Any number of floats.</param>
    /// <param name="limit">Positive.</param>
    public static void Clip(Span<float> gradients, float limit)
    {
        int whole = gradients.Length & ~(LaneTree.Lanes - 1);
        ClipBlocks(ref MemoryMarshal.GetReference(gradients), (nuint)whole, limit);
        LaneTree tail = Tail(gradients[whole..], 0);
        ClipBlocks(ref tail[0], LaneTree.Lanes, limit);
        ((ReadOnlySpan<float>)tail)[..(gradients.Length - whole)].CopyTo(gradients[whole..]);
    }

    /// <summary>
    /// Stochastic gradient descent with momentum: <c>v = momentum v + scale g; w -= rate v; g = 0</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The spans differ in length, it is no multiple of 16, or two overlap.</exception>
    public static void Sgd(Span<float> weights, Span<float> gradients, Span<float> velocity, float scale, float rate, float momentum)
    {
        nuint count = Blocks(weights.Length, gradients.Length, velocity.Length);
        Apart(weights, gradients, velocity, nameof(velocity));
        SgdBlocks(ref First(weights), ref First(gradients), ref First(velocity), count, scale, rate, momentum);
    }

    /// <summary>
    /// RMSProp: <c>g = scale g; s = smoothing s + (1 - smoothing) g^2; w -= rate g / (sqrt(s) + epsilon); g = 0</c>.
    /// Where g^2 exceeds 3.4e38, s is infinite for good: clip such gradients first.
    /// </summary>
    /// <inheritdoc cref="Sgd"/>
    public static void RmsProp(
        Span<float> weights, Span<float> gradients, Span<float> square, float scale, float rate, float smoothing, float epsilon)
    {
        nuint count = Blocks(weights.Length, gradients.Length, square.Length);
        Apart(weights, gradients, square, nameof(square));
        RmsPropBlocks(ref First(weights), ref First(gradients), ref First(square), count, scale, rate, smoothing, epsilon);
    }

    /// <summary>
    /// Adam, and AdamW where <paramref name="decay"/> is not 0: <c>g = scale g; m = beta1 m + (1 - beta1) g;
    /// s = beta2 s + (1 - beta2) g^2; w -= rate decay w; w -= rate correction1 m / (sqrt(s) correction2 + epsilon); g = 0</c>.
    /// Where g^2 exceeds 3.4e38, s is infinite for good: clip such gradients first.
    /// </summary>
    /// <inheritdoc cref="Sgd"/>
    public static void Adam(
        Span<float> weights, Span<float> gradients, Span<float> mean, Span<float> square, float scale, float rate,
        float beta1, float beta2, float correction1, float correction2, float epsilon, float decay)
    {
        nuint count = Blocks(weights.Length, gradients.Length, mean.Length, square.Length);
        Apart(weights, gradients, mean, nameof(mean));
        Apart(weights, gradients, square, nameof(square));
        Require.Apart<float, float>(mean, square, nameof(mean), nameof(square));
        AdamBlocks(ref First(weights), ref First(gradients), ref First(mean), ref First(square), count,
            scale, rate, beta1, beta2, correction1, correction2, epsilon, decay);
    }

    /// <summary><c>g = scale g + decay w</c>, limited to [-<paramref name="limit"/>, <paramref name="limit"/>].</summary>
    internal static void AddDecay(Span<float> gradients, ReadOnlySpan<float> weights, float scale, float decay, float limit)
    {
        nuint count = Blocks(gradients.Length, weights.Length);
        Require.Apart<float, float>(gradients, weights, nameof(gradients), nameof(weights));
        AddDecayBlocks(ref First(gradients), ref MemoryMarshal.GetReference(weights), count, scale, decay, limit);
    }

    /// <summary><c>a += share (w - a)</c>.</summary>
    internal static void Average(Span<float> averages, ReadOnlySpan<float> weights, float share)
    {
        nuint count = Blocks(averages.Length, weights.Length);
        Require.Apart<float, float>(averages, weights, nameof(averages), nameof(weights));
        AverageBlocks(ref First(averages), ref MemoryMarshal.GetReference(weights), count, share);
    }

    /// <summary>Nesterov's momentum: <c>g = scale g; v = momentum v + g; w -= rate (g + momentum v); g = 0</c>.</summary>
    /// <inheritdoc cref="Sgd"/>
    internal static void Nesterov(Span<float> weights, Span<float> gradients, Span<float> velocity, float scale, float rate, float momentum)
    {
        nuint count = Blocks(weights.Length, gradients.Length, velocity.Length);
        Apart(weights, gradients, velocity, nameof(velocity));
        NesterovBlocks(ref First(weights), ref First(gradients), ref First(velocity), count, scale, rate, momentum);
    }

    /// <summary><see cref="Adam"/> with the largest mean square so far in place of the last: <c>l = max(l, s)</c>.</summary>
    /// <inheritdoc cref="Adam"/>
    internal static void AmsGrad(
        Span<float> weights, Span<float> gradients, Span<float> mean, Span<float> square, Span<float> largest, float scale, float rate,
        float beta1, float beta2, float correction1, float correction2, float epsilon, float decay)
    {
        nuint count = Blocks(weights.Length, gradients.Length, mean.Length, square.Length, largest.Length);
        Apart(weights, gradients, mean, nameof(mean));
        Apart(weights, gradients, square, nameof(square));
        Apart(weights, gradients, largest, nameof(largest));
        Require.Apart<float, float>(mean, square, nameof(mean), nameof(square));
        Require.Apart<float, float>(mean, largest, nameof(mean), nameof(largest));
        Require.Apart<float, float>(square, largest, nameof(square), nameof(largest));
        AmsGradBlocks(ref First(weights), ref First(gradients), ref First(mean), ref First(square), ref First(largest), count,
            scale, rate, beta1, beta2, correction1, correction2, epsilon, decay);
    }

    private static float Max(ReadOnlySpan<float> x)
    {
        ThrowIfEmpty(x);
        LaneTree lanes = LaneTree.Filled(float.NegativeInfinity);
        int whole = x.Length & ~(LaneTree.Lanes - 1);
        MaxBlocks(ref MemoryMarshal.GetReference(x), (nuint)whole, ref lanes[0]);
        if (whole < x.Length)
        {
            LaneTree tail = Tail(x[whole..], float.NegativeInfinity);
            MaxBlocks(ref tail[0], LaneTree.Lanes, ref lanes[0]);
        }

        return lanes.Max();
    }

    private static void ThrowIfEmpty(ReadOnlySpan<float> x)
    {
        if (x.IsEmpty)
        {
            throw new ArgumentException("A softmax needs at least one logit.", nameof(x));
        }
    }

    private static void Apply(ReadOnlySpan<float> x, Span<float> y, delegate*<ref float, ref float, nuint, void> map)
    {
        if (y.Length < x.Length)
        {
            throw new ArgumentException($"y has {y.Length} elements; x has {x.Length}.", nameof(y));
        }

        if (!Unsafe.AreSame(ref MemoryMarshal.GetReference(x), ref First(y)))
        {
            Require.Apart<float, float>(y[..x.Length], x, nameof(y), nameof(x));
        }

        int whole = x.Length & ~(LaneTree.Lanes - 1);
        map(ref MemoryMarshal.GetReference(x), ref First(y), (nuint)whole);
        LaneTree tail = Tail(x[whole..], 0);
        map(ref tail[0], ref tail[0], LaneTree.Lanes);
        ((ReadOnlySpan<float>)tail)[..(x.Length - whole)].CopyTo(y[whole..]);
    }

    private static float Apply(float x, delegate*<ref float, ref float, nuint, void> map)
    {
        LaneTree lanes = LaneTree.Filled(x);
        map(ref lanes[0], ref lanes[0], LaneTree.Lanes);
        return lanes[0];
    }

    /// <summary>Up to 16 floats, filled up with a value that takes no part in the result.</summary>
    private static LaneTree Tail(ReadOnlySpan<float> x, float neutral)
    {
        LaneTree lanes = LaneTree.Filled(neutral);
        x.CopyTo(lanes);
        return lanes;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float First(Span<float> span) => ref MemoryMarshal.GetReference(span);

    private static void Apart(ReadOnlySpan<float> weights, ReadOnlySpan<float> gradients, ReadOnlySpan<float> moments, string name)
    {
        Require.Apart(weights, gradients, nameof(weights), nameof(gradients));
        Require.Apart(weights, moments, nameof(weights), name);
        Require.Apart(gradients, moments, nameof(gradients), name);
    }

    private static nuint Blocks(params ReadOnlySpan<int> lengths)
    {
        foreach (int length in lengths)
        {
            if (length != lengths[0] || length % LaneTree.Lanes != 0)
            {
                throw new ArgumentException(
                    $"Weights, gradients and moments must have one length, a multiple of {LaneTree.Lanes}; found {lengths[0]} and {length}.");
            }
        }

        return (nuint)lengths[0];
    }
}
