namespace EdgeSeq.Threads;

/// <summary>
/// A caller's thread and helpers that share its work, part by part, until all of it is done. Helpers wait for the next work
/// spinning, since that of a training step comes within microseconds, and then asleep. After construction nothing is allocated.
/// </summary>
/// <remarks>
/// Helpers know the <see cref="Crew"/> and not the team, so a forgotten team is collected and its finaliser sends them home. Not for use by two
/// threads at a time.
/// </remarks>
internal sealed class Team : IDisposable
{
    private readonly Crew? _crew;

    /// <summary>A team of so many, the caller included.</summary>
    /// <param name="size">At least 1; of 1 the caller works alone.</param>
    public Team(int size)
    {
        Size = size;
        if (size == 1)
        {
            GC.SuppressFinalize(this);
            return;
        }

        _crew = new Crew(size);
    }

    /// <summary>Sends the helpers home.</summary>
    ~Team() => _crew?.Stop();

    /// <summary>Threads, the caller's included.</summary>
    public int Size { get; }

    /// <summary>Time that all threads have spent in parts, in <see cref="System.Diagnostics.Stopwatch"/> ticks.</summary>
    public long BusyTicks => _crew?.BusyTicks ?? 0;

    /// <summary>The threads that options ask for.</summary>
    /// <param name="threads">0 for as many as there are processors.</param>
    /// <param name="rows">Rows to share, which bound the useful number.</param>
    public static int SizeFor(int threads, int rows) => Math.Min(threads == 0 ? Environment.ProcessorCount : threads, rows);

    /// <summary>Checks a number of threads.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public static void Validate(int threads, string name) =>
        Require.That(threads >= 0, threads, "it must be at least 1, or 0 for as many as there are processors", name);

    /// <summary>Runs every part of some work, and returns when all have ended.</summary>
    /// <param name="work">The work.</param>
    /// <remarks>An exception of a part is thrown here, when all parts have ended; of several that of the first part.</remarks>
    public void Run(IShared work)
    {
        if (_crew is null)
        {
            work.Run(0);
            return;
        }

        _crew.Run(work);
        GC.KeepAlive(this);
    }

    /// <summary>Sends the helpers home; they end by themselves.</summary>
    public void Dispose()
    {
        _crew?.Stop();
        GC.SuppressFinalize(this);
    }
}
