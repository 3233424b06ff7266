using EdgeSeq.Generators.Uses;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace EdgeSeq.Generators.Tests.Pipeline;

[Trait("Isa", "none")]
public class UseAnalyzerTests
{
    private const string Shapes = """
        using System;
        using EdgeSeq;
        using EdgeSeq.Training;
        [SequenceModel(Cell.ElmanTanh, Inputs = 3, Hidden = 7, Outputs = 2, Direction = Direction.Both)] internal readonly partial struct Bi;
        [SequenceModel(Cell.ElmanTanh, Inputs = 3, Hidden = 7, Outputs = 2)] internal readonly partial struct Vec;
        [SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7)] internal readonly partial struct Lm;
        [SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7, Outputs = 2)] internal readonly partial struct Tagger;
        [SequenceModel(Cell.ElmanTanh, Vocabulary = 5, Hidden = 7, Weights = WeightType.Int8)] internal readonly partial struct Bytes;
        internal readonly struct Plain;
        internal sealed class Use { public void M() { 
        """;

    private static readonly GeneratorRun Generated = GeneratorRun.Of(Shapes + " } }");

    [Theory]
    [InlineData("using var model = new Model<[|Plain|]>();", "'Plain' is no sequence model; declare a 'partial struct' with the attribute [SequenceModel]")]
    [InlineData("using var model = new Model<[|int|]>();", "'Int32' is no sequence model; declare a 'partial struct' with the attribute [SequenceModel]")]
    [InlineData("using var session = new Session<[|Bi|]>(new Model<Bi>());", "'Bi' reads in both directions, so it cannot stream; run whole sequences with SequenceRunner")]
    [InlineData("using var sampler = new Sampler<[|Vec|]>(new Model<Vec>());", "'Vec' is no language model, which reads tokens")]
    [InlineData("using var sampler = new Sampler<[|Tagger|]>(new Model<Tagger>());", "'Tagger' is no language model, which reads tokens")]
    [InlineData("using var session = new Session<Vec>(new Model<Vec>()); session.[|Step|](3);", "'Vec' reads vectors, not tokens; give it a span of numbers")]
    [InlineData("using var session = new Session<Lm>(new Model<Lm>()); session.[|Step|](new float[3]);", "'Lm' reads tokens, not vectors; give it one token as an int")]
    [InlineData("using var trainer = new Trainer<[|Bytes|]>(new Model<Bytes>(), new TrainerOptions());", "'Bytes' has rounded weights, which do not learn; train a shape of the same sizes without Weights")]
    public async Task ESQ202_names_what_cannot_be_used_and_what_to_use_instead(string use, string expected)
    {
        Diagnostic found = Assert.Single(await Analyze(use.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal)));
        Assert.Equal(("ESQ202", DiagnosticSeverity.Error), (found.Id, found.Severity));
        Assert.StartsWith(expected, found.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(Shapes.Length + use.IndexOf("[|", StringComparison.Ordinal), found.Location.SourceSpan.Start);
    }

    [Theory]
    [InlineData("using var session = new Session<Vec>(new Model<Vec>()); session.Step(new float[3]);")]
    [InlineData("using var session = new Session<Lm>(new Model<Lm>()); session.Step(3, new float[5]);")]
    [InlineData("using var sampler = new Sampler<Lm>(new Model<Lm>());")]
    [InlineData("using var sampler = new Sampler<Bytes>(new Model<Lm>().Quantize<Bytes>());")]
    [InlineData("using var runner = new SequenceRunner<Bi>(new Model<Bi>(), 1, 2);")]
    [InlineData("var rates = new EdgeSeq.Metrics.EditMetrics(); rates.Add<int>([1], [2]);")]
    [InlineData("var list = new System.Collections.Generic.List<Plain>();")]
    public async Task What_can_be_used_is_not_spoken_of(string use) => Assert.Empty(await Analyze(use));

    [Theory]
    [InlineData("[|Dropout|] = 0.2f", "The attribute has no option 'Dropout'; it is one of training: new TrainerOptions { Dropout = ... }")]
    [InlineData("[|Batch|] = 4", "The attribute has no option 'Batch'; it is one of training: new TrainerOptions { Batch = ... }")]
    [InlineData("[|Layer|] = 2", "The attribute has no option 'Layer'; did you mean Layers?")]
    [InlineData("[|Bidirectional|] = true", "The attribute has no option 'Bidirectional'; there are Vocabulary, ")]
    public async Task ESQ203_says_where_an_option_belongs(string option, string expected)
    {
        string source = $"using EdgeSeq;\n[SequenceModel(Cell.Lstm, Vocabulary = 5, Hidden = 7, {option})] public partial struct Other;";
        Diagnostic found = Assert.Single(
            await Compiler.Create(source.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal))
                .WithAnalyzers([new OptionAnalyzer()]).GetAnalyzerDiagnosticsAsync());
        Assert.Equal(("ESQ203", DiagnosticSeverity.Error), (found.Id, found.Severity));
        Assert.StartsWith(expected, found.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(source.IndexOf("[|", StringComparison.Ordinal), found.Location.SourceSpan.Start);
    }

    [Fact]
    public async Task Options_that_there_are_are_not_spoken_of() => Assert.Empty(await Compiler.Create(
        "using EdgeSeq; [SequenceModel(Cell.Lstm, Vocabulary = 5, HiddenSizes = new[] { 3 }, Readout = Readout.Last)] public partial struct Other; [System.Obsolete(DiagnosticId = \"X\")] class A;")
        .WithAnalyzers([new OptionAnalyzer()]).GetAnalyzerDiagnosticsAsync());

    /// <summary>The analyser's word on the file that uses the shapes; their kernels are generated once.</summary>
    private static async Task<IReadOnlyList<Diagnostic>> Analyze(string use)
    {
        SyntaxTree declared = Generated.Output.SyntaxTrees.First(), used = CSharpSyntaxTree.ParseText(Shapes + use + " } }", Compiler.ParseOptions, declared.FilePath);
        Compilation compilation = Generated.Output.ReplaceSyntaxTree(declared, used);
        return await compilation.WithAnalyzers([new UseAnalyzer()]).GetAnalyzerSemanticDiagnosticsAsync(compilation.GetSemanticModel(used), null, default);
    }
}
