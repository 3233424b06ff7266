using System.CommandLine;
using System.Globalization;

namespace EdgeSeq.Bench.Generator;

/// <summary><c>generator</c>: what a declaration costs the compiler and the program.</summary>
internal static class GeneratorCommand
{
    private const int Rounds = 15;

    private static readonly (string Name, string Arguments)[] Shapes =
    [
        ("RNN V=96 H=16", "Cell.ElmanTanh, Vocabulary = 96, Hidden = 16"),
        ("GRU V=256 H=128", "Cell.GruResetAfter, Vocabulary = 256, Hidden = 128"),
        ("LSTM V=256 H=256", "Cell.Lstm, Vocabulary = 256, Hidden = 256"),
        ("LSTM D=3 H=64+32, both directions", "Cell.Lstm, Inputs = 3, HiddenSizes = new[] { 64, 32 }, Direction = Direction.Both, Head = Head.Linear, Outputs = 1"),
    ];

    public static Command Create()
    {
        var command = new Command("generator", "Times the generator, and sizes its text and the machine code.");
        command.SetAction(_ => Run());
        return command;
    }

    private static int Run()
    {
        // The first run of the process pays for the JIT, as every build does that starts a compiler.
        Console.WriteLine(Line($"first run of the process: {new GeneratorTiming(Shapes[1].Arguments).First * 1e3:F0} ms"));
        Console.WriteLine($"{"",-36} {"new",9} {"same size",10} {"elsewhere",10} {"text",9} {"lines",7} {"IL",8}  machine code of this processor's kernels");
        foreach ((string name, string arguments) in Shapes)
        {
            var timing = new GeneratorTiming(arguments);
            double fresh = Best(timing.Fresh), same = Best(timing.SameShape), elsewhere = Best(timing.EditElsewhere);
            var code = new GeneratedAssembly(timing.Output);
            Console.WriteLine(Line(
                $"{name,-36} {fresh * 1e3,6:F1} ms {same * 1e6,7:F0} us {elsewhere * 1e6,7:F0} us {timing.TextBytes / 1024,6} KB {timing.TextLines,7} {code.IlBytes / 1024,5} KB  {code.MachineCode()}"));
        }

        return 0;
    }

    private static double Best(Func<double> measure) => Enumerable.Range(0, Rounds).Min(_ => measure());

    private static string Line(FormattableString line) => line.ToString(CultureInfo.InvariantCulture);
}
