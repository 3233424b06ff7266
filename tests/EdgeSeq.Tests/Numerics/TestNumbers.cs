namespace EdgeSeq.Tests.Numerics;

/// <summary>SplitMix64: the same numbers in every run, so that a failure can be met again.</summary>
internal sealed class TestNumbers(ulong seed)
{
    private ulong state = seed;

    public uint Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            ulong z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return (uint)((z ^ (z >> 31)) >> 16);
        }
    }

    public int Below(int limit) => (int)(Next() % (uint)limit);

    /// <summary>Any bit pattern: subnormals, infinities and NaN included.</summary>
    public float AnyFloat() => BitConverter.UInt32BitsToSingle(Next());

    /// <summary>A random sign and significand with the given exponent, which may be below the normal range.</summary>
    public float WithExponent(int exponent) => Signed(MathF.ScaleB(BitConverter.UInt32BitsToSingle(0x3F800000 | (Next() & 0x7FFFFF)), exponent));

    public float Signed(float value) => (Next() & 1) == 0 ? value : -value;
}
