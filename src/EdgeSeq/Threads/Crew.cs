using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace EdgeSeq.Threads;

/// <summary>What the threads of a <see cref="Team"/> share: the work, who has ended, and where they sleep.</summary>
/// <remarks>
/// The caller sets the work and counts a round up; every helper that sees a new round does its part and counts <see cref="_running"/>
/// down. Who waits looks at the number for a while and then sleeps at the gate. A sleeper says so before it looks a last time, and whoever
/// changes the number looks for sleepers afterwards, both behind full fences, so nobody is left asleep.
/// </remarks>
internal sealed class Crew
{
    private readonly object _gate = new();
    private readonly Exception?[] _failures;
    private readonly long _spinTicks;
    private IShared? _work;
    private int _round, _running, _sleepers;
    private long _busyTicks;
    private volatile bool _callerSleeps, _isStopped;

    /// <summary>Starts the helpers.</summary>
    /// <param name="size">Threads, the caller's included; at least 2.</param>
    public Crew(int size)
    {
        _failures = new Exception?[size];

        _spinTicks = Patience.TicksFor(size);
        try
        {
            for (int part = 1; part < size; part++)
            {
                int own = part;
                new Thread(() => Serve(own)) { IsBackground = true, Name = $"EdgeSeq {own}" }.Start();
            }
        }
        catch
        {
            Stop();   // those that the system gave
            throw;
        }
    }

    /// <summary>Time that all threads have spent in parts.</summary>
    public long BusyTicks => Volatile.Read(ref _busyTicks);

    /// <summary>Runs every part, the first one here.</summary>
    public void Run(IShared work)
    {
        _work = work;
        Volatile.Write(ref _running, _failures.Length - 1);
        Interlocked.Increment(ref _round);
        if (Volatile.Read(ref _sleepers) > 0)
        {
            Wake();
        }

        RunPart(0);
        AwaitHelpers();
        _work = null;   // or helpers would keep what they worked on from being collected
        ThrowFailure();
    }

    /// <summary>Lets the helpers end. None works, since whoever calls this is not in <see cref="Run"/>.</summary>
    public void Stop()
    {
        _isStopped = true;
        Wake();
    }

    private void Serve(int part)
    {
        for (int seen = 0; AwaitRound(seen); seen++)
        {
            RunPart(part);
            if (Interlocked.Decrement(ref _running) == 0 && _callerSleeps)
            {
                Wake();
            }
        }
    }

    private void RunPart(int part)
    {
        long begin = Stopwatch.GetTimestamp();
        try
        {
            _work!.Run(part);
        }
#pragma warning disable CA1031 // Whatever it is, it is the caller's.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failures[part] = e;
        }

        Interlocked.Add(ref _busyTicks, Stopwatch.GetTimestamp() - begin);
    }

    /// <returns>False when there will be no more.</returns>
    private bool AwaitRound(int seen)
    {
        for (long end = Patience.EndOf(_spinTicks); Volatile.Read(ref _round) == seen && !_isStopped && Patience.Pause(end);)
        {
        }

        if (Volatile.Read(ref _round) == seen && !_isStopped)
        {
            lock (_gate)
            {
                Interlocked.Increment(ref _sleepers);
                while (Volatile.Read(ref _round) == seen && !_isStopped)
                {
                    Monitor.Wait(_gate);
                }

                Interlocked.Decrement(ref _sleepers);
            }
        }

        return !_isStopped;
    }

    private void AwaitHelpers()
    {
        for (long end = Patience.EndOf(_spinTicks); Volatile.Read(ref _running) > 0 && Patience.Pause(end);)
        {
        }

        if (Volatile.Read(ref _running) == 0)
        {
            return;
        }

        lock (_gate)
        {
            _callerSleeps = true;
            Interlocked.MemoryBarrier();
            while (Volatile.Read(ref _running) > 0)
            {
                Monitor.Wait(_gate);
            }

            _callerSleeps = false;
        }
    }

    private void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private void ThrowFailure()
    {
        Exception? first = null;
        for (int part = _failures.Length - 1; part >= 0; part--)
        {
            first = _failures[part] ?? first;
            _failures[part] = null;
        }

        if (first is not null)
        {
            ExceptionDispatchInfo.Throw(first);
        }
    }
}
