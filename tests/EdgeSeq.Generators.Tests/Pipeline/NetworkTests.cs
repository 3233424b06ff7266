using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Networks;
using Microsoft.CodeAnalysis;

namespace EdgeSeq.Generators.Tests.Pipeline;

/// <summary>Declared networks: faults at their characters, damaged texts, and what is generated.</summary>
[Trait("Isa", "none")]
public class NetworkTests
{
    private const string Good = """
        d    = tanh(dense(x, 5))
        v    = GruResetAfter(d, 6)
        c    = relu(conv([d, v], 4, 3, 2))
        vad  = sigmoid(dense(layernorm(c), 1))
        gain = softmax(dense([v, x], 3))
        """;

    private static readonly string[] s_pieces =
    [
        "x", "d", "v", "dense(", "conv(", "Lstm(", "GruResetAfter(", "both(", "softmax(", "sigmoid(", "layernorm(", "average(", "last(", "dropout(", "slice(", "[", "]", "(", ")", ", ", " + ", " * ", " / ", " - ",
        "1", "3", "5", "1e9", "-2", "0.5", "\n", " = ", "y = dense(v, 2)\n", "constant a = 2\n", "weight gain = 2\n", "f(a) = a * a\n", "f(", "depthwise(", "tied(", "tied(h, e)", "stride(", "stride(x, 2)", "hold(", "conv(x, 4, 3, 1, 2)", "rmsnorm(", "dotattention(", "additiveattention(x, 3, 2)", "attentionpool(", "bag(", "embed(slice(x, 0, 2), 5, 3)", "embed(x, 4)", "//", "é", "\0", "'", "W_a x", "b_a", "mean(",
    ];

    /// <summary>What stands in [| |] is where the error is.</summary>
    [Theory]
    [InlineData("y = [|densee|](x, 1)", "did you mean \"dense\"?")]
    [InlineData("y = [|tanj|](dense(x, 2))", "did you mean \"tanh\"?")]
    [InlineData("y = [|Lstn|](x, 4)", "did you mean \"Lstm\"?")]
    [InlineData("y = [|dense|](x)", "takes 2 arguments, as in dense(x, 24); here is 1")]
    [InlineData("y = [|dense|](x, 0)", "whole number from 1 to 16384")]
    [InlineData("y = [|dense|](x, x)", "here is \"x\"")]
    [InlineData("h = Lstm(x, 4)\ny = h + [|x|]", "\"x\" has 3 numbers, and what stands before it has 4")]
    [InlineData("y = dense([|z|], 1)\nz = dense(y, 1)", "a later row does, or this one")]
    [InlineData("y = dense([|hh|], 1)", "No earlier row defines \"hh\"")]
    [InlineData("h = Lstm(x, 4)\ny = dense([|g|], 1)\ng = h", "what goes around from step to step is a cell")]
    [InlineData("[|y'|] = dense(x, 1)", "only cells have states")]
    [InlineData("[|x|] = dense(x, 1)", "\"x\" is the input")]
    [InlineData("y = dense(x, 1)\n[|y|] = dense(x, 2)", "\"y\" is defined twice")]
    [InlineData("[|y|][4] = dense(x, 1)", "sizes are arguments")]
    [InlineData("[|W_a|] = dense(x, 1)", "looks like a parameter")]
    [InlineData("y = [|W_a|] x", "write dense(x, 24)")]
    [InlineData("y = [|EchoState|](x, 4)", "reservoir")]
    [InlineData("y = [|both|](x)", "Only a recurrent layer reads in both directions")]
    [InlineData("y = [|embed|](x, 4)", "say how many tokens its numbers tell apart")]
    [InlineData("y = [|embed|](dense(x, 2), 5, 4)", "holds no tokens")]
    [InlineData("y = [|bag|](x, 5)", "takes 3 arguments")]
    [InlineData("y = [|bag|](x, 0, 4)", "The vocabulary must be a whole number")]
    [InlineData("y = tied(x, [|x|])", "\"x\" is no row of learned vectors: tied takes the name of the row")]
    [InlineData("y = tied(x, [|dense|](x, 3))", "\"dense(x, 3)\" is no row of learned vectors")]
    [InlineData("e = embed(slice(x, 0, 1), 5, 4)\ny = [|tied|](dense(e, 3), e)", "put a dense layer between them, as in tied(dense(h, 4), e)")]
    [InlineData("e = embed(slice(x, 0, 1), 20000, 4)\ny = tied(e, [|e|])", "\"e\" tells 20000 tokens apart")]
    [InlineData("s = stride(x, 2)\ny = dense(s, 3) + [|x|]", "\"x\" has a value at every step, and what stands before it every 2 steps: hold(a) keeps a slower one until the next, stride(a, 2) takes fewer of the other")]
    [InlineData("s = stride(x, 2)\nt = stride(x, 3)\ny = [s, [|t|]]", "\"t\" has a value every 3 steps, and what stands before it every 2 steps")]
    [InlineData("y = [|stride|](x, 1)", "The stride must be a whole number from 2 to 65536")]
    [InlineData("y = [|stride|](stride(x, 300), 300)", "would have a value every 90000 steps")]
    [InlineData("y = [|hold|](x)", "\"x\" has a value at every step already")]
    [InlineData("y = [|stride|](average(x), 2)", "counts after the last one only")]
    [InlineData("y = [|conv|](x, 4, 3, 1, 0)", "The stride must be a whole number from 1")]
    [InlineData("y = dense([|mean|](x, x), 2)", "\"mean\" takes 1 argument, mean(a): one number of all units of a row; here are 2, whose mean unit by unit is (a + b) / 2")]
    [InlineData("y = dense(x, 1) + [|1e39|]", "1e39 is no number that a float can hold")]
    [InlineData("constant a = [|1e-60|]\ny = a * x", "1e-60 is no number that a float can hold")]
    [InlineData("y = [|slice|](x, 2, 2)", "end behind the last")]
    [InlineData("[|y|] = softmax(dense(x, 1))", "a softmax over one number")]
    [InlineData("y = dense(x, 1)\n[|z|] = dense(last(x), 1)", "one of every step and one of the last")]
    [InlineData("weight [|q|] = 2\ny = dense(x, 1)", "\"q\" is no output: the outputs, rows that no other row reads, are y")]
    [InlineData("weight [|y|] = 0\ny = dense(x, 1)", "must be above 0")]
    [InlineData("vector [|g|] = 1\ny = dense(x, 1)", "is declared as cells do it")]
    [InlineData("constant a = 2\ny = [|a|]", "made of numbers alone")]
    [InlineData("y = [|conv|](x, 4, 1000, 60000)", "more than a stream may hold")]
    [InlineData("f(a) = [|f|](a)\ny = f(x)", "or by itself")]
    [InlineData("[|softmax|](a) = 2 * a\ny = dense(softmax(x), 2)", "There is a node \"softmax\" already")]
    [InlineData("f(a) = [|dense|](a, 2)\ny = f(x)", "is a node: write it as a row")]
    [InlineData("k = average(x)\ny = [|Lstm|](k, 4)", "counts after the last one only")]
    [InlineData("y = [|highest|](average(x))", "counts after the last one only")]
    [InlineData("y = [|conv|](last(x), 4, 2)", "counts after the last one only")]
    [InlineData("y = [|dotattention|](x)", "takes 2 to 3 arguments")]
    [InlineData("y = [|additiveattention|](x, 0)", "whole number from 1 to 65536")]
    [InlineData("y = [|dotattention|](x, 65536, 16000)", "more than a stream may hold")]
    [InlineData("y = [|dotattention|](average(x), 4)", "counts after the last one only")]
    [InlineData("y = [|attentionpool|](x, dense(x, 2))", "a score has one, or as many as \"x\", which has 3")]
    [InlineData("e = average(x)\ny = [|attentionpool|](x, e)", "counts after the last one only")]
    [InlineData("y = x * [|dense|](x, 1)", "give it a row of its own, as in \"e = dense(x, 1)\"")]
    [InlineData("y = dense(x, 1)[|)|] ", "expected an operator or the end of the row")]
    public void Faults_stand_at_their_character(string marked, string message)
    {
        int start = marked.IndexOf("[|", StringComparison.Ordinal);
        int length = marked.IndexOf("|]", StringComparison.Ordinal) - start - 2;
        string text = marked.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal);
        EquationSyntaxException fault = Assert.Throws<EquationSyntaxException>(() => NetworkReader.Read(new NetworkDefinition(text, default), 0, 3));
        Assert.Contains(message, fault.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((start, length), (fault.Mark.Start, fault.Mark.Length));
    }

    [Theory]
    [InlineData("Inputs = 3, Hidden = 4", "Hidden and a network")]
    [InlineData("Inputs = 3, Head = Head.Linear", "Head and a network")]
    [InlineData("Inputs = 3, Vocabulary = 4", "leave one of them out")]
    [InlineData("", "Vocabulary of 'M' is 0")]
    public void Options_that_the_text_says_are_refused(string options, string message)
    {
        GeneratorRun run = GeneratorRun.Of($"using EdgeSeq;\n[SequenceModel(\"y = dense(Lstm(x, 4), 1)\"{(options.Length > 0 ? ", " + options : "")})] public readonly partial struct M;");
        Assert.Contains(run.Diagnostics, diagnostic => diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture).Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Weights_of_8_bits_are_refused_at_their_option()
    {
        const string Option = "Weights = WeightType.Int8";
        string source = $"using EdgeSeq;\n[SequenceModel(\"y = dense(Lstm(x, 4), 1)\", Inputs = 3, {Option})] public readonly partial struct M;";
        Diagnostic fault = Assert.Single(GeneratorRun.Of(source).Diagnostics);
        Assert.Equal("ESQ008", fault.Id);
        Assert.Contains("take WeightType.BFloat16", fault.GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.Equal(Option, source.Substring(fault.Location.SourceSpan.Start, fault.Location.SourceSpan.Length));
    }

    [Fact]
    public void A_cell_of_ones_own_is_found_as_types_are_found()
    {
        GeneratorRun run = GeneratorRun.Of("""
            using EdgeSeq;
            using Cells;
            namespace Cells
            {
                [RecurrentCell("input skip\nh' = tanh(W_h x + U_h h + skip)")]
                public readonly partial struct Skipping;
            }

            namespace Models
            {
                [SequenceModel("a = dense(x, 5)\ny = dense(Skipping(x, 5, a), 2)", Inputs = 3)]
                public readonly partial struct M;
            }
            """);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(Compiler.Problems(run.Output));
    }

    [Fact]
    public void A_cell_with_a_further_input_needs_a_network()
    {
        GeneratorRun run = GeneratorRun.Of("""
            using EdgeSeq;
            [RecurrentCell("input skip\nh' = tanh(W_h x + skip)")]
            public readonly partial struct Skipping;

            [SequenceModel(typeof(Skipping), Vocabulary = 5, Hidden = 4)]
            public readonly partial struct M;
            """);
        Assert.Contains("only a network says what that is", Assert.Single(run.Diagnostics).GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public void Damaged_networks_are_refused_at_a_place_or_compile()
    {
        var random = new Random(37);
        var accepted = new List<string>();
        int refused = 0, count = DamagedText.Count / 4;
        for (int i = 0; i < count; i++)
        {
            string text = DamagedText.Of(random, Good, s_pieces);
            try
            {
                NetworkReader.Read(new NetworkDefinition(text, default), 0, 3);
                accepted.Add(text);
            }
            catch (EquationSyntaxException fault)
            {
                refused++;
                Assert.InRange(fault.Mark.Start, 0, text.Length);
                Assert.True(fault.Message.Length > 20, fault.Message);
            }
            catch (Exception e)
            {
                Assert.Fail($"{e}\n{text}");
            }
        }

        Assert.True(accepted.Count > count / 100 && refused > count / 4, $"{accepted.Count} accepted, {refused} refused");
        var source = new System.Text.StringBuilder("using EdgeSeq;\n");
        foreach ((string text, int number) in accepted.Where((_, i) => i % 20 == 7).Select((text, i) => (text, i)))
        {
            source.Append(System.Globalization.CultureInfo.InvariantCulture, $"[SequenceModel({Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(text, quote: true)}, Inputs = 3)] public readonly partial struct M{number};\n");
        }

        GeneratorRun run = GeneratorRun.Of(source.ToString());
        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(Compiler.Problems(run.Output));
    }

    [Fact]
    public void Lists_of_lists_end()
    {
        string text = "a0 = [x, dense(x, 1)]\n" + string.Concat(Enumerable.Range(1, 60).Select(i => $"a{i} = [a{i - 1}, a{i - 1}]\n")) + "y = dense(a60, 1)";
        Assert.Contains("pieces", Assert.Throws<EquationSyntaxException>(() => NetworkReader.Read(new NetworkDefinition(text, default), 0, 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_of_functions_end()
    {
        string text = "f0(a) = a * a\n" + string.Concat(Enumerable.Range(1, 60).Select(i => $"f{i}(a) = f{i - 1}(f{i - 1}(a))\n")) + "y = f60(x)";
        Assert.Contains("calls of one another", Assert.Throws<EquationSyntaxException>(() => NetworkReader.Read(new NetworkDefinition(text, default), 0, 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_further_input_that_its_cell_does_not_read_is_refused()
    {
        var cell = new EdgeSeq.Generators.Cells.CellDefinition("Half", "Half", "", "input a\ninput b\nh' = tanh(W_h x + U_h h + a)", IsOwn: true);
        EquationSyntaxException fault = Assert.Throws<EquationSyntaxException>(() => NetworkReader.Read(new NetworkDefinition("y = Half(x, 3, x, nothing)", new([cell])), 0, 3));
        Assert.Contains("further input \"b\"", fault.Message, StringComparison.Ordinal);
    }
}
