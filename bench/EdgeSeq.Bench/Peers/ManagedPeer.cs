using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Contestants;

namespace EdgeSeq.Bench.Peers;

/// <summary>Managed code: one row after the other, no blocking of products.</summary>
/// <typeparam name="TOps">What it computes with.</typeparam>
/// <param name="flopLimit">A training step above so many floating-point operations is left out: it would take seconds.</param>
internal sealed class ManagedPeer<TOps>(double flopLimit) : IPeer
    where TOps : struct, IVectorOps
{
    public bool InQuickMode => false;

    public string? Prepare(IReadOnlyList<Workload> workloads, bool quick) => null;

    public IEnumerable<IContestant> Enter(Workload workload) => workload.Kind switch
    {
        _ when !workload.IsOfCells => [],
        WorkloadKind.Training => Workload.Flops(workload.Shape) * workload.StepsOfIteration <= flopLimit ? [new ManagedTraining<TOps>(workload)] : [],
        _ => [new ManagedStep<TOps>(workload)],
    };

    public void Dispose()
    {
    }
}
