using System.Numerics;

namespace EdgeSeq;

/// <summary>
/// The random numbers of EdgeSeq: xoshiro256++ of Blackman and Vigna (2019), seeded with SplitMix64. The same seed gives
/// the same numbers on every machine and in every version; the whole state is four words.
/// </summary>
/// <remarks>
/// D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021); period 2^256 - 1. It is
/// not for cryptography. One thread at a time.
/// </remarks>
public sealed class RandomGenerator
{
    /// <summary>Words of the exported state.</summary>
    public const int StateSize = 4;

    private ulong _s0, _s1, _s2, _s3;

    /// <summary>Starts the sequence of a seed. Any seed will do; neighbouring seeds give unrelated sequences.</summary>
    public RandomGenerator(ulong seed = 0) => Reseed(seed);

    /// <summary>Restarts as if newly constructed with <paramref name="seed"/>.</summary>
    public void Reseed(ulong seed)
    {
        _s0 = SplitMix64(ref seed);
        _s1 = SplitMix64(ref seed);
        _s2 = SplitMix64(ref seed);
        _s3 = SplitMix64(ref seed);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s0 + _s3, 23) + _s0;
        ulong shifted = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= shifted;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>A multiple of 2^-24 in [0, 1).</summary>
    public float NextSingle() => (NextUInt64() >> 40) * (1.0f / (1 << 24));

    /// <summary>A multiple of 2^-53 in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1L << 53));

    /// <summary>A whole number in [0, bound), each equally likely (Lemire 2019, rejection of the short interval).</summary>
    /// <param name="bound">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below 1.</exception>
    public int NextInt32(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bound, 1);
        ulong range = (ulong)bound;
        ulong high = Math.BigMul(NextUInt64(), range, out ulong low);
        if (low < range)
        {
            // 2^64 mod range values of `low` would be hit once too often.
            ulong surplus = (0 - range) % range;
            while (low < surplus)
            {
                high = Math.BigMul(NextUInt64(), range, out low);
            }
        }

        return (int)high;
    }

    /// <summary>
    /// A standard normal number by Marsaglia's polar method. The second number of each pair is thrown away, so that the
    /// state stays four words.
    /// </summary>
    public double NextNormal()
    {
        while (true)
        {
            double u = 2 * NextDouble() - 1, v = 2 * NextDouble() - 1;
            double s = u * u + v * v;
            if (s < 1 && s > 1e-30)
            {
                return u * Math.Sqrt(-2.0 * Numerics.VectorMath.Log((float)s) / s);
            }
        }
    }

    /// <summary>Shuffles in place, every order equally likely (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt32(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    /// <summary>Exports the state, so that the sequence can go on elsewhere.</summary>
    /// <param name="destination">Exactly <see cref="StateSize"/> words.</param>
    /// <exception cref="ArgumentException">The length differs.</exception>
    public void CopyStateTo(Span<ulong> destination)
    {
        Require.Length(destination.Length, StateSize, nameof(destination), "words of state");
        destination[0] = _s0;
        destination[1] = _s1;
        destination[2] = _s2;
        destination[3] = _s3;
    }

    /// <summary>Continues the sequence whose state was exported by <see cref="CopyStateTo"/>.</summary>
    /// <param name="source">Exactly <see cref="StateSize"/> words, not all zero.</param>
    /// <exception cref="ArgumentException">The length differs, or all words are zero, a state that no seed reaches.</exception>
    public void LoadState(ReadOnlySpan<ulong> source)
    {
        Require.Length(source.Length, StateSize, nameof(source), "words of state");
        if ((source[0] | source[1] | source[2] | source[3]) == 0)
        {
            throw new ArgumentException("All four words are zero; pass a state that CopyStateTo exported.", nameof(source));
        }

        (_s0, _s1, _s2, _s3) = (source[0], source[1], source[2], source[3]);
    }

    /// <summary>SplitMix64 of Steele, Lea and Flood (2014): turns any seed, zero included, into well-mixed words.</summary>
    internal static ulong SplitMix64(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
