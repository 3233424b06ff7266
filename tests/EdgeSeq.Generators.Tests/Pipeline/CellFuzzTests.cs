using System.Globalization;
using System.Text;
using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Nodes.Recurrent;
using Microsoft.CodeAnalysis;

namespace EdgeSeq.Generators.Tests.Pipeline;

/// <summary>
/// Damaged equations, from a fixed seed: letters, names, lines and signs of good cells exchanged, doubled or left out, and cells put together
/// at random. Either they are refused at a place in the text, or what is generated compiles. The variable EDGESEQ_FUZZ sets how many texts are
/// read; one in two hundred of the good ones goes through the compiler.
/// </summary>
[Trait("Isa", "none")]
public class CellFuzzTests
{
    private static readonly string[] Pieces =
    [
        "x", "h", "h'", "c", "c'", "W_a", "U_a", "b_a", "W_a x", "U_h h", " + ", " - ", " * ", " / ", "(", ")", ", ", " = ", "'", "[4]", "[R]", "sigmoid(", "tanh(", "mean(", "max(", "sum(", "relu(", "sqrt(",
        "0.5", "1e400", "0x3f800000", "-", "\n", "size R = 4\n", "constant a = 2\n", "vector v\n", "scalar s = 1\n", "bias b_a = 1\n", "f(a) = a * a\n", "f(", "//", "\t", "é", "\0", "\U0001F600", "1.2.3", "leak", "E", "W_y",
    ];

    [Fact]
    public void Damaged_equations_are_refused_at_a_place_or_compile()
    {
        var random = new Random(31);
        string[] cells = [.. TestCells.Names.Select(name => TestCells.Find(name).Equations)];
        var accepted = new List<string>();
        int refused = 0;
        for (int i = 0; i < DamagedText.Count; i++)
        {
            string text = DamagedText.Of(random, cells[random.Next(cells.Length)], Pieces);
            try
            {
                CellRows rows = new CellDefinition("A", "A", "", text, IsOwn: true).Read();
                StagePlanner.Backward(rows, Differentiator.Differentiate(rows), StagePlanner.Forward(rows));
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

        Assert.True(accepted.Count > DamagedText.Count / 50 && refused > DamagedText.Count / 4, $"{accepted.Count} accepted, {refused} refused");
        AssertCompile([.. accepted.Where((_, i) => i % 200 == 7)]);
    }

    [Theory]
    [InlineData("(", 100_000)]
    [InlineData("-", 100_000)]
    [InlineData("tanh(", 100_000)]
    [InlineData("h + ", 100_000)]
    [InlineData("U_a ", 100_000)]
    [InlineData("\n", 100_000)]
    [InlineData("\na = h", 100_000)]
    public void Endless_equations_are_refused_and_not_walked(string piece, int times) =>
        Assert.Throws<EquationSyntaxException>(() => CellReader.Read("h' = " + new StringBuilder().Insert(0, piece, times)));

    private static void AssertCompile(string[] texts)
    {
        var source = new StringBuilder("using EdgeSeq;\n");
        for (int i = 0; i < texts.Length; i++)
        {
            string literal = Microsoft.CodeAnalysis.CSharp.SymbolDisplay.FormatLiteral(texts[i], quote: true);
            source.Append(CultureInfo.InvariantCulture, $"[RecurrentCell({literal})] public readonly partial struct C{i};\n[SequenceModel(typeof(C{i}), Inputs = 3, Outputs = 2, Hidden = 20)] public readonly partial struct M{i};\n");
        }

        GeneratorRun run = GeneratorRun.Of(source.ToString());
        Assert.Null(run.Result.Exception);
        Assert.Empty(run.Diagnostics);
        Assert.Empty(Compiler.Problems(run.Output));
    }
}
