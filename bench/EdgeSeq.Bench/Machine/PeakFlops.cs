using System.Diagnostics;
using System.Runtime.InteropServices;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Machine;

/// <summary>The core's fused multiply-adds at best, measured by the C loop in <c>bench/native/peak.c</c>.</summary>
internal static unsafe class PeakFlops
{
    private const long Rounds = 500_000;
    private const int Trials = 9;

    /// <summary>GFLOP/s of the best width: the fastest of a few trials, since noise only slows.</summary>
    public static double Measure(CCompiler compiler)
    {
        double best = 0;
        foreach (CVariant variant in CCompiler.Variants)
        {
            nint library = NativeLibrary.Load(compiler.Compile(new CBuild("peak", "peak.c", variant, "")));
            var run = (delegate* unmanaged<long, float>)NativeLibrary.GetExport(library, "peak_fma");
            double flops = ((delegate* unmanaged<double>)NativeLibrary.GetExport(library, "peak_flops_a_round"))() * Rounds;
            for (int i = 0; i < Trials; i++)
            {
                long start = Stopwatch.GetTimestamp();
                run(Rounds);
                best = Math.Max(best, flops / Stopwatch.GetElapsedTime(start).TotalSeconds * 1e-9);
            }

            NativeLibrary.Free(library);
        }

        return best;
    }
}
