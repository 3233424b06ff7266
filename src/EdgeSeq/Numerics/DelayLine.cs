using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeSeq.Numerics;

/// <summary>
/// The present and past of a value side by side, as a causal convolution multiplies them. Before the first step lie zeros. Moves numbers and adds
/// gradients in one order, so it is the same for every instruction set.
/// </summary>
/// <param name="channels">Numbers of the value.</param>
/// <param name="kernel">How many steps.</param>
/// <param name="dilation">From one to the next.</param>
/// <param name="byChannel">True where the steps of a channel lie side by side, oldest first; else the channels of a step, oldest step first.</param>
/// <param name="stride">Every how many steps it has a value.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct DelayLine(int channels, int kernel, int dilation, bool byChannel, int stride = 1)
{
    /// <summary>Steps that a stream carries, oldest first.</summary>
    private int Carried => (kernel - 1) * dilation;

    /// <summary>One step of a stream.</summary>
    /// <param name="x">The value.</param>
    /// <param name="carried">The steps before; this one joins them.</param>
    /// <param name="to">Receives present and past.</param>
    /// <param name="isTaken">False for a step that has no value.</param>
    public void Step(ref float x, ref float carried, ref float to, bool isTaken = true)
    {
        for (int tap = 0; tap < kernel && isTaken; tap++)
        {
            int back = (kernel - 1 - tap) * dilation;
            Place(ref back == 0 ? ref x : ref Unsafe.Add(ref carried, (Carried - back) * channels), ref to, tap);
        }

        if (Carried == 0)
        {
            return;
        }

        // Spans may overlap, where blocks may not.
        Span<float> past = MemoryMarshal.CreateSpan(ref carried, Carried * channels);
        past[channels..].CopyTo(past);
        KernelMemory.Copy(ref x, ref Unsafe.Add(ref carried, (Carried - 1) * channels), channels);
    }

    /// <summary>Every step of a row.</summary>
    /// <param name="steps">Steps of the row.</param>
    /// <param name="x">The values.</param>
    /// <param name="xStep">Floats from one step to the next.</param>
    /// <param name="carried">The steps before the window; the window's last ones take their place.</param>
    /// <param name="to">Receives present and past of every step.</param>
    /// <param name="toStep">Floats from one step to the next.</param>
    public void Gather(int steps, ref float x, int xStep, ref float carried, ref float to, int toStep) => Gather(steps, 0, ref x, xStep, ref carried, ref to, toStep);

    /// <summary>Every step of a row that has a value.</summary>
    /// <param name="steps">Steps of the row.</param>
    /// <param name="first">The first that has one.</param>
    /// <param name="x">The values.</param>
    /// <param name="xStep">Floats from one step to the next.</param>
    /// <param name="carried">The steps before the window; the window's last ones take their place.</param>
    /// <param name="to">Receives present and past of every step that has a value.</param>
    /// <param name="toStep">Floats from one of these to the next.</param>
    public void Gather(int steps, int first, ref float x, int xStep, ref float carried, ref float to, int toStep)
    {
        for (int t = first, i = 0; t < steps; t += stride, i++)
        {
            for (int tap = 0; tap < kernel; tap++)
            {
                int at = t - ((kernel - 1 - tap) * dilation);
                Place(ref at >= 0 ? ref Unsafe.Add(ref x, (nint)at * xStep) : ref Unsafe.Add(ref carried, (Carried + at) * channels), ref Unsafe.Add(ref to, (nint)i * toStep), tap);
            }
        }

        Span<float> past = MemoryMarshal.CreateSpan(ref carried, Carried * channels);
        int kept = Math.Max(0, Carried - steps);
        past[((Carried - kept) * channels)..].CopyTo(past);
        for (int i = kept; i < Carried; i++)
        {
            KernelMemory.Copy(ref Unsafe.Add(ref x, (nint)(steps - Carried + i) * xStep), ref past[i * channels], channels);
        }
    }

    /// <summary>The gradients of the values from those of present and past: the way back of <see cref="Gather(int, ref float, int, ref float, ref float, int)"/>.</summary>
    /// <param name="steps">Steps of the row.</param>
    /// <param name="from">The gradients of every step.</param>
    /// <param name="fromStep">Floats from one step to the next.</param>
    /// <param name="dx">The gradients of the values are added here.</param>
    /// <param name="dxStep">Floats from one step to the next.</param>
    /// <param name="carried">The gradients of the last steps by what follows the window, which become those of the steps before it; empty where nothing follows.</param>
    public void Spread(int steps, ref float from, int fromStep, ref float dx, int dxStep, Span<float> carried) => Spread(steps, 0, ref from, fromStep, ref dx, dxStep, carried);

    /// <summary>The same for steps that have a value, the way back of that other <see cref="Gather(int, int, ref float, int, ref float, ref float, int)"/>.</summary>
    /// <param name="steps">Steps of the row.</param>
    /// <param name="first">The first that has one.</param>
    /// <param name="from">The gradients of every step that has one.</param>
    /// <param name="fromStep">Floats from one of these to the next.</param>
    /// <param name="dx">The gradients of the values are added here.</param>
    /// <param name="dxStep">Floats from one step to the next.</param>
    /// <param name="carried">As there.</param>
    public void Spread(int steps, int first, ref float from, int fromStep, ref float dx, int dxStep, Span<float> carried)
    {
        if (!carried.IsEmpty)
        {
            // What follows teaches the window's last steps, and where the window is short steps before it.
            carried = carried[..(Carried * channels)];
            int kept = Math.Max(0, Carried - steps);
            for (int i = kept; i < Carried; i++)
            {
                KernelMemory.AddRows(1, ref carried[i * channels], 0, ref Unsafe.Add(ref dx, (nint)(steps - Carried + i) * dxStep), 0, channels);
            }

            carried[..(kept * channels)].CopyTo(carried[((Carried - kept) * channels)..]);
            carried[..((Carried - kept) * channels)].Clear();
        }

        int taken = steps <= first ? 0 : ((steps - first - 1) / stride) + 1;
        for (int i = taken - 1; i >= 0; i--)
        {
            int t = first + (i * stride);
            for (int tap = kernel - 1; tap >= 0; tap--)
            {
                int at = t - ((kernel - 1 - tap) * dilation);
                if (at >= 0)
                {
                    Add(ref Unsafe.Add(ref from, (nint)i * fromStep), ref Unsafe.Add(ref dx, (nint)at * dxStep), tap);
                }
                else if (!carried.IsEmpty)
                {
                    Add(ref Unsafe.Add(ref from, (nint)i * fromStep), ref carried[(Carried + at) * channels], tap);
                }
            }
        }
    }

    private void Place(ref float value, ref float to, int tap)
    {
        if (!byChannel)
        {
            KernelMemory.Copy(ref value, ref Unsafe.Add(ref to, tap * channels), channels);
            return;
        }

        for (int channel = 0; channel < channels; channel++)
        {
            Unsafe.Add(ref to, (channel * kernel) + tap) = Unsafe.Add(ref value, channel);
        }
    }

    private void Add(ref float from, ref float gradient, int tap)
    {
        if (!byChannel)
        {
            KernelMemory.AddRows(1, ref Unsafe.Add(ref from, tap * channels), 0, ref gradient, 0, channels);
            return;
        }

        for (int channel = 0; channel < channels; channel++)
        {
            Unsafe.Add(ref gradient, channel) += Unsafe.Add(ref from, (channel * kernel) + tap);
        }
    }
}
