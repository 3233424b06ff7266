extern alias generator;

using System.Collections.Concurrent;
using System.Runtime.Loader;
using EdgeSeq.Import.Writing;
using EdgeSeq.Shapes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using generator::EdgeSeq.Generators;

namespace EdgeSeq.Targets.Tool.Verify;

/// <summary>Kernels for a shape that is known only now: the declaration is written, completed by the generator, compiled in memory and loaded.</summary>
internal static class CompiledShape
{
    private const string Name = "Declared";

    /// <summary>What this process runs with is what the shape is compiled against; no SDK is needed.</summary>
    private static readonly MetadataReference[] s_references =
    [
        .. ((string?)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>What was compiled, by its declaration.</summary>
    private static readonly ConcurrentDictionary<string, Type> s_compiled = new();

    /// <summary>The type that has the kernels.</summary>
    /// <param name="shape">What is declared.</param>
    /// <exception cref="NotSupportedException">EdgeSeq has no kernels for it.</exception>
    public static Type Of(ModelShape shape) => Of(shape, shape.Weights);

    /// <summary>The type that has the kernels of the same shape with weights of another type.</summary>
    /// <exception cref="NotSupportedException">EdgeSeq has no kernels for it.</exception>
    public static Type Of(ModelShape shape, WeightType weights)
    {
        string declaration = Declaration.Of(shape, weights);
        return s_compiled.GetOrAdd(declaration, Compile);
    }

    private static Type Compile(string declaration)
    {
        string text = $"using EdgeSeq;\n{declaration}\npublic readonly partial struct {Name};\n";
        var options = new CSharpParseOptions(LanguageVersion.CSharp14);
        var compilation = CSharpCompilation.Create(
            $"EdgeSeq.{Name}", [CSharpSyntaxTree.ParseText(text, options)], s_references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        CSharpGeneratorDriver.Create([new EdgeSeqGenerator().AsSourceGenerator()], parseOptions: options, optionsProvider: new OwnInstructionSet())
            .RunGeneratorsAndUpdateCompilation(compilation, out Compilation completed, out var problems);

        var assembly = new MemoryStream();
        Diagnostic? error = problems.Concat(completed.Emit(assembly).Diagnostics).FirstOrDefault(problem => problem.Severity == DiagnosticSeverity.Error);
        if (error is not null)
        {
            throw new NotSupportedException($"{declaration.ReplaceLineEndings(" ")} cannot be compiled: {error.GetMessage()}");
        }

        assembly.Position = 0;
        return new AssemblyLoadContext(Name).LoadFromStream(assembly).GetType(Name, throwOnError: true)!;
    }
}
