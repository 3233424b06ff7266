using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeSeq.Numerics;

/// <summary>A part of a workspace: for every row of the batch and every step a run of floats.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct RowBuffer
{
    private readonly nint _start;

    internal RowBuffer(nint start, int batch, int steps, int stride)
    {
        _start = start;
        Batch = batch;
        Steps = steps;
        Step = stride;
    }

    /// <summary>Rows of the batch.</summary>
    public int Batch { get; }

    /// <summary>Steps a row.</summary>
    public int Steps { get; }

    /// <summary>Floats from one step to the next.</summary>
    public int Step { get; }

    /// <summary>Floats from one row's first step to the next row's.</summary>
    public nint Row => (nint)Steps * Step;

    /// <summary>Where row b's run at step t begins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float At(ref float work, int b, int t) => ref Unsafe.Add(ref work, _start + ((nint)b * Steps + t) * Step);

    /// <summary>All floats.</summary>
    public Span<float> Span(ref float work) => MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work, _start), Batch * Steps * Step);

    /// <summary>All of it as whole numbers.</summary>
    public Span<int> Integers(ref float work) => MemoryMarshal.Cast<float, int>(Span(ref work));

    /// <summary>Sets all floats to zero.</summary>
    public void Clear(ref float work) => Span(ref work).Clear();
}
