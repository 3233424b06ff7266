using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Machine;

/// <summary>The core at its best, measured by the C loops in <c>bench/native/peak.c</c>.</summary>
/// <param name="Flops">Fused multiply-adds, two operations each, a second.</param>
/// <param name="Latency">Seconds from one of them to another that needs its result.</param>
/// <param name="Reads">Bytes a second that it reads of a buffer over and over, by the buffer's size: one step of the stairs a cache.</param>
internal sealed unsafe record MachineLimits(double Flops, double Latency, IReadOnlyList<(int Bytes, double Rate)> Reads)
{
    private const int Trials = 7, Smallest = 16 << 10, Largest = 32 << 20;
    private const long FlopRounds = 500_000, BytesOfATrial = 128 << 20;
    private const nuint Alignment = 64;

    /// <summary>The best of all vector widths and of a few trials, since noise only slows.</summary>
    public static MachineLimits Measure(CCompiler compiler)
    {
        double flops = 0, chained = 0;
        var reads = new SortedDictionary<int, double>();
        float* buffer = (float*)NativeMemory.AlignedAlloc(Largest, Alignment);
        NativeMemory.Clear(buffer, Largest);
        foreach (CVariant variant in CCompiler.Variants)
        {
            nint library = NativeLibrary.Load(compiler.Compile(new CBuild("peak", "peak.c", variant, "")));
            var fma = (delegate* unmanaged<long, float>)NativeLibrary.GetExport(library, "peak_fma");
            var read = (delegate* unmanaged<float*, long, long, float>)NativeLibrary.GetExport(library, "peak_read");
            double work = ((delegate* unmanaged<double>)NativeLibrary.GetExport(library, "peak_flops_a_round"))() * FlopRounds;
            flops = Math.Max(flops, Best(work, () => fma(FlopRounds)));
            var latency = (delegate* unmanaged<long, float>)NativeLibrary.GetExport(library, "peak_latency");
            chained = Math.Max(chained, Best(FlopRounds, () => latency(FlopRounds)));
            for (int bytes = Smallest; bytes <= Largest; bytes *= 2)
            {
                int size = bytes;
                reads[size] = Math.Max(reads.GetValueOrDefault(size), Best(BytesOfATrial, () => read(buffer, size / sizeof(float), BytesOfATrial / size)));
            }

            NativeLibrary.Free(library);
        }

        NativeMemory.AlignedFree(buffer);
        return new MachineLimits(flops, 1 / chained, [.. reads.Select(pair => (pair.Key, pair.Value))]);
    }

    /// <summary>Seconds that reading so many bytes over and over takes at least: at the rate of the next smaller buffer, which is no slower.</summary>
    public double ReadSeconds(double bytes) => bytes / Reads.Last(read => read.Bytes <= Math.Max(bytes, Smallest)).Rate;

    public override string ToString()
    {
        IEnumerable<string> rates = Reads.Select(read => string.Create(
            CultureInfo.InvariantCulture, $"{(read.Bytes >= 1 << 20 ? $"{read.Bytes >> 20} MB" : $"{read.Bytes >> 10} KB")} {read.Rate * 1e-9:F0}"));
        return string.Create(CultureInfo.InvariantCulture, $"Limits: {Flops * 1e-9:F1} GFLOP/s of fused multiply-adds, {Latency * 1e9:F2} ns from one to the next; GB/s read of a buffer: {string.Join(", ", rates)}");
    }

    private static double Best(double work, Func<float> run)
    {
        double best = 0;
        for (int i = 0; i < Trials; i++)
        {
            long start = Stopwatch.GetTimestamp();
            run();
            best = Math.Max(best, work / Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
