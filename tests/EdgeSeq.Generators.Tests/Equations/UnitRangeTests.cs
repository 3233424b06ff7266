using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Tests.Equations;

/// <summary>Which values of a cell stay within -1 and 1.</summary>
[Trait("Isa", "none")]
public class UnitRangeTests
{
    [Theory]
    [InlineData("ElmanTanh", true)]
    [InlineData("ElmanRelu", false)]
    [InlineData("GruSimplified", true)]
    [InlineData("GruResetBefore", true)]
    [InlineData("GruResetAfter", true)]
    [InlineData("Lstm", true)]
    [InlineData("EchoState", true)]
    public void The_hidden_state_of_gated_cells_does(string cell, bool expected) => Assert.Equal(expected, Range(CellCatalogue.Find(cell)!.Read()).Has("h"));

    [Theory]
    [InlineData("h' = tanh(W_h x + U_h h + b_h)", "h", true)]
    [InlineData("h' = 2 * tanh(W_h x + U_h h + b_h)", "h", false)]
    [InlineData("h' = 0.5 * tanh(W_h x + U_h h + b_h) + 0.5 * h", "h", true)]
    [InlineData("h' = 0.5 * tanh(W_h x + U_h h + b_h) + h", "h", false)]
    [InlineData("h' = clip(W_h x + U_h h + b_h, -1, 1)", "h", true)]
    [InlineData("h' = clip(W_h x + U_h h + b_h, -1, 2)", "h", false)]
    [InlineData("z = sigmoid(W_z x + U_z h + b_z)\nh' = (1 - z) * tanh(W_h x + b_h) + z * h", "h", true)]
    [InlineData("z = sigmoid(W_z x + U_z h + b_z)\nh' = z * h - tanh(W_h x + b_h) * (z - 1)", "h", false)]   // true, but nobody writes it so
    [InlineData("z = sigmoid(W_z x + U_z h + b_z)\nh' = h - z * (h - tanh(W_h x + b_h))", "h", true)]
    [InlineData("z = tanh(W_z x + U_z h + b_z)\nh' = h - z * (h - tanh(W_h x + b_h))", "h", false)]           // z may be below 0
    [InlineData("f = sigmoid(W_f x + U_f h + b_f)\nc' = f * c + tanh(W_c x + U_c h + b_c)\nh' = tanh(c')", "c", false)]
    [InlineData("f = sigmoid(W_f x + U_f h + b_f)\nc' = f * c + tanh(W_c x + U_c h + b_c)\nh' = tanh(c')", "h", true)]
    public void Rows_are_followed(string equations, string name, bool expected) =>
        Assert.Equal(expected, Range(CellReader.Read(equations)).Has(name));

    private static UnitRange Range(CellRows rows) => UnitRange.Of(rows);
}
