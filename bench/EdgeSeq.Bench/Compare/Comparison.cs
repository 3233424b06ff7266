using System.Diagnostics;
using System.Runtime;
using EdgeSeq.Bench.Contestants;

namespace EdgeSeq.Bench.Compare;

/// <summary>How long to measure.</summary>
/// <param name="Rounds">Rounds; in each every peer runs once, in turn.</param>
/// <param name="RoundSeconds">Time of one peer in one round.</param>
/// <param name="PeerSeconds">A slow peer stops taking part after so long, but not before its third round.</param>
/// <remarks>Many short rounds: other programs then disturb some of them, not all.</remarks>
internal sealed record Effort(int Rounds, double RoundSeconds, double PeerSeconds)
{
    public static Effort Quick { get; } = new(41, 0.003, 1.5);

    public static Effort Full { get; } = new(101, 0.004, 2.5);
}

/// <summary>Runs the peers of one workload in turn, so that a drifting clock meets them all alike.</summary>
internal static class Comparison
{
    private const int CallsOfATier = 64, MostWarmUps = 12;
    private const int FewestRounds = 3;
    private static readonly TimeSpan TierDelay = TimeSpan.FromMilliseconds(180);

    public static IReadOnlyList<Measurement> Run(IReadOnlyList<IContestant> contestants, Effort effort, bool best)
    {
        double[][] probes = [.. contestants.Select(c => c.Probe())];
        WarmUp(contestants, effort);
        int[] iterations = [.. contestants.Select(c => Iterations(c, effort.RoundSeconds))];
        List<double>[] times = [.. contestants.Select(_ => new List<double>(effort.Rounds))];
        double[] spent = new double[contestants.Count];
        long[] allocated = new long[contestants.Count];
        for (int round = 0; round < effort.Rounds; round++)
        {
            for (int i = 0; i < contestants.Count; i++)
            {
                if (round >= FewestRounds && spent[i] > effort.PeerSeconds)
                {
                    continue;
                }

                long before = GC.GetAllocatedBytesForCurrentThread();
                double seconds = Time(contestants[i], iterations[i]);
                allocated[i] += GC.GetAllocatedBytesForCurrentThread() - before;
                spent[i] += seconds;
                times[i].Add(seconds / iterations[i]);
            }
        }

        return [.. contestants.Select((c, i) => new Measurement(
            c.Peer, best ? times[i].Min() : Median(times[i]), Difference(probes[i], probes[0]), allocated[i]))];
    }

    /// <summary>
    /// The JIT counts 30 calls, waits 100 ms for quiet, instruments, counts again and compiles for good in the background;
    /// so batches of calls with a pause after each, until twice in a row nothing was compiled. A slow peer is stopped by
    /// its budget.
    /// </summary>
    public static void WarmUp(IReadOnlyList<IContestant> contestants, Effort effort)
    {
        int compiled = -1, quiet = 0;
        for (int batch = 0; batch < MostWarmUps && quiet < 2; batch++)
        {
            foreach (IContestant contestant in contestants)
            {
                long start = Stopwatch.GetTimestamp();
                for (int call = 0; call < CallsOfATier && Stopwatch.GetElapsedTime(start).TotalSeconds < effort.PeerSeconds / 8; call++)
                {
                    contestant.Run(1);
                }
            }

            Thread.Sleep(TierDelay);
            int now = (int)JitInfo.GetCompiledMethodCount();
            quiet = now == compiled ? quiet + 1 : 0;
            compiled = now;
        }
    }

    public static int Iterations(IContestant contestant, double target)
    {
        for (int n = 1; ; n *= 2)
        {
            double seconds = Time(contestant, n);
            if (seconds > target / 2)
            {
                return Math.Max(1, (int)(n * target / seconds));
            }
        }
    }

    private static double Time(IContestant contestant, int iterations)
    {
        long start = Stopwatch.GetTimestamp();
        contestant.Run(iterations);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static double Difference(double[] probe, double[] reference)
    {
        double scale = reference.Max(Math.Abs), difference = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs(probe[i] - reference[i]));
        }

        return double.IsNaN(difference / scale) ? double.PositiveInfinity : difference / scale;
    }
}
