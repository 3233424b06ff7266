using System.Buffers.Binary;
using EdgeSeq.Storage;

namespace EdgeSeq.Conformance;

/// <summary>SHA-256 of numbers in little-endian order. Every NaN counts as 0x7FC00000: its bits are no part of the contract.</summary>
internal sealed class Digest
{
    private readonly Sha256 _hash = new();

    public void Add(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            Add(float.IsNaN(value) ? 0x7FC00000 : BitConverter.SingleToInt32Bits(value));
        }
    }

    public void Add(ReadOnlySpan<int> values)
    {
        Add(values.Length);
        foreach (int value in values)
        {
            Add(value);
        }
    }

    public void Add(double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, double.IsNaN(value) ? 0x7FF8000000000000 : BitConverter.DoubleToInt64Bits(value));

        Add(bytes);
    }

    public void Add(ReadOnlySpan<byte> bytes) => _hash.Add(bytes);

    public byte[] Finish()
    {
        byte[] digest = new byte[Sha256.Size];
        _hash.Finish(digest);
        return digest;
    }

    public static string Text(byte[] hash) => Convert.ToHexStringLower(hash);

    private void Add(int value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Add(bytes);
    }
}
