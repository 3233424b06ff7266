using Microsoft.CodeAnalysis;

namespace EdgeSeq.Generators.Tests.Pipeline;

/// <summary>Where and how a model may be declared: the output compiles without a diagnostic at the highest warning level.</summary>
[Trait("Isa", "none")]
public class DeclarationTests
{
    private const string Model = "[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)]";

    [Theory]
    [InlineData("namespace App.Models; {0} public readonly partial struct CharLm;")]
    [InlineData("namespace App { namespace Models { {0} internal partial struct CharLm { public static int Mine => 1; } } }")]
    [InlineData("{0} public readonly partial struct CharLm;")]
    [InlineData("namespace App; {0} public readonly partial struct @class;")]
    [InlineData("namespace App; {0} public readonly partial struct @record;")]
    [InlineData("namespace @event.@partial; {0} public readonly partial struct @struct;")]
    [InlineData("namespace App; public static partial class Models { {0} public readonly partial struct CharLm; }")]
    [InlineData("namespace App; partial interface IModels { partial record Inner { partial record struct @void { partial struct Deep { {0} private partial struct CharLm; } } } }")]
    [InlineData("namespace App; {0} public readonly partial record struct CharLm;")]
    [InlineData("namespace App; {0} public readonly partial struct CharLm { } partial struct CharLm { public static int Mine => Hidden; }")]
    [InlineData("namespace App; {0} public readonly partial struct 模型;")]
    [InlineData("namespace App; {0} public readonly partial struct मॉडल;")]
    [InlineData("namespace App; {0} public readonly partial struct CharLm; {0} public readonly partial struct charLM; partial class Outer { {0} public readonly partial struct CharLm; } partial class outeR { {0} public readonly partial struct CHARLM; }")]
    [InlineData("namespace App.EdgeSeq; {0} public readonly partial struct CharLm;")]
    [InlineData("namespace App; class Cell; class ParameterInfo; class Model; [SequenceModel(global::EdgeSeq.Cell.ElmanTanh, Vocabulary = 5, Hidden = 20)] public readonly partial struct CharLm;")]
    [InlineData("namespace App { namespace Math { class Vector; } {0} public readonly partial struct CharLm; }")]
    [InlineData("namespace App; [SequenceModel(cell: Cell.ElmanTanh, Hidden = 'a', Vocabulary = (byte)5)] public readonly partial struct CharLm;")]
    public void A_declaration_compiles_without_a_diagnostic(string source)
    {
        GeneratorRun run = GeneratorRun.Of("using EdgeSeq;\n" + source.Replace("{0}", Model, StringComparison.Ordinal));
        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Diagnostics);
        Assert.DoesNotContain(Compiler.Problems(run.Output), problem => problem.Id != "CS1591" || !IsUsers(problem));
        Assert.NotEmpty(run.Files);
    }

    [Fact]
    public void Global_usings_of_the_project_do_not_disturb_the_generated_text()
    {
        GeneratorRun run = GeneratorRun.Of(
            "global using System; global using System.Reflection; global using System.Numerics; global using System.Threading.Tasks; global using System.Linq; global using System.Runtime.InteropServices;",
            $"using EdgeSeq; namespace App; {Model} public readonly partial struct CharLm;");
        Assert.Empty(Compiler.Problems(run.Output));
    }

    [Fact]
    public void Files_are_named_after_the_whole_name_of_the_type()
    {
        GeneratorRun run = GeneratorRun.Of($"using EdgeSeq; namespace App; partial class Outer {{ {Model} partial struct @class; }}");
        Assert.Contains("App.Outer.class.g.cs", run.Files.Keys);
        Assert.Contains("App.Outer.class.Avx2.g.cs", run.Files.Keys);
    }

    [Fact]
    public void Without_a_declaration_nothing_is_generated() => Assert.Empty(GeneratorRun.Of("namespace App; public partial struct CharLm;").Files);

    /// <summary>Declarations as they stand half-typed in an editor, and worse: the compiler has its say, the generator never throws.</summary>
    [Theory]
    [InlineData("[SequenceModel] partial struct A;")]
    [InlineData("[SequenceModel(] partial struct A;")]
    [InlineData("[SequenceModel(Cell.)] partial struct A;")]
    [InlineData("[SequenceModel(Cell.Nope, Vocabulary = 5, Hidden = 7)] partial struct A;")]
    [InlineData("[SequenceModel(Cell.ElmanTanh, Vocabulary = \"5\", Hidden = 7.5)] partial struct A;")]
    [InlineData("[SequenceModel(Cell.ElmanTanh, Vocabulary = new[] { 1 }, Hidden = null)] partial struct A;")]
    [InlineData("[SequenceModel(Cell.ElmanTanh, Vocabulary = , Hidden = )] partial struct A;")]
    [InlineData("[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Vocabulary = 6, Hidden = 7)] partial struct A;")]
    [InlineData("[SequenceModel(new Cell[0])] partial struct A;")]
    [InlineData("[SequenceModel(null)] partial struct A;")]
    [InlineData("[SequenceModel(typeof(A), Vocabulary = 5, Hidden = 7)] partial struct A;")]
    [InlineData("[SequenceModel((Cell)(-1), Vocabulary = int.MaxValue, Hidden = int.MinValue)] partial struct A;")]
    [InlineData("{0} {0} partial struct A;")]
    [InlineData("{0} partial struct A; {0} partial struct A;")]
    [InlineData("{0} partial struct")]
    [InlineData("{0} partial struct ;")]
    [InlineData("{0} partial struct A { ")]
    [InlineData("{0} partial class A;")]
    [InlineData("{0} partial record A;")]
    [InlineData("{0} partial interface A;")]
    [InlineData("{0} enum A;")]
    [InlineData("{0} delegate void A();")]
    [InlineData("{0} ref partial struct A;")]
    [InlineData("{0} file partial struct A;")]
    [InlineData("{0} unsafe partial struct A { int* _x; }")]
    [InlineData("{0} partial struct A : ISequenceModel { }")]
    [InlineData("{0} partial struct A { public const int Hidden = 1; }")]
    [InlineData("{0} partial struct Hidden;")]
    [InlineData("{0} partial struct Avx2;")]
    [InlineData("partial class B<T> { {0} partial struct A<U>; }")]
    [InlineData("class B { partial class { {0} partial struct A; } }")]
    [InlineData("namespace ; {0} partial struct A;")]
    [InlineData("namespace A.B; {0} partial struct A;")]
    public void No_declaration_makes_the_generator_throw(string source)
    {
        string text = "using EdgeSeq;\n" + source.Replace("{0}", Model, StringComparison.Ordinal);
        Assert.Null(GeneratorRun.Of(text).Result.Exception);
        Assert.Null(GeneratorRun.Of(text, text.Replace("struct A", "struct a", StringComparison.Ordinal)).Result.Exception);
    }

    [Fact]
    public void File_local_types_of_one_name_in_two_files_do_not_make_the_generator_throw()
    {
        string text = $"using EdgeSeq; {Model} file partial struct A;";
        Assert.Null(GeneratorRun.Of(text, text).Result.Exception);
    }

    /// <summary>What the user's own types lack in documentation is not the generator's to say.</summary>
    private static bool IsUsers(Diagnostic problem) => problem.Location.SourceTree?.FilePath.StartsWith("User", StringComparison.Ordinal) ?? false;

    /// <summary>Cuts and mixes pieces of declarations at random.</summary>
    [Fact]
    public void No_random_declaration_makes_the_generator_throw()
    {
        string[] pieces =
        [
            "[", "]", "(", ")", "{", "}", ";", ",", "=", "SequenceModel", "SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 7)", "Cell", ".", "ElmanTanh",
            "Vocabulary", "Hidden", "=", "5", "-1", "\"a\"", "null", "partial", "partial", "struct", "struct", "record", "class", "interface", "enum", "A", "B", "@class",
            "<", "T", ">", "namespace", "public", "readonly", "file", "ref", "\n", Model, Model, "partial struct A;", "partial struct B;",
        ];
        var random = new Random(11);
        for (int i = 0; i < 150; i++)
        {
            string text = "using EdgeSeq;\n" + string.Join(' ', Enumerable.Range(0, random.Next(3, 25)).Select(_ => pieces[random.Next(pieces.Length)]));
            Exception? exception = GeneratorRun.Of(text).Result.Exception;
            Assert.True(exception is null, $"{text}\n{exception}");
        }
    }
}
