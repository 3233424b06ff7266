using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Dialects;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Functions;
using EdgeSeq.Generators.Nodes.Loss;
using EdgeSeq.Generators.Planning;
using EdgeSeq.Shapes;

namespace EdgeSeq.Generators.Tests.Catalogue;

[Trait("Isa", "none")]
public class CatalogueTests
{
    [Fact]
    public void The_members_of_Cell_are_the_cells_of_the_catalogue() =>
        Assert.Equal(Enum.GetNames<Cell>().Order(StringComparer.Ordinal), CellCatalogue.All.Select(cell => cell.Name));

    [Fact]
    public void Every_cell_says_what_people_call_it_and_where_it_comes_from() => Assert.All(CellCatalogue.All, cell =>
    {
        Assert.NotEmpty(cell.Title);
        Assert.Matches(@"\b(19|20)\d\d\b", cell.Source);
        Assert.Equal(cell, CellCatalogue.Find(cell.Name));
    });

    [Fact]
    public void Parameters_have_the_kinds_of_the_runtime() => Assert.All(CellCatalogue.All, cell => Assert.All(
        TestPlans.Create(cell.Name, 5, 20).Parameters, parameter => Assert.True(Enum.TryParse<ParameterKind>(parameter.Kind, out _), parameter.Kind)));

    [Fact]
    public void The_last_dialect_runs_everywhere()
    {
        Assert.Equal("true", DialectCatalogue.All[^1].IsSupported);
        Assert.DoesNotContain(DialectCatalogue.All.SkipLast(1), dialect => dialect.IsSupported == "true");
    }

    [Fact]
    public void The_tiles_of_every_dialect_fit_its_registers() => Assert.All(DialectCatalogue.All.SkipLast(1), dialect =>
    {
        int registers = dialect.Bits == 256 ? 16 : 32;   // of AVX2; AVX-512 and NEON have twice as many
        foreach ((int rows, int columns) in dialect.TileRows.SelectMany(rows => dialect.TileColumns.Select(columns => (rows, columns)))
            .Concat(dialect.SingleRowColumns.Select(columns => (1, columns))))
        {
            int vectors = columns * dialect.VectorsPerBlock;

            // Sums, weights unless the instruction takes them from memory (one row), and a broadcast.
            Assert.InRange(rows * vectors + (rows == 1 ? 0 : vectors) + 1, 2, registers);
        }

        Assert.InRange(dialect.MaxAccumulators + 2, 3, registers);
    });

    [Fact]
    public void The_rows_of_a_batch_chunk_come_out_even_in_the_tiles_of_every_dialect() => Assert.All(DialectCatalogue.All, dialect =>
    {
        Assert.Equal(1, dialect.TileRows[^1]);
        Assert.Equal(1, dialect.TileColumns[^1]);
        Assert.Equal(1, dialect.SingleRowColumns[^1]);
        Assert.Equal(0, ((LossNode)TestPlans.Create("ElmanTanh", 96, 128).Top!).ChunkRows % dialect.TileRows[0]);
        Assert.Equal(dialect.TileRows.OrderDescending(), dialect.TileRows);
        Assert.Equal(0, MatrixGroup.BlockSize % dialect.Width);
    });

    [Fact]
    public void Every_function_of_equations_has_a_derivative_for_each_argument() => Assert.All(FunctionCatalogue.Names, name =>
    {
        FunctionDefinition function = FunctionCatalogue.Find(name)!;
        var known = new HashSet<string>(function.Arguments) { "d", "y" };
        Assert.Equal(function.Arguments.Count + 2, known.Count);
        Assert.Equal(function.Arguments.Count, function.Derivatives!.Length);
        Assert.All(function.Derivatives, text => Assert.All(EquationParser.ParseExpression(text).Variables(), variable => Assert.Contains(variable, known)));
    });

    [Fact]
    public void Functions_are_defined_row_by_row_from_their_arguments() => Assert.All(FunctionCatalogue.All, function =>
    {
        var known = new HashSet<string>(function.Arguments);
        foreach (Equation row in EquationParser.Parse(function.Rows))
        {
            Assert.All(row.Value.Variables(), name => Assert.Contains(name, known));
            Assert.True(known.Add(row.Target), row.ToString());
        }

        Assert.NotEmpty(function.Summary);
        Assert.NotEmpty(function.Source);
    });
}
