using System.Diagnostics;
using System.Globalization;

namespace EdgeSeq.Fuzz;

/// <summary>Feeds damaged files to a reader and looks for what must not happen.</summary>
/// <param name="format">The reader.</param>
/// <param name="seed">The same seed makes the same files.</param>
internal sealed class FuzzRun(FuzzFormat format, ulong seed)
{
    // What a file may cost, besides a multiple of its own size: the buffers of a reader and an exception.
    private const int FreeBytes = 1 << 18;
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(20);

    private readonly Mutator _mutator = new();
    private readonly Dictionary<string, long> _reasons = [];
    private long _startedAt;

    /// <summary>Files that were read.</summary>
    public long Count { get; private set; }

    /// <summary>Files that were good in spite of the damage.</summary>
    public long Accepted { get; private set; }

    /// <summary>The file that did what must not happen; null if none did.</summary>
    public byte[]? Finding { get; private set; }

    /// <summary>What it did.</summary>
    public string? Problem { get; private set; }

    /// <summary>Runs until so many files were read, the time is over, or something was found.</summary>
    /// <param name="count">Files.</param>
    /// <param name="limit">Time.</param>
    public void Run(long count, TimeSpan limit)
    {
        foreach (byte[] good in format.GoodFiles)
        {
            format.Read(good);
        }

        long begin = Stopwatch.GetTimestamp();
        _startedAt = begin;
        using var watchdog = new Timer(_ => EndIfHanging(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        while (Problem is null && Count < count && Stopwatch.GetElapsedTime(begin) < limit)
        {
            _mutator.Random.Reseed((seed << 32) + (ulong)Count);
            byte[] good = format.GoodFiles[_mutator.Random.NextInt32(format.GoodFiles.Count)];
            Volatile.Write(ref _startedAt, Stopwatch.GetTimestamp());
            Read(format.Damage(good, _mutator));
            Count++;
        }
    }

    /// <summary>What came of it, in one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{format.Name}: {Count:N0} files, {Accepted:N0} accepted, {Count - Accepted:N0} refused for {_reasons.Count} kinds of reason, seed {seed}{(Problem is null ? "" : $"; file {Count - 1}: {Problem}")}");

    private void Read(byte[] file)
    {
        long allowed = FreeBytes + ((long)format.BytesPerByte * file.Length), allocated = Allocated(file, counts: true);
        if (allocated > allowed)
        {
            // The runtime loads messages and code when a fault comes for the first time; what the reader allocates, it allocates again.
            allocated = Math.Min(allocated, Allocated(file, counts: false));
        }

        if (allocated > allowed)
        {
            Find(file, $"{file.Length} bytes made the reader allocate {allocated}.");
        }
    }

    /// <summary>Reads a file, and says what that allocated.</summary>
    private long Allocated(byte[] file, bool counts)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            format.Read(file);
            Accepted += counts ? 1 : 0;
        }
        catch (ModelFormatException e)
        {
            if (counts)
            {
                string kind = string.Concat(e.Message.TakeWhile(c => c != '"').Where(char.IsAsciiLetterLower).Take(40));
                _reasons[kind] = _reasons.GetValueOrDefault(kind) + 1;
                RequireShort(file, e.Message);
            }
        }
#pragma warning disable CA1031 // Whatever else is thrown is what this looks for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            Find(file, e.ToString());
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private void RequireShort(byte[] file, string message)
    {
        if (message.Length > 1000)
        {
            Find(file, $"The reason has {message.Length} characters.");
        }
    }

    private void Find(byte[] file, string problem) => (Finding, Problem) = (file, problem);

    private void EndIfHanging()
    {
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref _startedAt)) > s_longest)
        {
            Environment.FailFast($"{format.Name}: file {Count} of seed {seed} has been read for more than {s_longest.TotalSeconds} s.");
        }
    }
}
