namespace EdgeSeq.Tests.Kernels;

/// <summary>Floats to feed to functions.</summary>
internal static class SampleFloats
{
    private static readonly float[] Special =
    [
        0, -0f, 1, -1, float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue,
        float.Epsilon, -float.Epsilon, 1.17549435e-38f, -1.17549421e-38f, 7.8886e-31f, 7.8887e-31f, 0.55f, -0.55f, 9.02f, 88.7f, 88.8f, -87.3f, -103.9f, -104.1f, 1e-8f,
    ];

    /// <summary>Special values, then random bits, NaN and subnormal numbers among them.</summary>
    public static float[] OfAllKinds(int length, ulong seed = 1)
    {
        var random = new RandomGenerator(seed);
        return [.. Enumerable.Range(0, length).Select(i =>
            i < Special.Length ? Special[i] : BitConverter.UInt32BitsToSingle((uint)random.NextUInt64()))];
    }

    /// <summary>Normally distributed, about 1 in size.</summary>
    public static float[] Normal(int length, ulong seed = 1)
    {
        var random = new RandomGenerator(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (float)random.NextNormal())];
    }
}
