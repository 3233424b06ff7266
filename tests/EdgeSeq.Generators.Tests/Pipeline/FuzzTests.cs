using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis;

namespace EdgeSeq.Generators.Tests.Pipeline;

/// <summary>
/// Odd declarations, put together at random from a fixed seed: arguments that are missing, negative, huge or no constants; odd
/// places, names and modifiers; members and neighbours that are in the way. Either the compiler refuses the declaration, or the
/// generator does, or everything that it generates compiles without a warning. It never throws. The variable EDGESEQ_FUZZ sets
/// the number of declarations.
/// </summary>
[Trait("Isa", "none")]
[Trait("Cases", "part")]
public class FuzzTests
{
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("EDGESEQ_FUZZ") ?? Cases.Part("15", "40"), CultureInfo.InvariantCulture);

    private static readonly string[] Names =
        ["Model", "model", "@class", "@record", "@field", "@await", "_", "Hidden", "Avx2", "Layer", "Kernel", "Span", "Fma", "EdgeSeq", "System", "h", "w", "Unsafe", "Équation", "模型", "@nint", "Cell", "Workspace"];

    private static readonly string[] Modifiers =
        ["partial", "partial", "readonly partial", "public readonly partial", "internal partial", "file partial", "ref partial", "unsafe partial", "", "private partial", "static partial", "public new partial"];

    private static readonly string[] Kinds = ["struct", "struct", "struct", "record struct", "class", "record", "interface", "ref struct"];

    private static readonly string[] Cells =
        ["Cell.GruResetAfter", "Cell.Lstm", "Cell.ElmanTanh", "Cell.EchoState", "Cell.GruResetBefore", "(Cell)2", "(Cell)77", "default", "0", "Missing", "", "null", "cell: Cell.ElmanRelu"];

    private static readonly string[] Members =
        ["", "", "", "public static int Mine => 1;", "public const int Hidden = 4;", "static void Step() { }", "int _state;", "class Avx2;", "public M() { }", "static int Fma => 2;", "void Stage() { } int Layer0;", "struct Neon<T>;", "public static implicit operator int({0} m) => 0;", "event System.Action? Loss;"];

    private static readonly string[] Places =
    [
        "{0}", "namespace App; {0}", "namespace App.Models {{ {0} }}", "namespace @class.@event {{ {0} }}", "namespace EdgeSeq.Inner; {0}", "namespace System; {0}",
        "namespace App {{ partial class Outer {{ {0} }} }}", "class Outer {{ {0} }}", "partial class Outer<T> {{ {0} }}", "partial interface I {{ partial record R {{ partial record struct S {{ {0} }} }} }}",
        "static partial class @static {{ {0} }}", "file partial class Outer {{ {0} }}", "namespace App; class Vector256; {0}", "namespace App {{ namespace EdgeSeq {{ class Numerics; {0} }} }}",
        "namespace App; class Cell; class Head; class ModelShape; {0}", "partial class Outer {{ static int Unsafe => 1; {0} }}", "partial class Outer {{ partial class Outer2 {{ partial struct Avx2 {{ {0} }} }} }}",
        "namespace global::App {{ {0} }}", "partial struct Hidden {{ {0} }}", "namespace App; using Vector256 = System.Int32; using Fma = System.String; {0}", "partial class Outer {{ class Step; class Loss; enum Forward; {0} }}",
        "namespace Fma {{ {0} }}", "enum E {{ A }} partial class P(int Hidden) {{ public int H => Hidden; {0} }}",
    ];

    private static readonly (string Name, string[] Values)[] Options =
    [
        ("Vocabulary", ["5", "5", "2", "1", "0", "-1", "int.MaxValue", "int.MinValue", "1048576", "17", "nope", "\"5\"", "5.0", "N", "(int)3.5", "'a'", "null"]),
        ("Inputs", ["3", "1", "0", "-7", "2147483647", "16", "33"]),
        ("Embedding", ["4", "0", "-1", "17", "1048577"]),
        ("Hidden", ["7", "16", "33", "1", "0", "-16", "16384", "16385", "int.MaxValue", "unchecked((int)4294967295)", "1 << 5"]),
        ("Layers", ["1", "2", "3", "0", "-1", "65", "int.MaxValue"]),
        ("HiddenSizes", ["new[] { 7 }", "new[] { 16, 7, 16 }", "new int[0]", "null", "new int[] { 0, -1 }", "[4, 4]", "new[] { int.MaxValue, 1 }", "new int[65]"]),
        ("Head", ["Head.Linear", "Head.Softmax", "Head.Sigmoid", "Head.None", "(Head)12", "(Head)(-1)"]),
        ("Readout", ["Readout.Last", "Readout.Every", "(Readout)5"]),
        ("Direction", ["Direction.Both", "Direction.Forward", "(Direction)9"]),
        ("Outputs", ["1", "2", "5", "0", "-3", "1048577", "40"]),
        ("LeakRate", ["0.5f", "0", "1", "-1f", "float.NaN", "float.PositiveInfinity", "1e-40f", "1.5f"]),
    ];

    [Fact]
    public void Odd_declarations_are_refused_or_compile()
    {
        var random = new Random(20);
        var outcomes = new Dictionary<string, int>();
        for (int i = 0; i < Count; i++)
        {
            string[] sources = Declare(random);
            string outcome = Check(sources, i);
            outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
        }

        // Were all of them refused, nothing would have been tried.
        Assert.True(outcomes.GetValueOrDefault("generated") > Count / 10 && outcomes.GetValueOrDefault("refused") > Count / 10, string.Join(", ", outcomes));
    }

    private static string Check(string[] sources, int number)
    {
        string text = $"Declaration {number}:\n{string.Join("\n---\n", sources)}\n";
        GeneratorRun run = GeneratorRun.Of(sources);
        Assert.True(run.Result.Exception is null, $"{text}{run.Result.Exception}");
        if (run.Input.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error))
        {
            return "not C#";
        }

        if (run.Diagnostics.Count > 0)
        {
            Assert.True(run.Files.Count == 0, text);
            return "refused";
        }

        Diagnostic[] problems = [.. Compiler.Problems(run.Output).Where(IsGeneratedOrError)];
        Assert.True(problems.Length == 0, $"{text}{string.Join("\n", problems.Take(5))}");
        return run.Files.Count > 0 ? "generated" : "no struct";
    }

    /// <summary>A name of small letters (CS8981) is warned of in every part of the type, the user's first.</summary>
    private static bool IsGeneratedOrError(Diagnostic problem) => problem.Id != "CS8981"
        && (problem.Severity == DiagnosticSeverity.Error || problem.Location.SourceTree?.FilePath.StartsWith("User", StringComparison.Ordinal) == false);

    /// <summary>Mostly right, so that what is odd meets a declaration that would otherwise be accepted.</summary>
    private static string[] Declare(Random random)
    {
        string name = random.Next(4) == 0 ? Pick(random, Names) : "Model";
        string members = string.Format(CultureInfo.InvariantCulture, Pick(random, Members).Replace("{ }", "{{ }}", StringComparison.Ordinal), name);
        string modifiers = random.Next(4) == 0 ? Pick(random, Modifiers) : "partial", kind = random.Next(6) == 0 ? Pick(random, Kinds) : "struct";
        string parameters = random.Next(20) == 0 ? "<T>" : "";
        string body = $"{modifiers} {kind} {name}{parameters} {{ {members} }}";
        string place = random.Next(3) == 0 ? Pick(random, Places) : "namespace App; {0}";
        string source = "using EdgeSeq;\n" + string.Format(CultureInfo.InvariantCulture, place, $"[SequenceModel({Arguments(random)})] {body}");

        // The other half of the type, in another file and with attributes and members of its own.
        string other = random.Next(8) != 0 ? "class Unrelated;" : string.Format(
            CultureInfo.InvariantCulture, place, $"{(random.Next(4) == 0 ? "[EdgeSeq.SequenceModel(EdgeSeq.Cell.ElmanTanh, Vocabulary = 4, Hidden = 3)]" : "")} {modifiers} {kind} {name}{parameters} {{ static int Twice => 2; }}");
        return [source, other];
    }

    private static string Arguments(Random random)
    {
        var text = new StringBuilder(random.Next(6) == 0 ? Pick(random, Cells) : Pick(random, Cells[..3]));
        bool isOdd = random.Next(2) == 0;
        string[] usual = random.Next(2) == 0 ? ["Vocabulary", "Hidden"] : ["Inputs", "Outputs", "Hidden", "Head"];
        foreach ((string name, string[] values) in Options)
        {
            bool isUsual = usual.Contains(name);
            if (isUsual ? random.Next(16) != 0 : random.Next(24) == 0)
            {
                text.Append(CultureInfo.InvariantCulture, $", {name} = {(isOdd && random.Next(3) == 0 ? Pick(random, values) : values[0])}");
            }
        }

        return text.ToString();
    }

    private static string Pick(Random random, string[] items) => items[random.Next(items.Length)];
}
