using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeSeq.Numerics;

/// <summary>
/// Where the states, tape, output gradients, carried adjoints and projected inputs of one layer lie in a workspace. Rows of the
/// batch follow one another, and within a row its steps: the order in which gradients are summed.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct LayerWorkspace
{
    private readonly int _stateStride;
    private readonly int _tapeStride;
    private readonly int _gradientStride;
    private readonly int _carryStride;
    private readonly int _projectionStride;
    private readonly nint _states;
    private readonly nint _tape;
    private readonly nint _gradients;
    private readonly nint _carry;
    private readonly nint _projection;

    internal LayerWorkspace(int batch, int window, nint start, int state, int tape, int gradient, int carry, int projection, int rowGap)
    {
        Batch = batch;
        Window = window;
        (_stateStride, _tapeStride, _gradientStride, _carryStride, _projectionStride) = (state, tape, gradient, carry, projection);
        StateRow = (window + (nint)1) * state + rowGap;
        TapeRow = (nint)window * tape + rowGap;
        _states = start;
        _tape = _states + batch * StateRow;
        _gradients = _tape + batch * TapeRow;
        _carry = _gradients + (nint)batch * window * gradient;
        _projection = _carry + (nint)batch * carry;
        End = _projection + (nint)batch * window * projection;
    }

    internal LayerWorkspace(in LayerWorkspace other, nint start, int projection)
    {
        this = other;
        (_projection, _projectionStride) = (start, projection);
        End = start + (nint)Batch * Window * projection;
    }

    /// <summary>Rows.</summary>
    public int Batch { get; }

    /// <summary>Steps a row.</summary>
    public int Window { get; }

    /// <summary>Floats from one row's states to the next row's.</summary>
    public nint StateRow { get; }

    /// <summary>Floats from one row's tape to the next row's.</summary>
    public nint TapeRow { get; }

    /// <summary>The first float behind the layer.</summary>
    internal nint End { get; }

    /// <summary>The states of row b before step t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float State(ref float work, int b, int t) => ref Unsafe.Add(ref work, _states + b * StateRow + (nint)t * _stateStride);

    /// <summary>The tape of row b at step t.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Tape(ref float work, int b, int t) => ref Unsafe.Add(ref work, _tape + b * TapeRow + (nint)t * _tapeStride);

    /// <summary>dL/dh of row b at step t, from what is above the layer alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float OutputGradient(ref float work, int b, int t) => ref Unsafe.Add(ref work, _gradients + ((nint)b * Window + t) * _gradientStride);

    /// <summary>The adjoints that row b carries from step to step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Carry(ref float work, int b) => ref Unsafe.Add(ref work, _carry + (nint)b * _carryStride);

    /// <summary>W x of row b's t-th vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Projection(ref float work, int b, int t) => ref Unsafe.Add(ref work, _projection + ((nint)b * Window + t) * _projectionStride);

    /// <summary>Where the states of row b before step t begin, as an index.</summary>
    public int StateOffset(int b, int t) => (int)(_states + b * StateRow + (nint)t * _stateStride);

    /// <summary>Where the tape of row b at step t begins, as an index.</summary>
    public int TapeOffset(int b, int t) => (int)(_tape + b * TapeRow + (nint)t * _tapeStride);

    /// <summary>Sets dL/dh of all steps to zero.</summary>
    public void ClearOutputGradients(ref float work) =>
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, _gradients), Batch * Window * _gradientStride).Clear();
}
