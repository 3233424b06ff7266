using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace EdgeSeq.Generators.Tests.Pipeline;

/// <summary>
/// Generated text among a user's own names: every simple name that the text uses is also something else, in every place from which a
/// name can come. The text compiles without a diagnostic, or the declaration is refused with the name that hides another.
/// </summary>
[Trait("Isa", "none")]
[Trait("Cases", "part")]
public class HostileSurroundingsTests
{
    private const string Suffix = "Attribute";

    /// <summary>Some of every kind, or a small one with most of the names. Without usings of the file: what a user writes is not what is tried here.</summary>
    private static readonly string[] Shapes = [.. Cases.Part(["Cell.ElmanTanh, Vocabulary = 5, Embedding = 3, Hidden = 7"], DeclaredShapes.All[1..4]).Select(shape => new[] { "Cell", "Head", "Readout", "Direction" }
        .Aggregate(shape, (text, type) => text.Replace($"{type}.", $"global::EdgeSeq.{type}.", StringComparison.Ordinal)))];

    /// <summary>Every name that the compiler looks up for the generated text; of an attribute also the name without suffix.</summary>
    private static readonly string[] Names = FindNames();

    private static readonly string[] TypeNames = [.. GeneratedNames.Types.Select(type => type.Name.Split('`')[0]).Distinct()];

    /// <summary>Each name as an attribute class, which is a type too, and as a generic type.</summary>
    private static string Types(IEnumerable<string> names) =>
        string.Concat(names.Select(name => $"public class {name} : global::System.Attribute {{ public {name}(int odd) {{ }} }} public class {name}<T> {{ }}\n"));

    private static string Namespaces(string prefix) => string.Concat(Names.Select(name => $"namespace {prefix}{name} {{ public class Any; }}\n"));

    public static TheoryData<string, string> Surroundings => new()
    {
        { "global using", "global using Hostile;\nnamespace Hostile { " + Types(Names) + "}" },
        { "global using static, types", "global using static Hostile.Types;\nnamespace Hostile { public static class Types { " + Types(Names) + "} }" },
        { "global using static, members", "global using static Hostile.Members;\nnamespace Hostile { public static class Members { "
            + string.Concat(Names.Select(name => $"public static int {name}() => 0;\n")) + "} }" },
        { "global alias", string.Concat(Names.Select(name => $"global using {name} = System.String;\n")) },
        { "types of the outer namespace", "namespace App { " + Types(Names) + "}" },
        { "types of no namespace", Types(Names) },
        { "namespaces of the outer namespace", Namespaces("App.") },
        { "namespaces", Namespaces("") },
        { "namespaces called System and EdgeSeq", "namespace App.System { class Any; } namespace App.EdgeSeq.Numerics { class Any; } namespace App.Models.System { class Any; } namespace App.Models.EdgeSeq { class Any; }" },
        { "types called System and EdgeSeq", "namespace App { class System; } namespace App.Models { class EdgeSeq; class System; }" },
        { "types beside it that hide nothing", "namespace App.Models { " + Types(Names.Except(TypeNames)) + "class Span; class ReadOnlySpan; class Unsafe<T>; class Fma<T>; class Vector256<A, B>; }" },
        { "languages of the CLS", "[assembly: System.CLSCompliant(true)]" },
    };

    [Theory]
    [MemberData(nameof(Surroundings))]
    public void Generated_text_means_the_same_in_every_project(string kind, string surroundings)
    {
        GeneratorRun run = Run(surroundings);
        Assert.True(run.Diagnostics.Count == 0, $"{kind}: {string.Join("\n", run.Diagnostics.Take(5))}");
        Assert.NotEmpty(run.Files);
        AssertGeneratedCompiles(run, kind);
    }

    /// <summary>In no namespace the text's usings and those of the project stand side by side: what would be ambiguous is named.</summary>
    [Theory]
    [MemberData(nameof(Surroundings))]
    public void In_no_namespace_what_is_in_the_way_is_named(string kind, string surroundings)
    {
        GeneratorRun run = Generate(Declare([.. Shapes.Take(2)]), surroundings);
        Assert.All(run.Diagnostics, diagnostic => Assert.Equal("ESQ012", diagnostic.Id));
        if (run.Diagnostics.Count == 0)
        {
            AssertGeneratedCompiles(run, kind);
        }
    }

    [Theory]
    [InlineData("namespace App.Models { ", "}")]
    [InlineData("namespace App.Models { partial class Outer { ", "} }")]
    public void Types_that_hide_those_of_the_kernels_are_named(string open, string close)
    {
        GeneratorRun run = GeneratorRun.Of(open + Declare(Shapes[..1]) + close, open + Types(TypeNames) + close);
        Assert.Equal(GeneratedNames.Types.Count, run.Diagnostics.Count(diagnostic => diagnostic.Id == "ESQ012"));
    }

    /// <summary>A type of the user's in a namespace that the text imports.</summary>
    [Fact]
    public void A_type_in_an_imported_namespace_is_named_where_it_is_in_the_way() => Assert.Equal(
        "Where 'Model0' is declared, 'System.Fma' hides System.Runtime.Intrinsics.X86.Fma, which its kernels use; rename it, or declare the model in another namespace or type",
        GeneratorRun.Of($"namespace App {{ {Declare(Shapes[..1])} }} namespace System {{ public class Fma; public class Anything; }}").Diagnostics.Single().GetMessage(System.Globalization.CultureInfo.InvariantCulture));

    /// <summary>Names of files are compared without case, and those of all shapes are one list.</summary>
    [Fact]
    public void Shapes_called_as_instruction_sets_or_alike_but_for_case_have_files_of_their_own()
    {
        const string Model = "[global::EdgeSeq.SequenceModel(global::EdgeSeq.Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] public partial struct";
        IEnumerable<string> sets = DialectCatalogue.All.SelectMany(dialect => new[] { dialect.Name.ToUpperInvariant(), dialect.Name.ToLowerInvariant() });
        GeneratorRun run = GeneratorRun.Of($$"""
            namespace App
            {
                {{Model}} Lm { {{string.Concat(sets.Select(set => $"{Model} {set};"))}} public partial class AVx2 { {{Model}} Layer_; } }
                {{Model}} AVX2; {{Model}} avx2;
                public partial class A { {{Model}} X; {{Model}} x; }
                public partial class a { {{Model}} X; {{Model}} x; }
            }
            """);
        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Diagnostics);
        Assert.Equal(run.Files.Count, run.Files.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Contains("App.Lm.AVX2-2.g.cs", run.Files.Keys);
        AssertGeneratedCompiles(run, "names of files");
    }

    /// <summary>Projects that are compiled otherwise.</summary>
    [Fact]
    public void Generated_text_does_not_depend_on_the_options_of_the_project()
    {
        GeneratorRun run = Run("namespace App { class Unrelated; }");
        foreach (NullableContextOptions nullable in new[] { NullableContextOptions.Disable, NullableContextOptions.Annotations })
        {
            Compilation changed = run.Output.WithOptions(((CSharpCompilationOptions)run.Output.Options)
                .WithNullableContextOptions(nullable).WithOverflowChecks(true).WithGeneralDiagnosticOption(ReportDiagnostic.Error));
            Assert.DoesNotContain(Compiler.Problems(changed), IsGenerated);
        }
    }

    private static string Declare(string[] shapes) => string.Concat(shapes.Select((shape, i) => $"[global::EdgeSeq.SequenceModel({shape})] public partial struct Model{i} {{ }}\n"));

    private static GeneratorRun Run(string surroundings) => Generate($"namespace App.Models {{ {Declare(Shapes)} }}", surroundings);

    private static GeneratorRun Generate(params string[] sources) => GeneratorRun.Of(Compiler.Create(sources), TriedSets.Property);

    private static void AssertGeneratedCompiles(GeneratorRun run, string kind)
    {
        Diagnostic[] problems = [.. Compiler.Problems(run.Output).Where(IsGenerated)];
        Assert.True(problems.Length == 0, $"{kind}: {string.Join("\n", problems.Take(5))}");
    }

    /// <summary>A name of small letters (CS8981) is warned of in every part of the type, the user's first.</summary>
    private static bool IsGenerated(Diagnostic problem) => problem.Id != "CS8981" && problem.Location.SourceTree?.FilePath.StartsWith("User", StringComparison.Ordinal) != true;

    private static bool IsDeclared(string name) => name.StartsWith("Model", StringComparison.Ordinal) && char.IsDigit(name[^1]);

    private static string[] FindNames()
    {
        GeneratorRun run = Run("");
        string[] names = [.. run.Output.SyntaxTrees.Where(tree => !tree.FilePath.StartsWith("User", StringComparison.Ordinal))
            .SelectMany(tree => tree.GetRoot().DescendantNodes(descendIntoTrivia: true).OfType<SimpleNameSyntax>())
            .Where(name => NameTests.IsLookedUp(name) && !name.IsVar && name.Identifier.Text is not ("nint" or "nuint") && !IsDeclared(name.Identifier.Text))
            .Select(name => name.Identifier.ValueText).Distinct().Where(name => SyntaxFacts.GetKeywordKind(name) == SyntaxKind.None).Order(StringComparer.Ordinal)];
        return [.. names, .. names.Where(name => name.EndsWith(Suffix, StringComparison.Ordinal)).Select(name => name[..^Suffix.Length])];
    }
}
