using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Emission.Library;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Nodes.Recurrent;
using EdgeSeq.Generators.Planning;

namespace EdgeSeq.Generators.Tests.Emission;

[Trait("Isa", "none")]
[Trait("Cases", "part")]
public class GeneratedTextTests
{
    /// <summary>
    /// A file that a person opens with F12 and can still find a way through. Its longest part grows with the vectors of a
    /// panel, never with H, V or the window: loops are kept. A tenth more than the longest of today (931 lines).
    /// </summary>
    private const int MaxLines = 1000;

    /// <summary>The library's file is a table of register tiles, one method each: long, but every method is like the next.</summary>
    private const int MaxLibraryLines = 1600;

    /// <summary>Past the width of a screen; kernels' signatures and products are the widest lines.</summary>
    private const int MaxWidth = 320;

    /// <summary>Several panels, and a last one for most cells; <see cref="CellKernels"/> has one panel, of every cell. All in one compilation, which costs less.</summary>
    [Fact]
    public void The_text_of_every_cell_compiles_without_a_diagnostic() => Assert.Empty(Compiler.Problems(Compiler.Create(
        Cases.Every(4, TestCells.Names).SelectMany(cell => Compiler.Texts(TestPlans.Create(cell, 21, 160, cell, "Wide", TriedSets.Names)).Values))).Select(Compiler.Show));

    [Theory]
    [MemberData(nameof(TestCells.Catalogue), MemberType = typeof(TestCells))]
    public void No_file_is_longer_than_a_person_reads(string cell)
    {
        foreach (int hidden in new[] { 1, 128, 256, 512, 1000 })
        {
            foreach ((string name, string text) in Compiler.Texts(TestPlans.Create(cell, 256, hidden)))
            {
                string[] lines = text.Split('\n');
                Assert.True(lines.Length <= MaxLines, $"{cell}, H = {hidden}, {name}: {lines.Length} lines.");
                Assert.All(lines, line => Assert.True(line.Length <= MaxWidth, $"{cell}, {name}: a line of {line.Length} characters: {line}"));
            }
        }
    }

    [Fact]
    public void No_file_of_the_library_is_longer_than_a_person_reads() => Assert.All(
        LibraryFiles.All(), file => Assert.InRange(file.Text.ToString().Split('\n').Length, 1, MaxLibraryLines));

    [Theory]
    [MemberData(nameof(TestCells.Catalogue), MemberType = typeof(TestCells))]
    public void The_length_does_not_depend_on_the_sizes_beyond_a_last_panel(string cell)
    {
        foreach (Dialect dialect in DialectCatalogue.All)
        {
            int[] sizes = [256, 512, 1024, 4096];
            int[] lengths = [.. sizes.Select(hidden => Compiler.Texts(TestPlans.Create(cell, hidden, hidden))[$"{dialect.Name}.Layer"].Split('\n').Length)];
            Assert.Single(lengths.Distinct());
        }
    }

    [Theory]
    [MemberData(nameof(TestCells.All), MemberType = typeof(TestCells))]
    public void Every_equation_stands_beside_the_line_that_computes_it(string cell)
    {
        ModelPlan plan = TestPlans.Create(cell, 5, 20);
        LayerPlan layer = plan.Kinds[0];
        IEnumerable<Equation> adjoints = layer.IsTrained ? layer.Adjoints.Rows : [];
        Dictionary<string, string> texts = Compiler.Texts(plan);
        foreach (Dialect dialect in DialectCatalogue.All)
        {
            string[] lines = texts[$"{dialect.Name}.Layer"].Split('\n');
            foreach (var row in layer.Rows.Pointwise.Concat(adjoints))
            {
                Assert.Single(lines, line => line.EndsWith($";   // {row}", StringComparison.Ordinal));
            }
        }

        string model = texts["Model"].Replace("&gt;", ">", StringComparison.Ordinal);
        Assert.All(adjoints, row => Assert.Contains($"/// {row}\n", model, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(TestCells.All), MemberType = typeof(TestCells))]
    public void Lines_end_without_spaces_and_braces_are_balanced(string cell)
    {
        foreach (string text in Compiler.Texts(TestPlans.Create(cell, 5, 20)).Values)
        {
            Assert.Equal(-1, text.AsSpan().IndexOfAny('\r', '\t'));
            Assert.DoesNotContain(" \n", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\n\n\n", text, StringComparison.Ordinal);
            Assert.EndsWith("}\n", text, StringComparison.Ordinal);
            Assert.Equal(text.AsSpan().Count('{'), text.AsSpan().Count('}'));
        }
    }
}
