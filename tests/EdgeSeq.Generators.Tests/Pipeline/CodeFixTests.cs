using EdgeSeq.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace EdgeSeq.Generators.Tests.Pipeline;

/// <summary>What an editor offers for a fault: the text afterwards, in which the generator finds no fault of that kind.</summary>
[Trait("Isa", "none")]
public class CodeFixTests
{
    private const string Sizes = "Cell.ElmanTanh, Vocabulary = 5, Hidden = 7";

    [Theory]
    [InlineData($"[SequenceModel({Sizes})] public readonly struct Lm;", "Declare 'Lm' as 'partial'", $"[SequenceModel({Sizes})] public readonly partial struct Lm;")]
    [InlineData(
        $"static class Outer {{ [SequenceModel({Sizes})] public partial struct Lm; }}", "Declare 'Outer' as 'partial'",
        $"static partial class Outer {{ [SequenceModel({Sizes})] public partial struct Lm; }}")]
    [InlineData($"[SequenceModel({Sizes})] file partial struct Lm;", "Declare 'Lm' without 'file'", $"[SequenceModel({Sizes})] partial struct Lm;")]
    [InlineData($"[SequenceModel({Sizes})] public ref partial struct Lm;", "Declare 'Lm' without 'ref'", $"[SequenceModel({Sizes})] public partial struct Lm;")]
    [InlineData(
        "/* mine */ file partial class Outer { [SequenceModel(Cell.Lstm, Vocabulary = 5, Hidden = 7)] partial struct Lm; }", "Declare 'Outer' without 'file'",
        "/* mine */ partial class Outer { [SequenceModel(Cell.Lstm, Vocabulary = 5, Hidden = 7)] partial struct Lm; }")]
    public Task Modifiers_are_put_right(string before, string title, string after) => AssertFixed(new ModifierFix(), before, title, after);

    [Theory]
    [InlineData("Inputs = 3, Hidden = 7, Outputs = 1", "Set Head = Head.Linear", "Inputs = 3, Hidden = 7, Outputs = 1, Head = Head.Linear")]
    [InlineData("Outputs = 1, Inputs = 3, Hidden = 7", "Set Head = Head.Sigmoid", "Outputs = 1, Inputs = 3, Hidden = 7, Head = Head.Sigmoid")]
    [InlineData("Vocabulary = 5, Inputs = 3, Hidden = 7, Outputs = 2", "Leave out 'Inputs = 3'", "Vocabulary = 5, Hidden = 7, Outputs = 2")]
    [InlineData("Vocabulary = 5, Hidden = 7, LeakRate = 0.5f", "Leave out 'LeakRate = 0.5f'", "Vocabulary = 5, Hidden = 7")]
    public Task Options_are_put_right(string before, string title, string after) => AssertFixed(
        new OptionFix(), $"[SequenceModel(Cell.ElmanTanh, {before})] public partial struct Lm;", title, $"[SequenceModel(Cell.ElmanTanh, {after})] public partial struct Lm;");

    [Theory]
    [InlineData("Vocabulary = 5, Hidden = 0")]
    [InlineData("Vocabulary = 5, Hidden = 7, Outputs = 1, Head = Head.Softmax")]
    public async Task Where_only_the_user_knows_nothing_is_offered(string options) =>
        Assert.Empty(await Offers(new OptionFix(), Of($"[SequenceModel(Cell.ElmanTanh, {options})] public partial struct Lm;")));

    private static async Task AssertFixed(CodeFixProvider fix, string before, string title, string after)
    {
        Document document = Of(before);
        CodeAction action = Assert.Single(await Offers(fix, document), offer => offer.Title == title);
        var change = Assert.IsType<ApplyChangesOperation>(Assert.Single(await action.GetOperationsAsync(CancellationToken.None)));
        SourceText text = await change.ChangedSolution.GetDocument(document.Id)!.GetTextAsync();
        Assert.Equal("using EdgeSeq;\n" + after, text.ToString());
        Assert.Empty(Faults(text.ToString()));
    }

    private static async Task<List<CodeAction>> Offers(CodeFixProvider fix, Document document)
    {
        var offers = new List<CodeAction>();
        Diagnostic fault = Faults((await document.GetTextAsync()).ToString())[0];
        Assert.Contains(fault.Id, fix.FixableDiagnosticIds);
        SyntaxTree tree = (await document.GetSyntaxTreeAsync())!;
        Diagnostic here = Diagnostic.Create(fault.Descriptor, Location.Create(tree, fault.Location.SourceSpan));
        await fix.RegisterCodeFixesAsync(new CodeFixContext(document, here, (action, _) => offers.Add(action), CancellationToken.None));
        return offers;
    }

    private static IReadOnlyList<Diagnostic> Faults(string source) => [.. GeneratorRun.Of(source).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];

    private static Document Of(string source) => new AdhocWorkspace()
        .AddProject("User", LanguageNames.CSharp).WithParseOptions(new CSharpParseOptions(LanguageVersion.CSharp14)).AddDocument("User0.cs", "using EdgeSeq;\n" + source);
}
