using System.Runtime.InteropServices;
using Xunit;

namespace EdgeSeq.Tests.Kernels;

/// <summary>
/// Exactly as many floats as asked for, between canaries. They begin at a multiple of 64 bytes, or a chosen number of
/// floats behind one, and are NaN at first: whoever reads before writing is found out by the results.
/// </summary>
internal sealed class GuardedFloats
{
    private const int Guard = 288;   // more than a row of the largest vocabulary
    private const int Alignment = 64;
    private const uint Canary = 0x5A5AA5A5;
    private readonly float[] _memory;
    private readonly string _name;
    private readonly int _start;
    private readonly int _length;

    public GuardedFloats(string name, int length, int misalignment = 0)
    {
        (_name, _length) = (name, length);
        _memory = GC.AllocateUninitializedArray<float>(length + (2 * Guard) + (Alignment / sizeof(float)) + misalignment, pinned: true);
        _memory.AsSpan().Fill(BitConverter.UInt32BitsToSingle(Canary));
        long address = Marshal.UnsafeAddrOfPinnedArrayElement(_memory, Guard);
        _start = Guard + (int)((Alignment - (address % Alignment)) % Alignment / sizeof(float)) + misalignment;
        Span.Fill(float.NaN);
    }

    public GuardedFloats(string name, ReadOnlySpan<float> content, int misalignment = 0)
        : this(name, content.Length, misalignment) => content.CopyTo(Span);

    public Span<float> Span => _memory.AsSpan(_start, _length);

    public void AssertIntact()
    {
        int i = _memory.AsSpan(0, _start).IndexOfAnyExcept(BitConverter.UInt32BitsToSingle(Canary));
        Assert.True(i < 0, $"{_name}: float {i - _start}, before its begin, was overwritten.");
        i = _memory.AsSpan(_start + _length).IndexOfAnyExcept(BitConverter.UInt32BitsToSingle(Canary));
        Assert.True(i < 0, $"{_name}: float {i} behind its end was overwritten.");
    }
}
