using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Contestants;

namespace EdgeSeq.Bench.Peers;

/// <summary>oneDNN, by the C of <c>bench/native/onednn_*.c</c>; its just-in-time kernels choose the vectors, so one build is enough.</summary>
/// <param name="compiler">The system's; null if there is none.</param>
/// <param name="threads">How many it uses; null for as many as the process has cores, which is one where it is pinned.</param>
internal sealed class OneDnnPeer(CCompiler? compiler, int? threads = null) : IPeer
{
    private const string Missing = "oneDNN is left out: no compiler, or no oneDNN 2 with headers. Debian 12: apt-get install libdnnl-dev";
    private Dictionary<CBuild, string> _libraries = [];

    public bool InQuickMode => true;

    public string? Prepare(IReadOnlyList<Workload> workloads, bool quick)
    {
        if (compiler is null || !compiler.CanInclude("oneapi/dnnl/dnnl.h", "DNNL_VERSION_MAJOR == 2"))
        {
            return Missing;
        }

        _libraries = compiler.CompileAll(workloads.SelectMany(Builds));
        return $"oneDNN: version 2, {(threads is null or 1 ? "one thread" : $"{threads} threads")}";
    }

    public IEnumerable<IContestant> Enter(Workload workload) => Builds(workload).Where(_libraries.ContainsKey)
        .Select(build => NativePeer.Enter(workload, build.Peer, _libraries[build]));

    public void Dispose()
    {
    }

    private CBuild[] Builds(Workload workload)
    {
        (string source, string sizes) = workload.Kind switch
        {
            WorkloadKind.Step or WorkloadKind.StepOutput => ("onednn_step.c", $"-DV={workload.Shape.Vocabulary}"),
            WorkloadKind.StepDense or WorkloadKind.Sequence => ("onednn_step.c", $"-DINPUTS={workload.Shape.Inputs} -DT={workload.Window}"),
            WorkloadKind.Training => ("onednn_train.c", $"-DV={workload.Shape.Vocabulary} -DB={workload.Batch} -DT={workload.Window}"),
            _ => ("", ""),
        };
        return source.Length == 0 ? [] : [new CBuild("onednn", source, CCompiler.Variants[0], $"{NativePeer.CellDefines(workload.Shape)} {sizes}{(threads is null ? "" : $" -DTHREADS={threads}")}", "-ldnnl")];
    }
}
