using System.Diagnostics;

namespace EdgeSeq.Threads;

/// <summary>
/// Turns at several things, taken in one order: who comes first works on the first thing while the others wait, then on the second while the next
/// works on the first, and so on.
/// </summary>
/// <remarks>
/// Whoever waits spins for a while and then sleeps. A sleeper says so before it looks a last time, and whoever passes looks for
/// sleepers afterwards, both behind full fences, so nobody is left asleep.
/// </remarks>
internal sealed class Turns
{
    /// <summary>Two cache lines, which some processors load together, so that who looks at one number does not slow down who writes another.</summary>
    private const int Stride = 32;

    private readonly object _gate = new();
    private readonly int[] _next;
    private readonly long _spinTicks;
    private int _sleepers;
    private long _waitedTicks;
    private volatile bool _isAbandoned;

    /// <summary>Nobody's turn but the first's.</summary>
    /// <param name="things">How many things there are turns at.</param>
    /// <param name="threads">How many threads wait for one another.</param>
    public Turns(int things, int threads)
    {
        (Things, _spinTicks) = (things, Patience.TicksFor(threads));
        _next = new int[(things + 1) * Stride];
    }

    /// <summary>How many things there are turns at.</summary>
    public int Things { get; }

    /// <summary>Time that threads have waited, in <see cref="Stopwatch"/> ticks.</summary>
    public long WaitedTicks => Volatile.Read(ref _waitedTicks);

    /// <summary>Begins anew: turn 0 is next everywhere. Nobody waits.</summary>
    public void Restart()
    {
        Array.Clear(_next);
        _isAbandoned = false;
    }

    /// <summary>Waits for a turn.</summary>
    /// <returns>False if it will not come.</returns>
    public bool Await(int thing, int turn)
    {
        ref int next = ref _next[(thing + 1) * Stride];
        if (Volatile.Read(ref next) == turn)
        {
            return !_isAbandoned;
        }

        long begin = Stopwatch.GetTimestamp();
        for (long end = Patience.EndOf(_spinTicks); Volatile.Read(ref next) != turn && !_isAbandoned && Patience.Pause(end);)
        {
        }

        if (Volatile.Read(ref next) != turn && !_isAbandoned)
        {
            lock (_gate)
            {
                Interlocked.Increment(ref _sleepers);
                while (Volatile.Read(ref next) != turn && !_isAbandoned)
                {
                    Monitor.Wait(_gate);
                }

                Interlocked.Decrement(ref _sleepers);
            }
        }

        Interlocked.Add(ref _waitedTicks, Stopwatch.GetTimestamp() - begin);
        return !_isAbandoned;
    }

    /// <summary>Gives a turn to the next.</summary>
    public void Pass(int thing)
    {
        Interlocked.Increment(ref _next[(thing + 1) * Stride]);
        Wake();
    }

    /// <summary>Ends all waiting: who should have passed will not.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        Interlocked.MemoryBarrier();
        Wake();
    }

    private void Wake()
    {
        if (Volatile.Read(ref _sleepers) > 0)
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }
}
