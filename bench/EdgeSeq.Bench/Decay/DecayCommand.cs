using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using EdgeSeq.Bench.Compare;
using EdgeSeq.Bench.Machine;
using EdgeSeq.Bench.Peers;

namespace EdgeSeq.Bench.Decay;

/// <summary><c>decay</c>: whether a step takes longer while states, adjoints or moments fade away.</summary>
internal static class DecayCommand
{
    private const int Segments = 12, SegmentSteps = 100, ChunkSteps = 10, Rounds = 40, WarmUps = 3;
    private static readonly int[] s_windows = [200, 400, 800, 1600];

    public static Command Create()
    {
        Option<int?> core = CompareCommand.CoreOption();
        var command = new Command("decay", "Times steps of a GRU (V = 96, H = 128) while its values decay by a tenth a step.") { core };
        command.SetAction(arguments => Run(arguments.GetValue(core)));
        return command;
    }

    private static int Run(int? core)
    {
        CorePinning.Pin(core);
        ReferenceWeights weights = DecayWeights.Create(GruV96H128.Shape);
        Console.WriteLine($"{Hardware.ActiveIsa}; microseconds a step, fastest of {Rounds} rounds; the last column is slowest / fastest.");
        Console.WriteLine("Values fall below 2^-100 at step 658, to denormals at step 829, below all denormals at step 980.\n");
        PrintHeader("from step", Enumerable.Range(0, Segments).Select(s => s * SegmentSteps));
        Measure(new SessionDecay<GruV96H128>(weights));
        Measure(new PlainDecay(weights));
        Measure(new MomentDecay<GruV96H128>(weights));

        Console.WriteLine();
        PrintHeader("window", s_windows);
        var times = new double[s_windows.Length];
        string name = "";
        for (int i = 0; i < times.Length; i++)
        {
            using var decay = new AdjointDecay<GruV96H128>(weights, s_windows[i]);
            times[i] = Enumerable.Range(0, WarmUps + Rounds).Select(_ => Time(decay, 1)).Skip(WarmUps).Min() / s_windows[i];
            name = decay.Name;
        }

        PrintRow(name, times);
        return 0;
    }

    private static void Measure(IDecay decay)
    {
        var times = new double[Segments];
        Array.Fill(times, double.MaxValue);
        for (int round = 0; round < WarmUps + Rounds; round++)
        {
            decay.Start();
            for (int segment = 0; segment < Segments; segment++)
            {
                double time = Time(decay, SegmentSteps);
                times[segment] = round < WarmUps ? times[segment] : Math.Min(times[segment], time);
            }
        }

        PrintRow(decay.Name, times);
        decay.Dispose();
    }

    /// <summary>Microseconds a step of the fastest chunk: short, so that another program rarely falls into all of them.</summary>
    private static double Time(IDecay decay, int steps)
    {
        double fastest = double.MaxValue;
        for (int step = 0; step < steps; step += ChunkSteps)
        {
            int chunk = Math.Min(ChunkSteps, steps - step);
            long begin = Stopwatch.GetTimestamp();
            for (int i = 0; i < chunk; i++)
            {
                decay.Step();
            }

            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(begin).TotalMicroseconds / chunk);
        }

        return fastest;
    }

    private static void PrintHeader(string title, IEnumerable<int> columns) =>
        Console.WriteLine($"{title,-22}{string.Concat(columns.Select(column => $"{column,8}"))}");

    private static void PrintRow(string name, double[] times)
    {
        string cells = string.Concat(times.Select(time => string.Create(CultureInfo.InvariantCulture, $"{time,8:F2}")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-22}{cells}{times.Max() / times.Min(),8:F2}"));
    }
}
