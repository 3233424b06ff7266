using EdgeSeq.Numerics;

namespace EdgeSeq.Conformance;

/// <summary>The elementary functions and reductions over all kinds of floats.</summary>
internal sealed record FunctionCase() : Case(InSubset: true)
{
    // Odd, so that the sweep over all 2^32 patterns meets every residue: signs, exponents, denormals, infinities, NaN.
    private const uint Stride = 40_009;

    private delegate void Map(ReadOnlySpan<float> x, Span<float> y);

    /// <inheritdoc/>
    public override void Run(TextWriter output)
    {
        float[] sweep = Sweep();
        Line(output, "exp", sweep, VectorMath.Exp);
        Line(output, "log", sweep, VectorMath.Log);
        Line(output, "tanh", sweep, VectorMath.Tanh);
        Line(output, "sigmoid", sweep, VectorMath.Sigmoid);
        Line(output, "softmax", sweep, Softmax);
        Line(output, "sum of squares, clip", sweep, Reductions);
        Line(output, "softmax of logits", Logits(), Softmax);
    }

    private static void Line(TextWriter output, string name, float[] x, Map map)
    {
        float[] y = new float[x.Length];
        map(x, y);
        var digest = new Digest();
        digest.Add(y);
        output.WriteLine($"{name}: {Digest.Text(digest.Finish())}");
    }

    /// <summary>Softmax of slices of 1, 2, ... 60 values at several temperatures; the sum takes the last place of each.</summary>
    private static void Softmax(ReadOnlySpan<float> x, Span<float> y)
    {
        x.CopyTo(y);
        for (int start = 0, length = 2; start + length <= y.Length; start += length, length = length % 61 + 2)
        {
            Span<float> slice = y.Slice(start, length);
            slice[^1] = VectorMath.LogSumExp(slice) + VectorMath.Softmax(slice[..^1], 0.25f * (1 + length % 7));
        }
    }

    private static void Reductions(ReadOnlySpan<float> x, Span<float> y)
    {
        x.CopyTo(y);
        for (int start = 0, length = 2; start + length <= y.Length; start += length, length = length % 61 + 2)
        {
            Span<float> slice = y.Slice(start, length);
            float sum = VectorMath.SumOfSquares(slice);
            VectorMath.Clip(slice, 1e-3f * length);
            slice[^1] = sum;
        }
    }

    private static float[] Sweep()
    {
        var values = new List<float> { 0, -0.0f, float.Epsilon, -float.Epsilon, float.PositiveInfinity, float.NegativeInfinity, float.NaN };
        for (long bits = 0; bits <= uint.MaxValue; bits += Stride)
        {
            values.Add(BitConverter.UInt32BitsToSingle((uint)bits));
        }

        // Where the functions bend: uniform over [-110, 110].
        for (int i = -11_000; i <= 11_000; i++)
        {
            values.Add(i * 0.01f);
        }

        return [.. values];
    }

    private static float[] Logits()
    {
        var random = new RandomGenerator(7);
        float[] values = new float[20_000];
        foreach (ref float value in values.AsSpan())
        {
            value = 40 * random.NextSingle() - 20;
        }

        return values;
    }
}
