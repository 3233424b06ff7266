using System.Globalization;
using Microsoft.CodeAnalysis;

namespace EdgeSeq.Generators.Tests.Pipeline;

/// <summary>Cells that a user declares: what is generated for them and their models.</summary>
[Trait("Isa", "none")]
public class OwnCellTests
{
    private const string Gru = """
        r = sigmoid(W_r x + U_r h + b_r)
        z = sigmoid(W_z x + U_z h + b_z)
        n = tanh(W_n x + b_n + r * (U_n h + b_hn))
        h' = n + z * (h - n)
        """;

    [Theory]
    [InlineData("Vocabulary = 5, Hidden = 20")]
    [InlineData("Inputs = 3, Outputs = 2, Hidden = 7, Layers = 2, Head = Head.Linear, Direction = Direction.Both")]
    public void A_GRU_of_the_users_has_the_kernels_of_ours(string options)
    {
        Dictionary<string, string> own = GeneratorRun.Of(Model(Gru, options)).Files;
        Dictionary<string, string> ours = GeneratorRun.Of($"using EdgeSeq; [SequenceModel(Cell.GruResetAfter, {options})] public partial struct Lm;").Files;
        Assert.Equal(ours.Keys.Append("Own.g.cs").Order(StringComparer.Ordinal), own.Keys.Order(StringComparer.Ordinal));
        Assert.All(ours.Where(file => file.Key != "Lm.g.cs"), file => Assert.Equal(file.Value, own[file.Key].Replace("Own:", "Gated recurrent unit, reset gate after the recurrent weights:", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_cell_and_its_models_show_the_equations_and_what_is_derived_from_them()
    {
        GeneratorRun run = GeneratorRun.Of(Model(Gru, "Vocabulary = 5, Hidden = 20"));
        Assert.Empty(run.Diagnostics);
        Assert.Empty(Compiler.Problems(run.Output));
        foreach (string text in new[] { run.Files["Own.g.cs"], run.Files["Lm.g.cs"] })
        {
            Assert.Contains("/// n = tanh(W_n x + b_n + r * (U_n h + b_hn))", text, StringComparison.Ordinal);
            Assert.Contains("/// dr = da_n * q_n", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("readonly struct Own;")]
    [InlineData("sealed class Own;")]
    [InlineData("sealed partial class Own { }")]
    [InlineData("partial record struct Own(int A);")]
    public void A_cell_may_be_any_struct_or_class(string declaration)
    {
        GeneratorRun run = GeneratorRun.Of(Model(Gru, "Vocabulary = 5, Hidden = 20", declaration));
        Assert.Empty(run.Diagnostics);
        Assert.Empty(Compiler.Problems(run.Output));
        Assert.Equal(declaration.Contains("partial", StringComparison.Ordinal), run.Files.ContainsKey("Own.g.cs"));
    }

    [Fact]
    public void A_cell_of_another_project_is_read_from_its_library()
    {
        MetadataReference library = MetadataReference.CreateFromImage(Compiler.Emit(GeneratorRun.Of(Cell(Gru)).Output));
        GeneratorRun run = GeneratorRun.Of(Compiler.Create("using EdgeSeq; [SequenceModel(typeof(Own), Vocabulary = 5, Hidden = 20)] public partial struct Lm;").AddReferences(library));
        Assert.Empty(run.Diagnostics);
        Assert.Empty(Compiler.Problems(run.Output));
    }

    [Fact]
    public void A_model_sets_constants_and_sizes_of_its_cell()
    {
        const string Leaky = "constant alpha = 0.2\nsize R = 4\ns[R] = W_s x\nh' = h + alpha * (U_h s - h)";
        Dictionary<string, string> files = GeneratorRun.Of(Model(Leaky, "Vocabulary = 5, Hidden = 20, Constants = \"alpha = 0.5, R = 8\"")).Files;
        Assert.Contains("/// constant alpha = 0.5", files["Lm.g.cs"], StringComparison.Ordinal);
        Assert.Contains("new(\"W_s\", ParameterKind.Input, 5, 8,", files["Lm.g.cs"], StringComparison.Ordinal);
        Assert.Contains("0.5f", files["Lm.Avx2.Layer.g.cs"], StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_of_the_cell_changes_its_models_and_a_blank_line_above_it_nothing()
    {
        GeneratorRun run = GeneratorRun.Of(Model(Gru, "Vocabulary = 5, Hidden = 20"));
        Assert.All(run.ThenReplace("using EdgeSeq;", "using EdgeSeq;\n\n").OutputReasons, reason => Assert.Contains(reason, new[] { IncrementalStepRunReason.Cached, IncrementalStepRunReason.Unchanged }));
        GeneratorRun changed = run.ThenReplace("z * (h - n)", "z * (n - h)");
        Assert.Contains("z * (n - h)", changed.Files["Lm.g.cs"], StringComparison.Ordinal);
    }

    /// <summary>Every kind of literal: the fault is the name <c>hh</c>, and the diagnostic stands on it.</summary>
    [Theory]
    [InlineData("\"h' = tanh(W_h x + U_h [|hh|])\"")]
    [InlineData("\"n = W_n x\\nh' = \\u0074anh(n + \\x55_h [|hh|])\"")]
    [InlineData("@\"n = W_n x\nh' = tanh(n + U_h [|hh|])\"")]
    [InlineData("\"\"\"h' = tanh(W_h x + U_h [|hh|])\"\"\"")]
    [InlineData("\"\"\"\n    n = W_n x\n    h' = tanh(n + U_h [|hh|])\n    \"\"\"")]
    [InlineData("\"\"\"\r\n\t\tn = W_n x // a comment\r\n\r\n\t\th' = tanh(n + U_h [|hh|])\r\n\t\t\"\"\"")]
    [InlineData("\"n = W_n x\\n\" + (@\"h' = tanh(n + U_h [|hh|])\" + \"\")")]
    [InlineData("Texts.First + Texts.Second + \"+ U_h [|hh|])\"")]
    public void ESQ015_stands_on_the_character_in_every_kind_of_literal(string literal)
    {
        const string Texts = "static class Texts { public const string First = \"n = W_n x\\n\"; public const string Second = \"h' = tanh(n \"; }";
        string marked = Texts + $"\nnamespace App {{ [EdgeSeq.RecurrentCell({literal})] public readonly partial struct Own; }}";
        AssertFault(marked, "hh", "did you mean \"h\"?");
    }

    [Fact]
    public void ESQ015_stands_in_a_constant_that_is_declared_elsewhere() => AssertFault(
        "static class Texts { public const string Cell = \"h' = tanh(W_h x + U_h [|hh|])\"; } [EdgeSeq.RecurrentCell(Texts.Cell)] public readonly partial struct Own;", "hh", "did you mean \"h\"?");

    [Theory]
    [InlineData("c = [|f|] * h + W_c x\nf = sigmoid(W_f x)\nh' = c * f", "f", "a later row does, so move that row up")]
    [InlineData("f = sigmoid(W_f x)\nc = f * [|c|] + W_c x\nh' = c", "c", "if it is a state, its next value is written c'")]
    [InlineData("[|h|] = tanh(W_h x)", "h", "the row \"h\" lacks the prime")]
    [InlineData("h' = tanh(W_h[|)|]", ")", "the matrix W_h multiplies what follows it, as in \"W_h x\"")]
    [InlineData("h' = tanh(W_h x) * [|x|]", "x", "x is the input, which a matrix turns into a row of H numbers")]
    [InlineData("h' = [|tahn|](W_h x)", "tahn", "did you mean \"tanh\"?")]
    [InlineData("h' = [|tanh|](W_h x, h)", "tanh", "\"tanh\" takes 1 argument, tanh(x); here are 2")]
    [InlineData("s[4] = W_s x\nh' = tanh(h + [|s|])", "s", "\"s\" has 4 numbers and \"h'\" has H numbers")]
    [InlineData("[|s|][R] = W_s x\nh' = tanh(U_h s)", "s", "write \"size R = 16\"")]
    [InlineData("size [|R|] = 0\ns[R] = W_s x\nh' = tanh(U_h s)", "R", "set it to a whole number from 1 to 16384")]
    [InlineData("[|unused|] = W_u x\nh' = tanh(W_h x)", "unused", "Nothing reads the row \"unused\"")]
    [InlineData("vector [|p|] = 1\nh' = tanh(W_h x)", "p", "No row reads \"p\"")]
    [InlineData("vector [|E|] = 1\nh' = tanh(W_h x + E * h)", "E", "learned vectors of tokens")]
    [InlineData("bias [|f|] = 1\nh' = tanh(W_h x)", "f", "the name of a bias begins with b_")]
    [InlineData("n = W_h x\nh' = tanh(n + [|W_h|] h)", "W_h", "multiplies the same in each")]
    [InlineData("[|h'|] = tanh(U_h h)", "h'", "No row reads the input")]
    [InlineData("s[4] = W_s x\nh' = tanh(U_h s + [|W_h|] x)", "W_h", "what multiplies x must be of one size")]
    [InlineData("f(a) = [|f|](a)\nh' = f(W_h x)", "f", "or by itself")]
    [InlineData("f(a) = a * [|h|]\nh' = f(W_h x)", "h", "give it \"h\" as an argument")]
    [InlineData("[|tanh|](a) = a\nh' = tanh(W_h x)", "tanh", "There is a function \"tanh\" already")]
    [InlineData("f(a) = a + 1\nh' = [|f|](W_h x, h)", "f", "\"f\" takes 1 arguments; here are 2")]
    [InlineData("scalar q = 1\ns[4] = q * (W_s x)\nh' = tanh(U_h s) * [|q|]", "q", "declare a scalar for each")]
    [InlineData("h' = tanh(W_h x [|#|] h)", "#", "expected ',' or ')'")]
    public void ESQ015_says_what_is_wrong_and_the_cure(string equations, string at, string message)
    {
        string plain = equations.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        GeneratorRun run = GeneratorRun.Of($"using EdgeSeq; [RecurrentCell(\"\"\"\n{plain}\n\"\"\")] public readonly partial struct Own;");
        Diagnostic fault = Assert.Single(run.Diagnostics);
        Assert.Equal("ESQ015", fault.Id);
        Assert.Contains(message, fault.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(at, run.Input.SyntaxTrees[0].ToString().Substring(fault.Location.SourceSpan.Start, fault.Location.SourceSpan.Length));
    }

    [Fact]
    public void A_model_of_a_faulty_cell_repeats_no_error_of_it()
    {
        GeneratorRun run = GeneratorRun.Of(Model("h' = tanh(W_h x + U_h q)", "Vocabulary = 5, Hidden = 20"));
        Assert.Equal("ESQ015", Assert.Single(run.Diagnostics).Id);
        Assert.Empty(run.Files);
    }

    private static string Cell(string equations, string declaration = "public readonly partial struct Own;") =>
        $"using EdgeSeq; [RecurrentCell(\"\"\"\n{equations}\n\"\"\")] {declaration}";

    private static string Model(string equations, string options, string declaration = "public readonly partial struct Own;") =>
        $"{Cell(equations, declaration)}\n[SequenceModel(typeof(Own), {options})] public partial struct Lm;";

    private static void AssertFault(string marked, string at, string message)
    {
        string source = marked.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        GeneratorRun run = GeneratorRun.Of(source);
        Diagnostic fault = Assert.Single(run.Diagnostics);
        Assert.Equal("ESQ015", fault.Id);
        Assert.Contains(message, fault.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(marked.IndexOf("[|", StringComparison.Ordinal), fault.Location.SourceSpan.Start);
        Assert.Equal(at.Length, fault.Location.SourceSpan.Length);
    }
}
