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

    public IEnumerable<IContestant> Enter(Workload workload) => Builds(workload).Where(build => _libraries.TryGetValue(build, out string? library) && IsAble(workload, library))
        .Select(build => NativePeer.Enter(workload, build.Peer, _libraries[build]));

    public void Dispose()
    {
    }

    /// <summary>Whether the processor has the instructions that its layers of bytes need; all others run everywhere.</summary>
    private static unsafe bool IsAble(Workload workload, string library)
    {
        if (!workload.HasPeersOfBytes)
        {
            return true;
        }

        using var peer = new NativePeer(library);
        int status = ((delegate* unmanaged<int>)peer["peer_unable"])();
        if (status != 0)
        {
            Console.Error.WriteLine($"{workload.Label}: oneDNN has no LSTM of 8 bits for this processor (status {status}).");
        }

        return status == 0;
    }

    private CBuild[] Builds(Workload workload)
    {
        (string source, string sizes) = workload.Kind switch
        {
            WorkloadKind.StepBytes when workload.HasPeersOfBytes => ("onednn_int8.c", $"-DV={workload.Shape.Vocabulary}"),
            WorkloadKind.SequenceBytes => ("onednn_int8.c", $"-DINPUTS={workload.Shape.Inputs} -DT={workload.Window}"),
            WorkloadKind.Step or WorkloadKind.StepOutput => ("onednn_step.c", $"-DV={workload.Shape.Vocabulary}"),
            WorkloadKind.StepDense or WorkloadKind.Sequence => ("onednn_step.c", $"-DINPUTS={workload.Shape.Inputs} -DT={workload.Window}"),
            WorkloadKind.Training => ("onednn_train.c", $"-DV={workload.Shape.Vocabulary} -DB={workload.Batch} -DT={workload.Window}"),
            _ => ("", ""),
        };
        return source.Length == 0 ? [] : [new CBuild(workload.NameOf("onednn"), source, CCompiler.Variants[0], $"{NativePeer.CellDefines(workload.Shape)} {sizes}{(threads is null ? "" : $" -DTHREADS={threads}")}", "-ldnnl")];
    }
}
