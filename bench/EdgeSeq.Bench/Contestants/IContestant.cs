using System.Diagnostics;

namespace EdgeSeq.Bench.Contestants;

/// <summary>One peer at one workload, ready to run.</summary>
internal interface IContestant : IDisposable
{
    /// <summary>Name in the table: <c>edgeseq</c>, <c>c-512</c>, <c>managed</c>, ...</summary>
    string Peer { get; }

    /// <summary>Runs the workload; one iteration is one step, one sequence, or one training step of a whole batch.</summary>
    void Run(int iterations);

    /// <summary>Seconds of a run. A peer in another process takes the time itself, so that talking to it does not count.</summary>
    double Time(int iterations)
    {
        long start = Stopwatch.GetTimestamp();
        Run(iterations);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>
    /// Numbers that every peer must agree on, computed from the reference weights before anything else was run: the state or the
    /// probabilities after some steps, or the losses of the first training steps. Empty where there is nothing to compare.
    /// </summary>
    double[] Probe();
}
