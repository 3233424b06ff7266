using System.Diagnostics;

namespace EdgeSeq.Threads;

/// <summary>How long a thread that waits for another spins before it sleeps.</summary>
internal static class Patience
{
    /// <summary>
    /// 50 us: longer than threads wait for one another within most steps, and than a caller needs from one step to the next; waking a sleeper
    /// takes as long.
    /// </summary>
    private const int SpinsPerSecond = 20_000;

    /// <summary>Looks at the clock once in so many pauses of the processor.</summary>
    private const int Pauses = 8;

    /// <summary>Clock ticks that one of so many threads spins. Where there are fewer processors it would only make the others late.</summary>
    public static long TicksFor(int threads) => threads <= Environment.ProcessorCount ? Stopwatch.Frequency / SpinsPerSecond : 0;

    /// <summary>When patience ends that begins now.</summary>
    public static long EndOf(long ticks) => Stopwatch.GetTimestamp() + ticks;

    /// <summary>Pauses.</summary>
    /// <returns>False when it is time to sleep.</returns>
    public static bool Pause(long end)
    {
        Thread.SpinWait(Pauses);
        return Stopwatch.GetTimestamp() < end;
    }
}
