using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace EdgeSeq.Numerics;

/// <summary>
/// A value of every n-th step at every step: between two of them stands the former. Moves numbers and adds gradients in one order, so it is the same for every
/// instruction set.
/// </summary>
/// <param name="count">Numbers of the value.</param>
/// <param name="stride">n.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct HeldSteps(int count, int stride)
{
    /// <summary>Every step of a row.</summary>
    /// <param name="steps">Steps of the row.</param>
    /// <param name="first">The first that has a value of its own.</param>
    /// <param name="x">The values.</param>
    /// <param name="xStep">Floats from one value to the next.</param>
    /// <param name="carried">The value before the window; the window's last one takes its place.</param>
    /// <param name="to">Receives the value of every step.</param>
    /// <param name="toStep">Floats from one step to the next.</param>
    public void Gather(int steps, int first, ref float x, int xStep, ref float carried, ref float to, int toStep)
    {
        for (int t = 0; t < steps; t++)
        {
            KernelMemory.Copy(ref t >= first ? ref Unsafe.Add(ref x, (nint)((t - first) / stride) * xStep) : ref carried, ref Unsafe.Add(ref to, (nint)t * toStep), count);
        }

        if (steps > first)
        {
            KernelMemory.Copy(ref Unsafe.Add(ref x, (nint)((steps - 1 - first) / stride) * xStep), ref carried, count);
        }
    }

    /// <summary>The gradients of the values from those of every step: the way back of <see cref="Gather"/>.</summary>
    /// <param name="steps">Steps of the row.</param>
    /// <param name="first">The first that has a value of its own.</param>
    /// <param name="from">The gradients of every step.</param>
    /// <param name="fromStep">Floats from one step to the next.</param>
    /// <param name="dx">The gradients of the values are added here.</param>
    /// <param name="dxStep">Floats from one value to the next.</param>
    /// <param name="carried">The gradient of the last value by what follows the window, which becomes that of the one before the window; empty where nothing follows.</param>
    public void Spread(int steps, int first, ref float from, int fromStep, ref float dx, int dxStep, Span<float> carried)
    {
        if (!carried.IsEmpty && steps > first)
        {
            KernelMemory.AddRows(1, ref carried[0], 0, ref Unsafe.Add(ref dx, (nint)((steps - 1 - first) / stride) * dxStep), 0, count);
            carried[..count].Clear();
        }

        for (int t = steps - 1; t >= 0; t--)
        {
            ref float gradient = ref Unsafe.Add(ref from, (nint)t * fromStep);
            if (t >= first)
            {
                KernelMemory.AddRows(1, ref gradient, 0, ref Unsafe.Add(ref dx, (nint)((t - first) / stride) * dxStep), 0, count);
            }
            else if (!carried.IsEmpty)
            {
                KernelMemory.AddRows(1, ref gradient, 0, ref carried[0], 0, count);
            }
        }
    }
}
