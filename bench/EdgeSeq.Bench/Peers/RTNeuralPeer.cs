using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Contestants;

namespace EdgeSeq.Bench.Peers;

/// <summary>RTNeural with its Eigen backend and every size compiled in, by <c>bench/native/rtneural.cpp</c>, from a copy that the user has.</summary>
/// <param name="compiler">The system's; null if there is none.</param>
/// <param name="folder">The copy; null for none.</param>
internal sealed class RTNeuralPeer(CCompiler? compiler, DirectoryInfo? folder) : IPeer
{
    private static readonly string[] s_files = ["RTNeural/RTNeural.h", "modules/Eigen/Eigen/Dense"];
    private Dictionary<CBuild, string> _libraries = [];

    public bool InQuickMode => true;

    /// <summary>Why a folder is of no use, or null. Flags are words between spaces.</summary>
    public static string? ProblemOf(DirectoryInfo folder) =>
        s_files.FirstOrDefault(file => !File.Exists(Path.Combine(folder.FullName, file))) is { } missing
            ? $"--rtneural takes a clone of RTNeural with its submodules, but {folder.FullName} has no {missing}."
        : folder.FullName.Contains(' ') ? $"--rtneural takes a folder without spaces in its path, not {folder.FullName}."
        : null;

    public string? Prepare(IReadOnlyList<Workload> workloads, bool quick)
    {
        if (workloads.All(workload => workload.Kind != WorkloadKind.StepAudio))
        {
            return null;
        }

        if (compiler is null || folder is null)
        {
            return "RTNeural is left out: it takes a C++ compiler and --rtneural with a clone of it (RTNeural/RTNeural.h and modules/Eigen in it).";
        }

        _libraries = compiler.CompileAll(workloads.SelectMany(Builds));
        return "RTNeural: Eigen, sizes compiled in";
    }

    public IEnumerable<IContestant> Enter(Workload workload) => Builds(workload).Where(_libraries.ContainsKey)
        .Select(build => NativePeer.Enter(workload, build.Peer, _libraries[build]));

    public void Dispose()
    {
    }

    /// <summary>Eigen takes the widest vectors that the compiler is told of, so narrower ones are a build of their own.</summary>
    private IEnumerable<CBuild> Builds(Workload workload) => workload.Kind != WorkloadKind.StepAudio ? [] :
        CCompiler.Variants.Select(variant => new CBuild(
            $"rtneural-{variant.Name}", "rtneural.cpp", variant,
            $"-std=c++17 {(variant == CCompiler.Variants[0] ? "" : "-mno-avx512f ")}{NativePeer.CellDefines(workload.Shape)} -I{folder?.FullName} -I{folder?.FullName}/modules/Eigen -DRTNEURAL_USE_EIGEN=1 -DRTNEURAL_DEFAULT_ALIGNMENT=32",
            "-lstdc++"));
}
