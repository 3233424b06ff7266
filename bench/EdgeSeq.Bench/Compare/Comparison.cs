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
    /// <summary>Set to 1, it makes the JIT wait no longer on one core.</summary>
    public const string OneCoreFactor = "DOTNET_TC_DelaySingleProcMultiplier";

    private const int CallsOfATier = 64, MostWarmUps = 12, MostRestarts = 8;

    /// <summary>A bit more than the JIT's 100 ms, which it takes ten times where a process may use one core only.</summary>
    private static readonly TimeSpan s_tierDelay = TimeSpan.FromMilliseconds(
        180 * (Environment.ProcessorCount == 1 && Environment.GetEnvironmentVariable(OneCoreFactor) is null ? 10 : 1));

    public static IReadOnlyList<Measurement> Run(IReadOnlyList<IContestant> contestants, Effort effort, bool best)
    {
        double[][] probes = [.. contestants.Select(c => c.Probe())];
        WarmUp(contestants, effort);
        var rounds = new Rounds(contestants, effort);
        long compiled = JitInfo.GetCompiledMethodCount();
        for (int round = 0, restarts = 0; round < effort.Rounds; round++)
        {
            rounds.Next();
            long now = JitInfo.GetCompiledMethodCount();
            if (now != compiled && restarts < MostRestarts)
            {
                // On a busy machine the JIT may take its time: what ran before it was done does not count.
                rounds = new Rounds(contestants, effort);
                (round, restarts, compiled) = (-1, restarts + 1, now);
            }
        }

        return [.. contestants.Select((c, i) => new Measurement(
            c.Peer, best ? rounds.Times[i].Min() : Median(rounds.Times[i]), Difference(probes[i], probes[0]), rounds.Allocated[i]))];
    }

    /// <summary>How far each peer is from EdgeSeq, without timing any.</summary>
    public static IEnumerable<(string Peer, double Disagreement)> Check(IReadOnlyList<IContestant> contestants)
    {
        double[] reference = contestants[0].Probe();
        return contestants.Skip(1).Select(peer => (peer.Peer, Difference(peer.Probe(), reference)));
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

            Thread.Sleep(s_tierDelay);
            int now = (int)JitInfo.GetCompiledMethodCount();
            quiet = now == compiled ? quiet + 1 : 0;
            compiled = now;
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }

    private static double Difference(double[] probe, double[] reference)
    {
        double scale = reference.Select(Math.Abs).DefaultIfEmpty(1).Max(), difference = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            difference = Math.Max(difference, Math.Abs(probe[i] - reference[i]));
        }

        return double.IsNaN(difference / scale) ? double.PositiveInfinity : difference / scale;
    }
}
