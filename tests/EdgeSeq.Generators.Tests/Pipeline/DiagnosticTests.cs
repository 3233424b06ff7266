using EdgeSeq.Generators.Cells;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace EdgeSeq.Generators.Tests.Pipeline;

public class DiagnosticTests
{
    [Fact]
    public void ESQ001_asks_for_partial() => AssertReported("ESQ001", "CharLm",
        "Declare 'CharLm' as 'partial', so that its kernels can be generated into it",
        "[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] public struct [|CharLm|];");

    [Fact]
    public void ESQ002_asks_for_partial_types_around_it() => AssertReported("ESQ002", "Outer",
        "Declare 'Outer', which contains 'CharLm', as 'partial'",
        "public class [|Outer|] { public partial class Inner { [SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] public partial struct CharLm; } }");

    [Theory]
    [InlineData("Vocabulary = 5", "Hidden", "0", "1", "16384")]
    [InlineData("Hidden = 7", "Vocabulary", "0", "2", "1048576")]
    [InlineData("Vocabulary = 5, Hidden = -3", "Hidden", "-3", "1", "16384")]
    [InlineData("Vocabulary = 5, Hidden = 16385", "Hidden", "16385", "1", "16384")]
    [InlineData("Vocabulary = 1, Hidden = 7", "Vocabulary", "1", "2", "1048576")]
    [InlineData("Inputs = 0, Hidden = 7, Outputs = 2", "Inputs", "0", "1", "1048576")]
    [InlineData("Inputs = 3, Hidden = 7", "Outputs", "0", "2", "1048576")]
    [InlineData("Vocabulary = 5, Hidden = 7, Embedding = 0", "Embedding", "0", "1", "1048576")]
    [InlineData("Vocabulary = 5, Hidden = 7, Layers = 0", "Layers", "0", "1", "64")]
    [InlineData("Vocabulary = 5, HiddenSizes = new int[0]", "The number of HiddenSizes", "0", "1", "64")]
    [InlineData("Vocabulary = 5, HiddenSizes = new[] { 7, 0 }", "A size in HiddenSizes", "0", "1", "16384")]
    [InlineData("Vocabulary = 5, Hidden = 7, Head = Head.Sigmoid", "Outputs", "0", "1", "1048576")]
    public void ESQ003_names_the_value_and_the_range(string sizes, string name, string value, string min, string max) => AssertReported("ESQ003", "CharLm",
        $"{name} of 'CharLm' is {value}; set it to a value from {min} to {max}",
        $"[SequenceModel(Cell.ElmanTanh, {sizes})] public partial struct [|CharLm|];");

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

    [Fact]
    public void ESQ007_refuses_types_of_one_file() => AssertReported("ESQ007", "CharLm",
        "Declare 'CharLm' without 'file': its kernels are generated into files of their own",
        "[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] file partial struct [|CharLm|];");

    [Theory]
    [InlineData("Vocabulary = 5, Inputs = 3, Hidden = 7", "Vocabulary (tokens in) and Inputs (vectors in)", "leave one of them out")]
    [InlineData("Vocabulary = 5, Hidden = 7, HiddenSizes = new[] { 7, 8 }", "HiddenSizes and Hidden or Layers", "HiddenSizes says both: leave out the others")]
    [InlineData("Vocabulary = 5, Layers = 2, HiddenSizes = new[] { 7, 8 }", "HiddenSizes and Hidden or Layers", "HiddenSizes says both: leave out the others")]
    [InlineData("Inputs = 5, Embedding = 4, Hidden = 7, Outputs = 2", "Embedding and Inputs", "only tokens have learned vectors: leave out Embedding, or declare Vocabulary instead of Inputs")]
    [InlineData("Vocabulary = 5, Hidden = 7, Head = Head.None, Outputs = 3", "Outputs and Head.None", "leave out Outputs, or choose a head that has outputs")]
    [InlineData("Vocabulary = 5, Hidden = 7, Head = Head.None, Readout = Readout.Last", "Readout.Last and Head.None", "there is no output to read: leave out Readout, or choose a head")]
    [InlineData("Vocabulary = 5, Hidden = 7, LeakRate = 0.5f", "LeakRate and Cell.ElmanTanh", "this cell has no leak rate: leave it out")]
    public void ESQ008_names_what_contradicts_and_the_cure(string options, string what, string cure) =>
        AssertReported("ESQ008", "CharLm", $"'CharLm' declares {what}; {cure}", $"[SequenceModel(Cell.ElmanTanh, {options})] public partial struct [|CharLm|];");

    [Theory]
    [InlineData("Embedding = 4", "Embedding and Cell.EchoState", "nothing would teach the vectors, since a reservoir is fixed: leave out Embedding")]
    [InlineData("Head = Head.None", "Head.None and Cell.EchoState", "nothing would be left to learn: choose a head")]
    public void ESQ008_knows_that_a_reservoir_is_fixed(string option, string what, string cure) =>
        AssertReported("ESQ008", "CharLm", $"'CharLm' declares {what}; {cure}", $"[SequenceModel(Cell.EchoState, Vocabulary = 5, Hidden = 7, {option})] public partial struct [|CharLm|];");

    [Fact]
    public void ESQ009_lists_the_members() => AssertReported("ESQ009", "CharLm", "Head of 'CharLm' is 7; use one of Softmax, Sigmoid, Linear, None",
        "[SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7, Outputs = 2, Head = (Head)7)] public partial struct [|CharLm|];");

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        GeneratorRun run = GeneratorRun.Of("using EdgeSeq; [SequenceModel(Cell.ElmanTanh, Vocabulary = 1, Hidden = 0)] public struct CharLm;");
        Assert.Equal(["ESQ001", "ESQ003", "ESQ003"], run.Diagnostics.Select(diagnostic => diagnostic.Id).Order());
        Assert.Empty(run.Files);
    }

    [Fact]
    public void Every_descriptor_is_documented_in_the_release_notes()
    {
        string notes = File.ReadAllText(Path.Combine(Snapshot.Repository, "generators", "EdgeSeq.Generators", "AnalyzerReleases.Unshipped.md"))
            + File.ReadAllText(Path.Combine(Snapshot.Repository, "generators", "EdgeSeq.Generators", "AnalyzerReleases.Shipped.md"));
        Assert.Equal(9, Diagnostics.DiagnosticDescriptors.All.Count);
        Assert.All(Diagnostics.DiagnosticDescriptors.All, descriptor =>
            Assert.Contains($"{descriptor.Id} | {descriptor.Category} | {descriptor.DefaultSeverity} | {descriptor.Title}", notes, StringComparison.Ordinal));
    }

    /// <summary>The diagnostic, and no other, at the text between [| and |].</summary>
    private static void AssertReported(string id, string at, string message, string marked)
    {
        string source = "using EdgeSeq;\n\n" + marked.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        GeneratorRun run = GeneratorRun.Of(source);
        Diagnostic diagnostic = Assert.Single(run.Diagnostics);
        Assert.Equal((id, DiagnosticSeverity.Error, message), (diagnostic.Id, diagnostic.Severity, diagnostic.GetMessage(CultureInfo.InvariantCulture)));
        Assert.Equal(2, diagnostic.Location.GetLineSpan().StartLinePosition.Line);
        Assert.Equal(marked.IndexOf("[|", StringComparison.Ordinal), diagnostic.Location.GetLineSpan().StartLinePosition.Character);
        Assert.Equal(at, source.Substring(diagnostic.Location.SourceSpan.Start, diagnostic.Location.SourceSpan.Length));
        Assert.Equal("User0.cs", diagnostic.Location.GetLineSpan().Path);
        Assert.Empty(run.Files);
    }
}
