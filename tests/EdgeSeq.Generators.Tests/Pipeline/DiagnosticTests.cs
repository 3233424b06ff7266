using System.Globalization;
using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeSeq.Generators.Tests.Pipeline;

[Trait("Isa", "none")]
public class DiagnosticTests
{
    private const string Sums = ", as far as sums fit 32 bits, or leave StateBits out", OnlyInt8 = "only weights of 8 bits multiply rounded states: leave it out, or declare Weights = WeightType.Int8";

    private const string Softmax = ", the classes of a softmax, or set Head = Head.Linear for numbers, Head.Sigmoid for yes or no";

    [Fact]
    public void ESQ001_asks_for_partial() => AssertReported("ESQ001", "CharLm",
        "Declare 'CharLm' as 'partial', so that its kernels can be generated into it",
        "[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] public struct [|CharLm|];");

    [Fact]
    public void ESQ002_asks_for_partial_types_around_it() => AssertReported("ESQ002", "Outer",
        "Declare 'Outer', which contains 'CharLm', as 'partial'",
        "public class [|Outer|] { public partial class Inner { [SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] public partial struct CharLm; } }");

    /// <summary>Marked at the option, or at the name where the option was left out.</summary>
    [Theory]
    [InlineData("Vocabulary = 5", "Hidden", "0", "1", "16384")]
    [InlineData("Hidden = 7", "Vocabulary", "0", "2", "1048576", ", or set Inputs if vectors come in")]
    [InlineData("Vocabulary = 5, [|Hidden = -3|]", "Hidden", "-3", "1", "16384")]
    [InlineData("Vocabulary = 5, [|Hidden = 16385|]", "Hidden", "16385", "1", "16384")]
    [InlineData("[|Vocabulary = 1|], Hidden = 7", "Vocabulary", "1", "2", "1048576")]
    [InlineData("[|Inputs = 0|], Hidden = 7, Outputs = 2", "Inputs", "0", "1", "1048576")]
    [InlineData("Inputs = 3, Hidden = 7", "Outputs", "0", "2", "1048576", Softmax)]
    [InlineData("Inputs = 3, Hidden = 7, [|Outputs = 1|]", "Outputs", "1", "2", "1048576", Softmax)]
    [InlineData("Vocabulary = 5, Hidden = 7, [|Embedding = 0|]", "Embedding", "0", "1", "1048576")]
    [InlineData("Vocabulary = 5, Hidden = 7, [|Layers = 0|]", "Layers", "0", "1", "64")]
    [InlineData("Vocabulary = 5, [|HiddenSizes = new int[0]|]", "The number of HiddenSizes", "0", "1", "64")]
    [InlineData("Vocabulary = 5, [|HiddenSizes = new[] { 7, 0 }|]", "A size in HiddenSizes", "0", "1", "16384")]
    [InlineData("Vocabulary = 5, Hidden = 7, Head = Head.Sigmoid", "Outputs", "0", "1", "1048576")]
    [InlineData("Vocabulary = 5, [|Embedding = 65537|], Hidden = 7, Weights = WeightType.Int8", "Embedding with weights of 8 bits", "65537", "1", "65536")]
    [InlineData("Vocabulary = 5, [|Embedding = 1041|], Hidden = 7, Weights = WeightType.Int8, StateBits = 15", "Embedding with StateBits = 15", "1041", "1", "1040", Sums)]
    [InlineData("Vocabulary = 5, [|Hidden = 1041|], Weights = WeightType.Int8, StateBits = 15", "The inputs of the widest product with StateBits = 15", "1041", "1", "1040", Sums)]
    [InlineData("Vocabulary = 5, [|HiddenSizes = new[] { 521, 7 }|], Direction = Direction.Both, Weights = WeightType.Int8, StateBits = 15", "The inputs of the widest product with StateBits = 15", "1042", "1", "1040", Sums)]
    [InlineData("Vocabulary = 5, [|HiddenSizes = new[] { 7, 521 }|], Direction = Direction.Both, Weights = WeightType.Int8, StateBits = 15", "The inputs of the widest product with StateBits = 15", "1042", "1", "1040", Sums)]
    public void ESQ003_names_the_value_and_the_range(string sizes, string name, string value, string min, string max, string otherwise = "")
    {
        bool isThere = sizes.Contains("[|", StringComparison.Ordinal);
        string at = isThere ? sizes[(sizes.IndexOf("[|", StringComparison.Ordinal) + 2)..sizes.IndexOf("|]", StringComparison.Ordinal)] : "CharLm";
        AssertReported("ESQ003", at, $"{name} of 'CharLm' is {value}; set it to a value from {min} to {max}{otherwise}",
            $"[SequenceModel(Cell.ElmanTanh, {sizes})] public partial struct {(isThere ? "CharLm" : "[|CharLm|]")};");
    }

    [Fact]
    public void ESQ004_lists_the_cells() => AssertReported("ESQ004", "CharLm",
        "'CharLm' is declared with the cell 99; use a member of EdgeSeq.Cell: " + string.Join(", ", CellCatalogue.All.Select(cell => cell.Name)),
        "[SequenceModel((Cell)99, Vocabulary = 5, Hidden = 7)] public partial struct [|CharLm|];");

    [Fact]
    public void ESQ005_says_how_large_it_would_be() => AssertReported("ESQ005", "CharLm",
        "'CharLm' needs 69525946368 floats of parameters, more than one block can hold (1073741823); reduce its sizes",
        "[SequenceModel(Cell.GruResetAfter, Vocabulary = 1048576, Hidden = 16384)] public partial struct [|CharLm|];");

    [Theory]
    [InlineData("[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] public partial struct [|CharLm|]<T>;")]
    [InlineData("partial class Outer<T> { [SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] public partial struct [|CharLm|]; }")]
    public void ESQ006_refuses_type_parameters(string source) =>
        AssertReported("ESQ006", "CharLm", "Declare 'CharLm' without type parameters, outside generic types: a shape is one set of kernels", source);

    [Theory]
    [InlineData("CharLm", "[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] file partial struct [|CharLm|];")]
    [InlineData("Outer", "file partial class [|Outer|] { [SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] partial struct CharLm; }")]
    public void ESQ007_refuses_types_of_one_file(string name, string source) => AssertReported("ESQ007", name,
        $"Declare '{name}' without 'file': its kernels are generated into files of their own", source);

    [Theory]
    [InlineData("Vocabulary = 5, [|Inputs = 3|], Hidden = 7", "Vocabulary (tokens in) and Inputs (vectors in)", "leave one of them out")]
    [InlineData("Vocabulary = 5, Hidden = 7, [|HiddenSizes = new[] { 7, 8 }|]", "HiddenSizes and Hidden or Layers", "HiddenSizes says both: leave out the others")]
    [InlineData("Vocabulary = 5, Layers = 2, [|HiddenSizes = new[] { 7, 8 }|]", "HiddenSizes and Hidden or Layers", "HiddenSizes says both: leave out the others")]
    [InlineData("Inputs = 5, [|Embedding = 4|], Hidden = 7, Outputs = 2", "Embedding and Inputs", "only tokens have learned vectors: leave out Embedding, or declare Vocabulary instead of Inputs")]
    [InlineData("Vocabulary = 5, Hidden = 7, Head = Head.None, [|Outputs = 3|]", "Outputs and Head.None", "leave out Outputs, or choose a head that has outputs")]
    [InlineData("Vocabulary = 5, Hidden = 7, Head = Head.None, [|Readout = Readout.Last|]", "Readout.Last and Head.None", "there is no output to read: leave out Readout, or choose a head")]
    [InlineData("Vocabulary = 5, Hidden = 7, Head = Head.None, [|OutputDropout = true|]", "OutputDropout and Head.None", "there is no output layer to drop in front of: leave out OutputDropout, or choose a head")]
    [InlineData("Vocabulary = 5, Hidden = 7, [|LeakRate = 0.5f|]", "LeakRate and Cell.ElmanTanh", "this cell has no leak rate: leave it out")]
    [InlineData("Vocabulary = 5, Hidden = 7, [|StateBits = 15|]", "StateBits and WeightType.Float32", OnlyInt8)]
    [InlineData("Vocabulary = 5, Hidden = 7, Weights = WeightType.BFloat16, [|StateBits = 8|]", "StateBits and WeightType.BFloat16", OnlyInt8)]
    public void ESQ008_names_what_contradicts_and_the_cure(string options, string what, string cure) =>
        AssertReported("ESQ008", Marked(options), $"'CharLm' declares {what}; {cure}", $"[SequenceModel(Cell.ElmanTanh, {options})] public partial struct CharLm;");

    [Theory]
    [InlineData("Embedding = 4", "Embedding and Cell.EchoState", "nothing would teach the vectors, since a reservoir is fixed: leave out Embedding")]
    [InlineData("Head = Head.None", "Head.None and Cell.EchoState", "nothing would be left to learn: choose a head")]
    public void ESQ008_knows_that_a_reservoir_is_fixed(string option, string what, string cure) =>
        AssertReported("ESQ008", option, $"'CharLm' declares {what}; {cure}", $"[SequenceModel(Cell.EchoState, Vocabulary = 5, Hidden = 7, [|{option}|])] public partial struct CharLm;");

    /// <summary>As wide as sums with states of 15 bits fit: a linear head multiplies floats, so both directions of the last layer do not count.</summary>
    [Theory]
    [InlineData("Hidden = 1040")]
    [InlineData("Hidden = 1040, Direction = Direction.Both, Outputs = 2, Head = Head.Linear")]
    [InlineData("Hidden = 520, Layers = 2, Direction = Direction.Both")]
    public void States_of_15_bits_may_be_so_many(string options) =>
        Assert.Empty(GeneratorRun.Of($"using EdgeSeq; [SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Weights = WeightType.Int8, StateBits = 15, {options})] partial struct CharLm;").Diagnostics);

    [Fact]
    public void ESQ009_lists_the_bits_of_states() => AssertReported("ESQ009", "StateBits = 12", "StateBits of 'CharLm' is 12; use one of 8, 15",
        "[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7, Weights = WeightType.Int8, [|StateBits = 12|])] public partial struct CharLm;");

    [Fact]
    public void ESQ009_lists_the_members() => AssertReported("ESQ009", "Head = (Head)7", "Head of 'CharLm' is 7; use one of Softmax, Sigmoid, Linear, None",
        "[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7, Outputs = 2, [|Head = (Head)7|])] public partial struct CharLm;");

    [Theory]
    [InlineData("Hidden")]
    [InlineData("Avx2")]
    [InlineData("Shape")]
    [InlineData("Layer")]
    [InlineData("Layer12")]
    public void ESQ010_refuses_the_name_of_a_generated_member(string name) => AssertReported("ESQ010", name,
        $"Give '{name}' another name: a member of that name is generated into it",
        $"[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] public partial struct [|{name}|];");

    [Theory]
    [InlineData("partial struct CharLm { public const int [|Hidden|] = 7; }", "Hidden")]
    [InlineData("partial struct CharLm { private struct [|Neon|]; }", "Neon")]
    [InlineData("partial struct CharLm { public static void [|Step|](int token) { } }", "Step")]
    [InlineData("partial record struct CharLm(int [|Hidden|]);", "Hidden")]
    public void ESQ011_points_at_a_member_that_is_also_generated(string declaration, string member) => AssertReported("ESQ011", member,
        $"Give '{member}' another name: a member of that name is generated into 'CharLm'",
        $"[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] public {declaration}");

    [Theory]
    [InlineData("{0} class Fma;", "Fma")]
    [InlineData("namespace App {{ {0} class Fma; }}", "App.Fma")]
    [InlineData("namespace App.Models {{ {0} }} namespace App.Models.Fma {{ class Any; }}", "App.Models.Fma")]
    [InlineData("namespace App.Models {{ {0} }} namespace App.Fma {{ class Any; }}", null)]
    [InlineData("namespace App.Models {{ {0} }} namespace App {{ class Fma; }}", null)]
    [InlineData("namespace App {{ {0} class Fma<T>; class Span; }}", null)]
    [InlineData("partial class Outer {{ {0} static int Fma => 1; }}", "Outer.Fma")]
    [InlineData("class Base {{ protected class Fma; }} partial class Outer : Base {{ {0} }}", "Base.Fma")]
    [InlineData("class Base {{ private class Fma; }} partial class Outer : Base {{ {0} }}", null)]
    [InlineData("namespace Other {{ class Fma; }} namespace App {{ {0} }}", null)]
    public void ESQ012_names_what_hides_a_type_of_the_kernels(string source, string? hides)
    {
        const string Model = "[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] partial struct [|CharLm|];";
        string marked = string.Format(CultureInfo.InvariantCulture, source, Model);
        if (hides is null)
        {
            Assert.Empty(GeneratorRun.Of("using EdgeSeq;\n" + Unmarked(marked)).Diagnostics);
        }
        else
        {
            AssertReported("ESQ012", "CharLm",
                $"Where 'CharLm' is declared, '{hides}' hides System.Runtime.Intrinsics.X86.Fma, which its kernels use; rename it, or declare the model in another namespace or type", marked);
        }
    }

    [Fact]
    public void ESQ013_asks_for_a_newer_language()
    {
        GeneratorRun run = GeneratorRun.Of(Compiler.CreateAs(LanguageVersion.CSharp11,
            "using EdgeSeq; [SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] public partial struct CharLm { }"));
        Assert.Equal("'CharLm' is compiled as C# 11.0; set LangVersion to 12.0 or later, or leave it out", Assert.Single(run.Diagnostics).GetMessage(CultureInfo.InvariantCulture));
        Assert.Equal("ESQ013", run.Diagnostics[0].Id);
        Assert.Empty(run.Files);
    }

    [Fact]
    public void The_generated_text_compiles_in_the_oldest_language_that_is_accepted()
    {
        IEnumerable<string> models = DeclaredShapes.All.Select((shape, i) => $"[SequenceModel({shape})] public partial struct Model{i} {{ }}");
        GeneratorRun run = GeneratorRun.Of(Compiler.CreateAs(LanguageVersion.CSharp12, "using EdgeSeq;" + string.Concat(models)));
        Assert.Empty(run.Diagnostics);
        Assert.DoesNotContain(Compiler.Problems(run.Output), problem => problem.Severity == DiagnosticSeverity.Error);
    }

    [Fact]
    public void ESQ014_refuses_ref_structs() => AssertReported("ESQ014", "CharLm",
        "Declare 'CharLm' without 'ref': it is the type argument of Model and Trainer",
        "[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] public ref partial struct [|CharLm|];");

    [Fact]
    public void ESQ015_points_at_the_fault_in_the_equations() => AssertReported("ESQ015", "q",
        "'Own': The row \"h'\" uses \"q\", which no earlier row defines.",
        "[RecurrentCell(\"h' = tanh(W_h x) * [|q|]\")] public readonly partial struct Own;");

    [Theory]
    [InlineData("typeof(string)", "String")]
    [InlineData("typeof(System.Collections.Generic.List<>)", "List")]
    public void ESQ016_asks_for_equations(string type, string name) => AssertReported("ESQ016", "CharLm",
        $"'CharLm' is declared with the cell {name}, which has no equations; put [RecurrentCell(\"...\")] on it",
        $"[SequenceModel({type}, Vocabulary = 5, Hidden = 7)] public partial struct [|CharLm|];");

    [Fact]
    public void ESQ017_names_a_cell_of_a_library_that_cannot_be_read()
    {
        MetadataReference library = MetadataReference.CreateFromImage(Compiler.Emit(Compiler.Create("[EdgeSeq.RecurrentCell(\"h' = tanh(W_h x) * q\")] public readonly struct Own;")));
        GeneratorRun run = GeneratorRun.Of(Compiler.Create("[EdgeSeq.SequenceModel(typeof(Own), Vocabulary = 5, Hidden = 7)] public partial struct CharLm;").AddReferences(library));
        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal("ESQ017", diagnostic.Id);
        Assert.Contains("uses \"q\", which no earlier row defines", diagnostic.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("beta = 1", "beta = 1", "the constants and sizes of Own are alpha")]
    [InlineData("alpha", "alpha", "write names and numbers, as in \\\"alpha = 0.5, R = 16\\\"")]
    [InlineData("alpha = 1, alpha = 2", "alpha = 2", "it has a value already")]
    public void ESQ018_lists_the_constants_of_the_cell(string constants, string part, string cure)
    {
        GeneratorRun run = GeneratorRun.Of("using EdgeSeq; [RecurrentCell(\"constant alpha = 1\\nh' = tanh(W_h x) * alpha\")] public readonly struct Own;"
            + $"[SequenceModel(typeof(Own), Vocabulary = 5, Hidden = 7, Constants = \"{constants}\")] public partial struct CharLm;");
        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal(("ESQ018", $"'CharLm' declares Constants = \"{part}\"; {cure.Replace("\\\"", "\"", StringComparison.Ordinal)}"), (diagnostic.Id, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void ESQ019_stands_at_the_character_of_a_network()
    {
        const string Source = """using EdgeSeq; [SequenceModel("h = Lstm(x, 4)\ny = dense(g, 1)", Inputs = 3)] public readonly partial struct M;""";
        Diagnostic diagnostic = Assert.Single(GeneratorRun.Of(Source).Diagnostics);
        Assert.Equal(("ESQ019", "g"), (diagnostic.Id, Source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length)));
        Assert.Equal("'M': No earlier row defines \"g\".", diagnostic.GetMessage(CultureInfo.InvariantCulture));
    }

    /// <summary>All kernels are there, so that nothing else is wrong with the build.</summary>
    [Theory]
    [InlineData("Avx512;Avx-2;Sse;Avx-2", "Avx-2", "Sse")]
    [InlineData("Avx2Vnni", "Avx2Vnni")]
    public void ESQ020_names_the_word_and_the_instruction_sets(string instructionSets, params string[] words)
    {
        CSharpCompilation input = Compiler.Create("using EdgeSeq; [SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] public partial struct CharLm;");
        GeneratorRun run = GeneratorRun.Of(input, instructionSets);
        Assert.Equal(
            words.Select(word => $"The property EdgeSeqKernels names '{word}'; use some of Avx512, Avx2, Neon, Portable, or leave it empty for all"),
            run.Diagnostics.Select(diagnostic => diagnostic.GetMessage(CultureInfo.InvariantCulture)));
        Assert.All(run.Diagnostics, diagnostic => Assert.Equal(("ESQ020", DiagnosticSeverity.Error), (diagnostic.Id, diagnostic.Severity)));
        Assert.Equal(GeneratorRun.Of(input).Files, run.Files);
    }

    [Fact]
    public void ESQ100_tells_an_editor_what_a_shape_costs()
    {
        GeneratorRun run = GeneratorRun.Of("using EdgeSeq; [SequenceModel(Cell.GruResetAfter, Vocabulary = 5, Hidden = 40)] public partial struct @class;");
        Diagnostic cost = Assert.Single(run.Costs);
        Assert.Equal(("ESQ100", DiagnosticSeverity.Info), (cost.Id, cost.Severity));
        Assert.Equal("class: 5,765 parameters, 29,888 bytes of weights, 5,000 multiply-adds a step", cost.GetMessage(CultureInfo.InvariantCulture));
        Assert.Contains("5,765 parameters (29,888 bytes with padding), 5,000 multiply-adds", run.Files["class.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        GeneratorRun run = GeneratorRun.Of("using EdgeSeq; [SequenceModel(Cell.ElmanTanh, Vocabulary = 1, Hidden = 0)] public struct CharLm;");
        Assert.Equal(["ESQ001", "ESQ003", "ESQ003"], run.Diagnostics.Select(diagnostic => diagnostic.Id).Order());
        Assert.Empty(run.Files);
        Assert.Empty(run.Costs);
    }

    [Fact]
    public void Every_descriptor_has_a_row_in_the_release_notes_a_section_in_the_documents_and_a_test()
    {
        string folder = Path.Combine(Snapshot.Repository, "generators", "EdgeSeq.Generators");
        string notes = File.ReadAllText(Path.Combine(folder, "AnalyzerReleases.Unshipped.md")) + File.ReadAllText(Path.Combine(folder, "AnalyzerReleases.Shipped.md"));
        string document = File.ReadAllText(Path.Combine(Snapshot.Repository, "docs", "diagnostics.md"));
        string[] tests = [.. typeof(DiagnosticTests).GetMethods().Concat(typeof(UseAnalyzerTests).GetMethods()).Select(method => method.Name)];
        Assert.Equal(DiagnosticDescriptors.All.Count, typeof(DiagnosticDescriptors).GetFields().Length);
        Assert.All(DiagnosticDescriptors.All, descriptor =>
        {
            Assert.Contains($"{descriptor.Id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}", notes, StringComparison.Ordinal);
            Assert.Contains($"## {descriptor.Id}: {descriptor.Title}\n", document, StringComparison.Ordinal);
            Assert.Contains(tests, test => test.StartsWith(descriptor.Id, StringComparison.Ordinal));
        });
    }

    /// <summary>The diagnostic, and no other, at the text between [| and |].</summary>
    private static void AssertReported(string id, string at, string message, string marked)
    {
        string source = "using EdgeSeq;\n\n" + Unmarked(marked);
        GeneratorRun run = GeneratorRun.Of(source);
        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal((id, DiagnosticSeverity.Error, message), (diagnostic.Id, diagnostic.Severity, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
        Assert.Equal(2, diagnostic.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal(marked.IndexOf("[|", StringComparison.Ordinal), diagnostic.Location.GetLineSpan().StartLinePosition.Character);
        Assert.Equal(at, source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.Equal("User0.cs", diagnostic.Location.GetLineSpan().Path);
        Assert.Empty(run.Files);
    }

    private static string Marked(string marked) => marked.Split("[|")[1].Split("|]")[0];

    private static string Unmarked(string marked) => marked.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
}
