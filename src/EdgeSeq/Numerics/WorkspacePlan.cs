using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace EdgeSeq.Numerics;

/// <summary>
/// Where states, tape, output gradients, carried adjoints and logits lie in the workspace of a batch and window. Rows of
/// the batch follow one another, and within a row its steps: the order in which gradients are summed.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct WorkspacePlan
{
    private readonly int _stateStride;
    private readonly int _tapeStride;
    private readonly int _gradientStride;
    private readonly int _carryStride;
    private readonly nint _tape;
    private readonly nint _gradients;
    private readonly nint _carry;
    private readonly nint _logits;

    /// <summary>Lays out a workspace; strides are in floats.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A size is below 1, or the workspace exceeds what a span can hold.</exception>
    public WorkspacePlan(
        int batch, int window, int stateStride, int tapeStride, int gradientStride, int carryStride, int rowGap, int outputChunk, int logitStride)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(window, 1);
        Batch = batch;
        Window = window;
        OutputChunk = Math.Min(outputChunk, window);
        _stateStride = stateStride;
        _tapeStride = tapeStride;
        _gradientStride = gradientStride;
        _carryStride = carryStride;
        if ((long)batch * window > Array.MaxLength)
        {
            // The sizes below could overflow even a long.
            ThrowTooLarge(batch, window, "has more steps than a span can hold");
        }

        long stateRow = (window + 1L) * stateStride + rowGap;
        long tapeRow = (long)window * tapeStride + rowGap;
        long tape = batch * stateRow;
        long gradients = tape + batch * tapeRow;
        long carry = gradients + (long)batch * window * gradientStride;
        long logits = carry + (long)batch * carryStride;
        long size = logits + (long)OutputChunk * logitStride;
        if (size > Array.MaxLength)
        {
            ThrowTooLarge(batch, window, $"needs a workspace of {size:N0} floats");
        }

        StateRow = (int)stateRow;
        TapeRow = (int)tapeRow;
        _tape = (nint)tape;
        _gradients = (nint)gradients;
        _carry = (nint)carry;
        _logits = (nint)logits;
        Size = (int)size;
    }

    /// <summary>Rows.</summary>
    public int Batch { get; }

    /// <summary>Steps a row.</summary>
    public int Window { get; }

    /// <summary>Rows of logits that are held at a time.</summary>
    public int OutputChunk { get; }

    /// <summary>Floats in total.</summary>
    public int Size { get; }

    /// <summary>Floats from one row's states to the next row's.</summary>
    public int StateRow { get; }

    /// <summary>Floats from one row's tape to the next row's.</summary>
    public int TapeRow { get; }

    /// <summary>The states of row b before step t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float State(ref float work, int b, int t) => ref Unsafe.Add(ref work, (nint)b * StateRow + (nint)t * _stateStride);

    /// <summary>The tape of row b at step t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Tape(ref float work, int b, int t) => ref Unsafe.Add(ref work, _tape + (nint)b * TapeRow + (nint)t * _tapeStride);

    /// <summary>dL/dh of row b at step t, from the output layer alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float OutputGradient(ref float work, int b, int t) => ref Unsafe.Add(ref work, _gradients + ((nint)b * Window + t) * _gradientStride);

    /// <summary>The adjoints that row b carries from step to step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Carry(ref float work, int b) => ref Unsafe.Add(ref work, _carry + (nint)b * _carryStride);

    /// <summary>The chunk of logits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Logits(ref float work) => ref Unsafe.Add(ref work, _logits);

    [DoesNotReturn]
    private static void ThrowTooLarge(int batch, int window, string what) =>
        throw new ArgumentOutOfRangeException(nameof(batch), batch,
            $"A batch of {batch} with a window of {window} {what}; at most {Array.MaxLength:N0} fit a span. Use a smaller batch or window.");
}
