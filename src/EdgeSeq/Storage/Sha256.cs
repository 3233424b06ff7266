using System.Buffers.Binary;
using System.Numerics;

namespace EdgeSeq.Storage;

/// <summary>
/// SHA-256 of FIPS 180-4. .NET's own needs OpenSSL on Linux and ends the process where there is none, as on many boards.
/// </summary>
internal sealed class Sha256 : IByteSink
{
    /// <summary>Bytes of a digest.</summary>
    public const int Size = 32;

    private const int BlockSize = 64, Rounds = 64;

    // Section 4.2.2: the first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    private static readonly uint[] s_constants =
    [
        0x428A2F98, 0x71374491, 0xB5C0FBCF, 0xE9B5DBA5, 0x3956C25B, 0x59F111F1, 0x923F82A4, 0xAB1C5ED5,
        0xD807AA98, 0x12835B01, 0x243185BE, 0x550C7DC3, 0x72BE5D74, 0x80DEB1FE, 0x9BDC06A7, 0xC19BF174,
        0xE49B69C1, 0xEFBE4786, 0x0FC19DC6, 0x240CA1CC, 0x2DE92C6F, 0x4A7484AA, 0x5CB0A9DC, 0x76F988DA,
        0x983E5152, 0xA831C66D, 0xB00327C8, 0xBF597FC7, 0xC6E00BF3, 0xD5A79147, 0x06CA6351, 0x14292967,
        0x27B70A85, 0x2E1B2138, 0x4D2C6DFC, 0x53380D13, 0x650A7354, 0x766A0ABB, 0x81C2C92E, 0x92722C85,
        0xA2BFE8A1, 0xA81A664B, 0xC24B8B70, 0xC76C51A3, 0xD192E819, 0xD6990624, 0xF40E3585, 0x106AA070,
        0x19A4C116, 0x1E376C08, 0x2748774C, 0x34B0BCB5, 0x391C0CB3, 0x4ED8AA4A, 0x5B9CCA4F, 0x682E6FF3,
        0x748F82EE, 0x78A5636F, 0x84C87814, 0x8CC70208, 0x90BEFFFA, 0xA4506CEB, 0xBEF9A3F7, 0xC67178F2,
    ];

    private readonly uint[] _state = new uint[8];
    private readonly byte[] _block = new byte[BlockSize];
    private readonly uint[] _schedule = new uint[Rounds];
    private long _length;

    /// <summary>A digest of nothing yet.</summary>
    public Sha256() => Restart();

    /// <summary>Forgets what was added.</summary>
    public void Restart()
    {
        // Section 5.3.3: of the square roots of the first 8 primes.
        ReadOnlySpan<uint> start = [0x6A09E667, 0xBB67AE85, 0x3C6EF372, 0xA54FF53A, 0x510E527F, 0x9B05688C, 0x1F83D9AB, 0x5BE0CD19];
        start.CopyTo(_state);
        _length = 0;
    }

    /// <summary>Adds bytes; in how many pieces does not matter.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        int held = (int)(_length % BlockSize);
        _length += bytes.Length;
        if (held > 0)
        {
            int taken = Math.Min(BlockSize - held, bytes.Length);
            bytes[..taken].CopyTo(_block.AsSpan(held));
            bytes = bytes[taken..];
            if (held + taken < BlockSize)
            {
                return;
            }

            Compress(_block);
        }

        for (; bytes.Length >= BlockSize; bytes = bytes[BlockSize..])
        {
            Compress(bytes);
        }

        bytes.CopyTo(_block);
    }

    /// <summary>The digest in lower-case hexadecimal; afterwards nothing may be added before <see cref="Restart"/>.</summary>
    public string FinishAsText()
    {
        Span<byte> digest = stackalloc byte[Size];
        Finish(digest);
        return Convert.ToHexStringLower(digest);
    }

    /// <summary>Writes the digest; afterwards nothing may be added before <see cref="Restart"/>.</summary>
    /// <param name="digest">Receives <see cref="Size"/> bytes.</param>
    public void Finish(Span<byte> digest)
    {
        Span<byte> end = stackalloc byte[BlockSize + sizeof(long)];
        end.Clear();
        end[0] = 0x80;
        int held = (int)(_length % BlockSize), padding = (held < BlockSize - sizeof(long) ? BlockSize : 2 * BlockSize) - held;
        BinaryPrimitives.WriteInt64BigEndian(end[(padding - sizeof(long))..], 8 * _length);
        Add(end[..padding]);
        for (int i = 0; i < _state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(digest[(4 * i)..], _state[i]);
        }
    }

    private void Compress(ReadOnlySpan<byte> block)
    {
        Span<uint> w = _schedule;
        for (int i = 0; i < 16; i++)
        {
            w[i] = BinaryPrimitives.ReadUInt32BigEndian(block[(4 * i)..]);
        }

        for (int i = 16; i < w.Length; i++)
        {
            w[i] = w[i - 16] + Mix(w[i - 15], 7, 18, 3) + w[i - 7] + Mix(w[i - 2], 17, 19, 10);
        }

        (uint a, uint b, uint c, uint d) = (_state[0], _state[1], _state[2], _state[3]);
        (uint e, uint f, uint g, uint h) = (_state[4], _state[5], _state[6], _state[7]);
        ReadOnlySpan<uint> constants = s_constants;
        for (int i = 0; i < w.Length; i++)
        {
            uint first = h + (Turn(e, 6) ^ Turn(e, 11) ^ Turn(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + w[i];
            uint second = (Turn(a, 2) ^ Turn(a, 13) ^ Turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + first;
            d = c;
            c = b;
            b = a;
            a = first + second;
        }

        ReadOnlySpan<uint> sums = [a, b, c, d, e, f, g, h];
        for (int i = 0; i < sums.Length; i++)
        {
            _state[i] += sums[i];
        }
    }

    private static uint Turn(uint x, int bits) => BitOperations.RotateRight(x, bits);

    private static uint Mix(uint x, int first, int second, int shift) => Turn(x, first) ^ Turn(x, second) ^ (x >> shift);
}
