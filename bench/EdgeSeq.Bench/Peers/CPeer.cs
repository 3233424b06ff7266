using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Contestants;

namespace EdgeSeq.Bench.Peers;

/// <summary>C with every size compiled in: <c>bench/native</c>.</summary>
/// <param name="compiler">The system's; null if there is none.</param>
internal sealed class CPeer(CCompiler? compiler) : IPeer
{
    /// <summary>Below this the weights lie in the nearest cache whatever their order.</summary>
    private const int FirstAlternating = 64;

    private static readonly int[] s_orders = [0, 1], s_oneOrder = [0];
    private Dictionary<CBuild, string> _libraries = [];

    public bool InQuickMode => true;

    public string? Prepare(IReadOnlyList<Workload> workloads, bool quick)
    {
        if (compiler is null)
        {
            return "C is left out: no compiler (cc, or $CC). Debian: apt-get install gcc";
        }

        CBuild[] builds = [.. workloads.SelectMany(Builds).Where(build => !quick || build.Variant == CCompiler.Variants[0])];
        _libraries = compiler.CompileAll(builds);
        return $"C: {compiler.Version}";
    }

    public IEnumerable<IContestant> Enter(Workload workload) => Builds(workload).Where(_libraries.ContainsKey)
        .Select(build => NativePeer.Enter(workload, build.Peer, _libraries[build]));

    public void Dispose()
    {
    }

    private static IEnumerable<CBuild> Builds(Workload workload)
    {
        (string source, string sizes) = workload.Kind switch
        {
            WorkloadKind.Step or WorkloadKind.StepOutput or WorkloadKind.StepOutputChained => ("step.c", $"-DV={workload.Shape.Vocabulary}"),
            WorkloadKind.Network => ("network.c", ""),
            WorkloadKind.StepDense => ("step.c", $"-DINPUTS={workload.Shape.Inputs}"),
            WorkloadKind.Sequence => ("sequence.c", $"-DINPUTS={workload.Shape.Inputs} -DT={workload.Window}"),
            WorkloadKind.Training => ("train.c", $"-DV={workload.Shape.Vocabulary} -DB={workload.Batch} -DT={workload.Window}"),
            _ => ("", ""),
        };
        int[] orders = source.Length == 0 ? [] : workload.IsTraining || workload.Kind == WorkloadKind.Network || workload.Shape.Hidden < FirstAlternating ? s_oneOrder : s_orders;
        return from variant in CCompiler.Variants
               from alternate in orders
               let peer = $"c-{variant.Name}{(alternate == 1 ? "-alternating" : "")}"
               select new CBuild(peer, source, variant, workload.Kind == WorkloadKind.Network ? "" : $"{NativePeer.CellDefines(workload.Shape)} {sizes}{(alternate == 1 ? " -DALTERNATE=1" : "")}");
    }
}
