using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using EdgeSeq.Shapes;

namespace EdgeSeq.Numerics;

/// <summary>Moves floats for generated code, which is free of pointers.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class KernelMemory
{
    /// <summary>Copies <paramref name="count"/> floats; the two runs must not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(ref float from, ref float to, int count) => Unsafe.CopyBlockUnaligned(
        ref Unsafe.As<float, byte>(ref to), ref Unsafe.As<float, byte>(ref from), (uint)count * sizeof(float));

    /// <summary>Asks for the cache line of a float, which may lie outside all memory. Does nothing where .NET has no such instruction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(ref float value)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref value));
        }
    }

    /// <summary>The same, but no nearer than the second cache: what is in use keeps the first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void PrefetchFar(ref float value)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(Unsafe.AsPointer(ref value));
        }
    }

    /// <summary>The span from an offset on; an empty span stays empty.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Span<float> From(Span<float> span, int offset) => span.IsEmpty ? default : span[offset..];

    /// <summary>Sets <paramref name="count"/> numbers of a row to one value, and the rest of its last block to 0.</summary>
    public static void Fill(ref float row, int count, float value)
    {
        MemoryMarshal.CreateSpan(ref row, count).Fill(value);
        FillPadding(ref row, count, 0);
    }

    /// <summary>Copies some numbers of a row, and sets the rest of its last block to 0.</summary>
    public static void CopyPadded(ref float from, ref float to, int count)
    {
        Copy(ref from, ref to, count);
        FillPadding(ref to, count, 0);
    }

    /// <summary>Copies <paramref name="count"/> numbers of each of some rows.</summary>
    public static void CopyRows(int rows, ref float from, int fromRow, ref float to, int toRow, int count)
    {
        for (int row = 0; row < rows; row++)
        {
            Copy(ref Unsafe.Add(ref from, (nint)row * fromRow), ref Unsafe.Add(ref to, (nint)row * toRow), count);
        }
    }

    /// <summary>Copies <paramref name="count"/> numbers of each of some rows, and sets the rest of their last blocks to 0.</summary>
    public static void CopyPaddedRows(int rows, ref float from, int fromRow, ref float to, int toRow, int count)
    {
        for (int row = 0; row < rows; row++)
        {
            CopyPadded(ref Unsafe.Add(ref from, (nint)row * fromRow), ref Unsafe.Add(ref to, (nint)row * toRow), count);
        }
    }

    /// <summary>Adds <paramref name="count"/> numbers of each of some rows to those of others.</summary>
    public static void AddRows(int rows, ref float from, int fromRow, ref float to, int toRow, int count)
    {
        for (int row = 0; row < rows; row++)
        {
            ref float term = ref Unsafe.Add(ref from, (nint)row * fromRow);
            ref float sum = ref Unsafe.Add(ref to, (nint)row * toRow);
            nuint i = 0;
            for (; i + (nuint)Vector128<float>.Count <= (nuint)count; i += (nuint)Vector128<float>.Count)
            {
                (Vector128.LoadUnsafe(ref sum, i) + Vector128.LoadUnsafe(ref term, i)).StoreUnsafe(ref sum, i);
            }

            for (; i < (nuint)count; i++)
            {
                Unsafe.Add(ref sum, i) += Unsafe.Add(ref term, i);
            }
        }
    }

    /// <summary>Sets <paramref name="count"/> numbers of each of some rows to 0.</summary>
    public static void ClearRows(int rows, ref float first, int stride, int count)
    {
        for (int row = 0; row < rows; row++)
        {
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref first, (nint)row * stride), count).Clear();
        }
    }

    /// <summary>Sets what lies behind <paramref name="count"/> numbers of a row in its last block of 16.</summary>
    public static void FillPadding(ref float row, int count, float value) =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref row, count), -count & (PanelLayout.BlockSize - 1)).Fill(value);

    /// <summary>The largest number without its sign: a NaN counts as 0, an infinity as the largest float.</summary>
    public static float LargestOf(ref float x, int count)
    {
        const int Magnitude = 0x7FFFFFFF, Largest = 0x7F7FFFFF, Infinity = 0x7F800000;   // without the sign; of float.MaxValue
        Vector256<int> largest = default;
        int whole = count - count % Vector256<float>.Count, rest = 0;
        for (nuint i = 0; i < (nuint)whole; i += (nuint)Vector256<float>.Count)
        {
            Vector256<int> size = Vector256.LoadUnsafe(ref x, i).AsInt32() & Vector256.Create(Magnitude);
            largest = Vector256.Max(largest, Vector256.AndNot(size, Vector256.GreaterThan(size, Vector256.Create(Infinity))));
        }

        for (int i = whole; i < count; i++)
        {
            int size = BitConverter.SingleToInt32Bits(Unsafe.Add(ref x, i)) & Magnitude;
            rest = int.Max(rest, size > Infinity ? 0 : size);
        }

        for (int i = 0; i < Vector256<float>.Count; i++)
        {
            rest = int.Max(rest, largest[i]);
        }

        return BitConverter.Int32BitsToSingle(int.Min(rest, Largest));
    }

    /// <summary>
    /// The adjoint of a row's largest number, shared evenly among those that are as large, as PyTorch's <c>amax</c> does; 0 for the others and
    /// for the padding.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="count">Its numbers.</param>
    /// <param name="largest">The largest of them.</param>
    /// <param name="adjoint">dL/dlargest.</param>
    /// <param name="adjoints">Receives dL/drow.</param>
    public static void ShareAmongLargest(ref float row, int count, float largest, float adjoint, ref float adjoints)
    {
        ReadOnlySpan<float> numbers = MemoryMarshal.CreateReadOnlySpan(ref row, count);
        float share = adjoint / Math.Max(1, numbers.Count(largest));
        Fill(ref adjoints, count, 0);
        for (int i = 0; i < count; i++)
        {
            if (numbers[i] == largest)
            {
                Unsafe.Add(ref adjoints, i) = share;
            }
        }
    }
}
