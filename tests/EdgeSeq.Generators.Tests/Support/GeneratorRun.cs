using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeSeq.Generators.Tests.Support;

/// <summary>The generator, run over source text as the compiler runs it.</summary>
internal sealed class GeneratorRun
{
    private readonly GeneratorDriver _driver;

    private GeneratorRun(GeneratorDriver driver, CSharpCompilation input, CancellationToken cancellation = default)
    {
        _driver = driver.RunGeneratorsAndUpdateCompilation(input, out Compilation output, out _, cancellation);
        Input = input;
        Output = output;
        Result = Assert.Single(_driver.GetRunResult().Results);
    }

    public CSharpCompilation Input { get; }

    /// <summary>The input with the generated files.</summary>
    public Compilation Output { get; }

    public GeneratorRunResult Result { get; }

    /// <summary>What is wrong with the declarations.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => [.. Result.Diagnostics.Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Info)];

    /// <summary>What editors show at declarations.</summary>
    public IReadOnlyList<Diagnostic> Costs => [.. Result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Info)];

    /// <summary>Texts by name of file.</summary>
    public Dictionary<string, string> Files => Result.GeneratedSources.IsDefault
        ? []
        : Result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    public static GeneratorRun Of(params string[] sources) => Of(Compiler.Create(sources));

    /// <param name="input">What is compiled.</param>
    /// <param name="instructionSets">The project's property EdgeSeqKernels.</param>
    /// <param name="cancellation">Ends the run.</param>
    public static GeneratorRun Of(CSharpCompilation input, string instructionSets = "", CancellationToken cancellation = default) => new(
        CSharpGeneratorDriver.Create([new EdgeSeqGenerator().AsSourceGenerator()],
            parseOptions: (CSharpParseOptions?)input.SyntaxTrees.FirstOrDefault()?.Options ?? Compiler.ParseOptions,
            optionsProvider: new ProjectOptions(instructionSets),
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)),
        input, cancellation);

    /// <summary>Runs again over changed input, with what the first run has cached.</summary>
    public GeneratorRun Then(CSharpCompilation input) => new(_driver, input);

    /// <summary>Runs again in a project with other properties.</summary>
    public GeneratorRun Then(ProjectOptions options) => new(_driver.WithUpdatedAnalyzerConfigOptions(options), Input);

    /// <summary>Replaces a text and runs again.</summary>
    public GeneratorRun ThenReplace(string old, string replacement)
    {
        SyntaxTree tree = Input.SyntaxTrees.First(tree => tree.ToString().Contains(old, StringComparison.Ordinal));
        return Then(Input.ReplaceSyntaxTree(tree, CSharpSyntaxTree.ParseText(
            tree.ToString().Replace(old, replacement, StringComparison.Ordinal), Compiler.ParseOptions, tree.FilePath)));
    }

    /// <summary>Why each output of a named step is what it is.</summary>
    public IReadOnlyList<IncrementalStepRunReason> Reasons(string step) => Result.TrackedSteps.TryGetValue(step, out var runs)
        ? [.. runs.SelectMany(run => run.Outputs).Select(output => output.Reason)]
        : [];

    /// <summary>Why each emission of a shape ran, or did not.</summary>
    public IReadOnlyList<IncrementalStepRunReason> OutputReasons =>
    [
        .. Result.TrackedOutputSteps.Values.SelectMany(runs => runs)
            .Where(run => run.Inputs.Any(input => input.Source.Name == TrackingNames.Spec))
            .SelectMany(run => run.Outputs).Select(output => output.Reason),
    ];
}
