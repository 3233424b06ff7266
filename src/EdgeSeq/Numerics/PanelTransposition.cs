using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using EdgeSeq.Shapes;

namespace EdgeSeq.Numerics;

/// <summary>Transposes matrices from panels to panels. Moves numbers only, so it is the same for every instruction set.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PanelTransposition
{
    private const int BlockSize = PanelLayout.BlockSize;
    private const int Square = 4;

    /// <summary>
    /// Element (k, j) of gate g becomes element (g * columns + j, k) of a single matrix. Padding becomes zero.
    /// </summary>
    /// <param name="source">The parameter block.</param>
    /// <param name="first">Layout of the first gate; its depth is k's range.</param>
    /// <param name="columns">Outputs j of one gate, without padding.</param>
    /// <param name="target">The transposed block.</param>
    /// <param name="to">Layout of the result; its depth is gates * columns.</param>
    /// <param name="share">The part of the blocks of columns that is transposed.</param>
    /// <exception cref="ArgumentException">The blocks overlap.</exception>
    public static void Run(ReadOnlySpan<float> source, PanelLayout first, int columns, Span<float> target, PanelLayout to, WorkShare share = default)
    {
        Require.Apart<float, float>(target, source, nameof(target), nameof(source));
        int blocks = (columns + BlockSize - 1) / BlockSize;
        (int begin, int end) = share.Of(first.Gates * blocks);
        for (int unit = begin; unit < end; unit++)
        {
            int gate = unit / blocks, j = unit % blocks * BlockSize;
            PanelLayout from = first with { Gate = gate };
            ReadOnlySpan<float> column = source[from.IndexOf(0, j)..];
            (int row, int step) = (gate * columns + j, from.StepOf(j));
            for (int k = 0; k < to.Blocks * BlockSize; k += BlockSize)
            {
                TransposeBlock(column[(k * step)..], step, Math.Min(BlockSize, from.Depth - k),
                    target[to.IndexOf(row, k)..], to.StepOf(k), Math.Min(BlockSize, columns - j));
            }
        }
    }

    /// <summary>
    /// <c>target[j, k] = source[k, j]</c> for up to 16 x 16 elements; rows of the target are filled up with zeros.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void TransposeBlock(ReadOnlySpan<float> source, int sourceStride, int depth, Span<float> target, int targetStride, int columns)
    {
        _ = source[(depth - 1) * sourceStride + columns - 1];
        _ = target[(columns - 1) * targetStride + BlockSize - 1];
        ref float from = ref Unsafe.AsRef(in source[0]);
        ref float to = ref target[0];
        if (depth == BlockSize && columns == BlockSize)
        {
            TransposeWhole(ref from, sourceStride, ref to, targetStride);
            return;
        }

        for (int j = 0; j < columns; j++)
        {
            for (int k = 0; k < BlockSize; k++)
            {
                Unsafe.Add(ref to, j * targetStride + k) = k < depth ? Unsafe.Add(ref from, k * sourceStride + j) : 0;
            }
        }
    }

    /// <summary>A whole block. While it is transposed it asks for the lines of the next one: their strides are beyond what a processor foresees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeWhole(ref float from, nint fromStride, ref float to, nint toStride)
    {
        for (nint j = 0; j < BlockSize; j += Square)
        {
            for (nint i = j; i < j + Square; i++)
            {
                KernelMemory.Prefetch(ref Unsafe.Add(ref from, (BlockSize + i) * fromStride));
                KernelMemory.Prefetch(ref Unsafe.Add(ref to, i * toStride + BlockSize));
            }

            for (nint k = 0; k < BlockSize; k += 2 * Square)
            {
                TransposeSquares(ref Unsafe.Add(ref from, k * fromStride + j), (nuint)fromStride, ref Unsafe.Add(ref to, j * toStride + k), (nuint)toStride);
            }
        }
    }

    /// <summary><c>to[j, k] = from[k, j]</c> for 8 k and 4 j: two squares, side by side in vectors that are wide enough.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeSquares(ref float from, nuint fromStride, ref float to, nuint toStride)
    {
        if (!Avx.IsSupported)
        {
            TransposeSquare(ref from, fromStride, ref to, toStride);
            TransposeSquare(ref Unsafe.Add(ref from, Square * fromStride), fromStride, ref Unsafe.Add(ref to, Square), toStride);
            return;
        }

        Vector256<float> row0 = Rows(ref from, 0, fromStride), row1 = Rows(ref from, 1, fromStride);
        Vector256<float> row2 = Rows(ref from, 2, fromStride), row3 = Rows(ref from, 3, fromStride);
        var (left02, left13) = (Avx.UnpackLow(row0, row2), Avx.UnpackLow(row1, row3));
        var (right02, right13) = (Avx.UnpackHigh(row0, row2), Avx.UnpackHigh(row1, row3));
        Avx.UnpackLow(left02, left13).StoreUnsafe(ref to);
        Avx.UnpackHigh(left02, left13).StoreUnsafe(ref to, toStride);
        Avx.UnpackLow(right02, right13).StoreUnsafe(ref to, 2 * toStride);
        Avx.UnpackHigh(right02, right13).StoreUnsafe(ref to, 3 * toStride);
    }

    /// <summary>Row k of a square and of the square below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Rows(ref float from, nuint k, nuint stride) =>
        Vector256.Create(Vector128.LoadUnsafe(ref from, k * stride), Vector128.LoadUnsafe(ref from, (k + Square) * stride));

    /// <summary><c>to[j, k] = from[k, j]</c> for 4 x 4 elements.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransposeSquare(ref float from, nuint fromStride, ref float to, nuint toStride)
    {
        var row0 = Vector128.LoadUnsafe(ref from);
        var row1 = Vector128.LoadUnsafe(ref from, fromStride);
        var row2 = Vector128.LoadUnsafe(ref from, 2 * fromStride);
        var row3 = Vector128.LoadUnsafe(ref from, 3 * fromStride);
        var (left02, left13) = (Lower(row0, row2), Lower(row1, row3));
        var (right02, right13) = (Upper(row0, row2), Upper(row1, row3));
        Lower(left02, left13).StoreUnsafe(ref to);
        Upper(left02, left13).StoreUnsafe(ref to, toStride);
        Lower(right02, right13).StoreUnsafe(ref to, 2 * toStride);
        Upper(right02, right13).StoreUnsafe(ref to, 3 * toStride);
    }

    /// <summary>The lower halves of two vectors, their elements in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Lower(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackLow(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    /// <summary>The upper halves of two vectors, their elements in turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Upper(Vector128<float> a, Vector128<float> b) =>
        Sse.IsSupported ? Sse.UnpackHigh(a, b)
        : AdvSimd.Arm64.IsSupported ? AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);
}
