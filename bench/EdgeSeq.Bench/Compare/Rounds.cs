using EdgeSeq.Bench.Contestants;

namespace EdgeSeq.Bench.Compare;

/// <summary>Rounds of a comparison: in each, every peer runs once.</summary>
internal sealed class Rounds(IReadOnlyList<IContestant> contestants, Effort effort)
{
    private const int Fewest = 3;
    private readonly int[] _iterations = [.. contestants.Select(c => Iterations(c, effort.RoundSeconds))];
    private readonly double[] _spent = new double[contestants.Count];

    /// <summary>Seconds of an iteration, peer by peer, of each round.</summary>
    public List<double>[] Times { get; } = [.. contestants.Select(_ => new List<double>(effort.Rounds))];

    /// <summary>Managed bytes that this thread allocated while a peer ran.</summary>
    public long[] Allocated { get; } = new long[contestants.Count];

    /// <summary>How many iterations take about so many seconds.</summary>
    public static int Iterations(IContestant contestant, double target)
    {
        for (int n = 1; ; n *= 2)
        {
            double seconds = contestant.Time(n);
            if (seconds > target / 2)
            {
                return Math.Max(1, (int)(n * target / seconds));
            }
        }
    }

    /// <summary>The next round; peers that have used up their time sit it out.</summary>
    public void Next()
    {
        for (int i = 0; i < contestants.Count; i++)
        {
            if (Times[i].Count >= Fewest && _spent[i] > effort.PeerSeconds)
            {
                continue;
            }

            long before = GC.GetAllocatedBytesForCurrentThread();
            double seconds = contestants[i].Time(_iterations[i]);
            Allocated[i] += GC.GetAllocatedBytesForCurrentThread() - before;
            _spent[i] += seconds;
            Times[i].Add(seconds / _iterations[i]);
        }
    }
}
