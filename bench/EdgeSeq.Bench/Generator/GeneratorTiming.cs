using System.Diagnostics;
using EdgeSeq.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeSeq.Bench.Generator;

/// <summary>Runs the generator over a project of one declaration, as the compiler and an editor do.</summary>
internal sealed class GeneratorTiming
{
    private const string Other = "static class Other { public static int Answer => 42; }";

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly CSharpCompilation _input;
    private readonly GeneratorDriver _ran;

    public GeneratorTiming(string arguments)
    {
        string declaration = $"using EdgeSeq; [SequenceModel({arguments})] public readonly partial struct Model;";
        _input = CSharpCompilation.Create("User", [Tree(declaration), Tree(Other)], References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release));
        long start = Stopwatch.GetTimestamp();
        _ran = NewDriver().RunGeneratorsAndUpdateCompilation(_input, out Compilation output, out _);
        First = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Output = output;
        string[] texts = [.. _ran.GetRunResult().GeneratedTrees.Select(tree => tree.ToString())];
        TextBytes = texts.Sum(text => text.Length);
        TextLines = texts.Sum(text => text.Count(character => character == '\n'));
    }

    /// <summary>The project with what was generated.</summary>
    public Compilation Output { get; }

    /// <summary>Seconds of the first run of this object; of the first object, the JIT's time included.</summary>
    public double First { get; }

    public int TextBytes { get; }

    public int TextLines { get; }

    /// <summary>Seconds of a build: nothing is known yet.</summary>
    public double Fresh() => Time(NewDriver(), _input);

    /// <summary>Seconds after an edit in another file, as with each key in an editor.</summary>
    public double EditElsewhere() => Time(_ran, _input.ReplaceSyntaxTree(_input.SyntaxTrees[1], Tree(Other.Replace("42", "43", StringComparison.Ordinal))));

    /// <summary>Seconds after an edit in the file of the declaration that leaves the shape as it is.</summary>
    public double SameShape() => Time(_ran, _input.ReplaceSyntaxTree(_input.SyntaxTrees[0], Tree("// Moved.\n" + _input.SyntaxTrees[0])));

    private static CSharpGeneratorDriver NewDriver() => CSharpGeneratorDriver.Create([new EdgeSeqGenerator().AsSourceGenerator()], parseOptions: ParseOptions);

    private static SyntaxTree Tree(string text) => CSharpSyntaxTree.ParseText(text, ParseOptions);

    private static double Time(GeneratorDriver driver, CSharpCompilation input)
    {
        long start = Stopwatch.GetTimestamp();
        driver.RunGenerators(input);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
