using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Model;
using EdgeSeq.Generators.Nodes.Recurrent;
using EdgeSeq.Generators.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeSeq.Generators.Tests.Support;

/// <summary>Compiles text as a user's project does: nullable, all warnings, documentation, EdgeSeq.dll as a reference.</summary>
internal static class Compiler
{
    public static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14, DocumentationMode.Diagnose);

    private static readonly MetadataReference[] References =
    [
        .. Directory.EnumerateFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll")
            .Where(IsManaged).Select(path => MetadataReference.CreateFromFile(path)),
        MetadataReference.CreateFromFile(typeof(SequenceModelAttribute).Assembly.Location),
    ];

    public static CSharpCompilation Create(params IEnumerable<string> sources) => CSharpCompilation.Create(
        "User", sources.Select((source, i) => CSharpSyntaxTree.ParseText(source, ParseOptions, $"User{i}.cs")), References,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
            nullableContextOptions: NullableContextOptions.Enable, warningLevel: 9999));

    /// <summary>A compilation whose arithmetic throws where it overflows.</summary>
    public static CSharpCompilation CreateChecked(params IEnumerable<string> sources)
    {
        CSharpCompilation compilation = Create(sources);
        return compilation.WithOptions(compilation.Options.WithOverflowChecks(true));
    }

    /// <summary>A compilation in an older C#.</summary>
    public static CSharpCompilation CreateAs(LanguageVersion language, params IEnumerable<string> sources)
    {
        CSharpCompilation compilation = Create(sources);
        return compilation.RemoveAllSyntaxTrees().AddSyntaxTrees(compilation.SyntaxTrees.Select(tree =>
            CSharpSyntaxTree.ParseText(tree.GetText(), ParseOptions.WithLanguageVersion(language), tree.FilePath)));
    }

    /// <summary>A compilation of the texts that one shape is generated as.</summary>
    public static CSharpCompilation Create(ModelPlan plan) => Create(Texts(plan).Values);

    /// <summary>Everything that is generated for a shape, by the end of the file's name.</summary>
    public static Dictionary<string, string> Texts(ModelPlan plan)
    {
        var texts = new Dictionary<string, string> { ["Model"] = ModelEmitter.Emit(plan).ToString() };
        foreach (Dialect dialect in plan.Dialects)
        {
            texts.Add(dialect.Name, DialectEmitter.Emit(plan, dialect).ToString());
            foreach (LayerPlan layer in plan.Kinds)
            {
                texts.Add($"{dialect.Name}.{layer.Key.Name}", LayerEmitter.Emit(plan, layer, dialect).ToString());
            }
        }

        return texts;
    }

    /// <summary>What a user sees of the compilation: hidden hints, such as a using that is not needed, are not shown.</summary>
    public static IReadOnlyList<Diagnostic> Problems(Compilation compilation) =>
        [.. compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden)];

    /// <summary>A diagnostic with the name of the shape, which its place in a compilation of many does not say.</summary>
    public static string Show(Diagnostic diagnostic) =>
        $"{diagnostic.Location.SourceTree?.GetRoot().DescendantNodes().OfType<StructDeclarationSyntax>().FirstOrDefault()?.Identifier}: {diagnostic}";

    public static byte[] Emit(Compilation compilation) => Emit(compilation, out _);

    /// <summary>Compiles, and gives what a user sees besides.</summary>
    public static byte[] Emit(Compilation compilation, out IReadOnlyList<Diagnostic> problems)
    {
        var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.True(result.Success, string.Join("\n", result.Diagnostics.Take(5)));
        problems = [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden)];
        return stream.ToArray();
    }

    private static bool IsManaged(string path)
    {
        using var reader = new PEReader(File.OpenRead(path));
        return reader.HasMetadata && reader.GetMetadataReader().IsAssembly;
    }
}
