using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Contestants;

namespace EdgeSeq.Bench.Peers;

/// <summary>What EdgeSeq is compared with.</summary>
internal interface IPeer : IDisposable
{
    /// <summary>Whether <c>--quick</c> runs it.</summary>
    bool InQuickMode { get; }

    /// <summary>Makes ready for some workloads, before the measuring thread is pinned: what compiles may use all cores.</summary>
    /// <returns>A line that says what it is and of which version; or that it is missing, and how to get it. Null if there is nothing to say.</returns>
    string? Prepare(IReadOnlyList<Workload> workloads, bool quick);

    /// <summary>Its contestants at a workload; none if it cannot take part. Called after <see cref="Prepare"/>.</summary>
    IEnumerable<IContestant> Enter(Workload workload);
}
