using System.Buffers.Binary;
using System.Numerics;

namespace EdgeSeq.Conformance;

/// <summary>
/// SHA-256 of FIPS 180-4. .NET's own needs OpenSSL at run time on Linux, which neither a board nor an emulator's system
/// root need have.
/// </summary>
internal sealed class Sha256
{
    private const int BlockSize = 64, Rounds = 64;

    private static readonly uint[] s_constants = FractionalRoots(root: 3);

    private readonly uint[] _state = FractionalRoots(root: 2)[..8];
    private readonly byte[] _block = new byte[BlockSize];
    private readonly uint[] _schedule = new uint[Rounds];
    private long _length;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            int place = (int)(_length++ % BlockSize);
            _block[place] = value;
            if (place == BlockSize - 1)
            {
                Compress();
            }
        }
    }

    /// <summary>The 32 bytes; afterwards nothing may be added.</summary>
    public byte[] Finish()
    {
        Span<byte> length = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(length, 8 * _length);
        Add([0x80]);
        while (_length % BlockSize != BlockSize - sizeof(long))
        {
            Add([0]);
        }

        Add(length);
        byte[] hash = new byte[32];
        for (int i = 0; i < 8; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(4 * i), _state[i]);
        }

        return hash;
    }

    private void Compress()
    {
        uint[] w = _schedule;
        for (int i = 0; i < Rounds; i++)
        {
            w[i] = i < 16
                ? BinaryPrimitives.ReadUInt32BigEndian(_block.AsSpan(4 * i))
                : w[i - 16] + Mix(w[i - 15], 7, 18, 3) + w[i - 7] + Mix(w[i - 2], 17, 19, 10);
        }

        (uint a, uint b, uint c, uint d) = (_state[0], _state[1], _state[2], _state[3]);
        (uint e, uint f, uint g, uint h) = (_state[4], _state[5], _state[6], _state[7]);
        for (int i = 0; i < Rounds; i++)
        {
            uint first = h + (Turn(e, 6) ^ Turn(e, 11) ^ Turn(e, 25)) + ((e & f) ^ (~e & g)) + s_constants[i] + w[i];
            uint second = (Turn(a, 2) ^ Turn(a, 13) ^ Turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            (h, g, f, e, d, c, b, a) = (g, f, e, d + first, c, b, a, first + second);
        }

        ReadOnlySpan<uint> sums = [a, b, c, d, e, f, g, h];
        for (int i = 0; i < 8; i++)
        {
            _state[i] += sums[i];
        }
    }

    private static uint Turn(uint x, int bits) => BitOperations.RotateRight(x, bits);

    private static uint Mix(uint x, int first, int second, int shift) => Turn(x, first) ^ Turn(x, second) ^ (x >> shift);

    /// <summary>The first 32 bits after the point of the square or cube roots of the first 64 primes.</summary>
    private static uint[] FractionalRoots(int root)
    {
        uint[] words = new uint[Rounds];
        for (int i = 0, n = 2; i < Rounds; n++)
        {
            if (!IsPrime(n))
            {
                continue;
            }

            // The greatest x with x^root <= n 2^(32 root), bit by bit.
            BigInteger target = (BigInteger)n << (32 * root), x = 0;
            for (int bit = 37; bit >= 0; bit--)
            {
                BigInteger candidate = x | (BigInteger.One << bit);
                x = BigInteger.Pow(candidate, root) <= target ? candidate : x;
            }

            words[i++] = (uint)(x & uint.MaxValue);
        }

        return words;
    }

    private static bool IsPrime(int n)
    {
        for (int divisor = 2; divisor * divisor <= n; divisor++)
        {
            if (n % divisor == 0)
            {
                return false;
            }
        }

        return true;
    }
}
