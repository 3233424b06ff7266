using EdgeSeq.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace EdgeSeq.Tests.Docs;

/// <summary>
/// The C# blocks of one document as one program: directives first, then statements, then types, each in their order. What is generated for its
/// shapes has tests of its own, and is looked at only where asked for.
/// </summary>
internal sealed class DocumentProgram
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly CSharpParseOptions Options = new(LanguageVersion.CSharp14);

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is var file
                && (file.StartsWith("System.", StringComparison.Ordinal) || file is "EdgeSeq.dll" or "EdgeSeq.Onnx.dll" or "EdgeSeq.Import.dll" or "CommunityToolkit.HighPerformance.dll" or "netstandard.dll"))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly Compilation _compilation;

    /// <param name="name">Of the document.</param>
    /// <param name="blocks">Its blocks of C#.</param>
    /// <param name="withGenerated">True to hear complaints of what is generated too.</param>
    public DocumentProgram(string name, IEnumerable<CodeBlock> blocks, bool withGenerated)
    {
        var usings = new List<string>();
        var statements = new List<string>();
        var types = new List<string>();
        foreach (CodeBlock block in blocks)
        {
            CompilationUnitSyntax unit = SyntaxFactory.ParseCompilationUnit(block.Text, options: Options);
            usings.AddRange(unit.Usings.Select(directive => directive.ToString()));
            foreach (MemberDeclarationSyntax member in unit.Members)
            {
                int line = block.FirstLine + member.GetLocation().GetLineSpan().StartLinePosition.Line;
                (member is GlobalStatementSyntax ? statements : types).Add($"#line {line} \"{name}\"\n{member}");
            }
        }

        string text = string.Join('\n', [.. usings.Distinct(), .. statements, .. types]);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Sample",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, Options), CSharpSyntaxTree.ParseText(text, Options)],
            References,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        GeneratorDriver driver = CSharpGeneratorDriver.Create([new EdgeSeqGenerator().AsSourceGenerator()], parseOptions: Options)
            .RunGeneratorsAndUpdateCompilation(compilation, out _compilation, out var diagnostics);
        GeneratedFiles = driver.GetRunResult().Results.Single().GeneratedSources
            .ToDictionary(source => source.HintName, source => source.SourceText.ToString());
        SyntaxTree program = compilation.SyntaxTrees[^1];
        Complaints = [.. diagnostics.Concat(withGenerated ? _compilation.GetDiagnostics() : _compilation.GetSemanticModel(program).GetDiagnostics())
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Select(diagnostic => diagnostic.ToString())];
    }

    /// <summary>Errors and warnings.</summary>
    public IReadOnlyList<string> Complaints { get; }

    /// <summary>What the generator wrote, by name of file.</summary>
    public IReadOnlyDictionary<string, string> GeneratedFiles { get; }

    /// <summary>Writes the program.</summary>
    public void Emit(string path) => Assert.True(_compilation.Emit(path).Success);
}
