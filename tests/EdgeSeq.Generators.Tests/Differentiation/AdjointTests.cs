using EdgeSeq.Generators.Differentiation;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Tests.Interpretation;

namespace EdgeSeq.Generators.Tests.Differentiation;

[Trait("Isa", "none")]
public class AdjointTests
{
    /// <summary>The error of a central difference is of order Step^2, its rounding of order 1e-16 / Step.</summary>
    private const double Step = 1e-5;

    /// <summary>Relative to the larger of the two derivatives, and to 1e-3 where both are tiny.</summary>
    private const double Tolerance = 1e-6, Scale = 1e-3;

    [Theory]
    [MemberData(nameof(TestCells.All), MemberType = typeof(TestCells))]
    public void Derived_adjoints_agree_with_central_differences(string cell)
    {
        CellRows rows = TestCells.Rows(cell);
        var interpreter = new CellInterpreter(rows);
        var random = new Random(7);
        for (int trial = 0; trial < 20; trial++)
        {
            Dictionary<string, double> inputs = interpreter.Inputs.ToDictionary(name => name, _ => AwayFromKinks(random));
            Dictionary<string, double> weights = interpreter.Outputs.ToDictionary(rows.AdjointOf, _ => 2 * random.NextDouble() - 1);
            Dictionary<string, double> adjoints = interpreter.Backward(interpreter.Forward(inputs), weights);
            foreach (string input in interpreter.Inputs)
            {
                double expected = (Loss(Moved(input, Step)) - Loss(Moved(input, -Step))) / (2 * Step);
                double actual = adjoints[rows.AdjointOf(input)];
                double error = Math.Abs(actual - expected) / Math.Max(Scale, Math.Max(Math.Abs(actual), Math.Abs(expected)));
                Assert.True(error < Tolerance, $"{cell}, d{input}: the adjoint is {actual:R}, the difference quotient {expected:R}.");
            }

            double Loss(Dictionary<string, double> at)
            {
                Dictionary<string, double> values = interpreter.Forward(at);
                return interpreter.Outputs.Sum(output => weights[rows.AdjointOf(output)] * values[output]);
            }

            Dictionary<string, double> Moved(string input, double by) => new(inputs) { [input] = inputs[input] + by };
        }
    }

    [Theory]
    [MemberData(nameof(TestCells.All), MemberType = typeof(TestCells))]
    public void Every_input_has_exactly_one_adjoint_and_no_row_reads_a_later_one(string cell)
    {
        CellRows rows = TestCells.Rows(cell);
        var interpreter = new CellInterpreter(rows);
        AdjointRows adjoints = Differentiator.Differentiate(rows);
        Assert.All(interpreter.Inputs, input => Assert.Single(adjoints.Rows, row => row.Target == rows.AdjointOf(input)));
        var known = new HashSet<string>(interpreter.Inputs.Concat(rows.Pointwise.Select(row => row.Target)).Concat(interpreter.Outputs.Select(rows.AdjointOf)));
        foreach (Equation row in adjoints.Rows)
        {
            Assert.All(row.Value.Variables(), name => Assert.Contains(name, known));
            Assert.True(known.Add(row.Target), row.ToString());
        }
    }

    [Theory]
    [InlineData("ElmanTanh", "da_h = dh' * (1 - h' * h'); dh = 0")]
    [InlineData("GruResetAfter",
        "dn = dh' * (1 - z); dz = dh' * (h - n); da_n = dn * (1 - n * n); dr = da_n * q_n; da_z = dz * z * (1 - z); "
        + "da_r = dr * r * (1 - r); dq_n = da_n * r; dh = dh' * z")]
    public void Derived_adjoints_read_as_a_person_would_write_them(string cell, string expected)
    {
        IEnumerable<string> rows = Differentiator.Differentiate(TestCells.Rows(cell)).Rows.Select(row => row.ToString());
        Assert.Equal(expected.Split("; ").Order(), rows.Order());
    }

    [Fact]
    public void An_operand_that_a_pointwise_row_reads_too_is_refused_with_the_cure()
    {
        CellRows rows = CellReader.Read("r = sigmoid(W_r x)\nn = tanh(U_n r)\nh' = n * r");
        var error = Assert.Throws<EquationSyntaxException>(() => Differentiator.Differentiate(rows));
        Assert.Contains("\"r\" is read by a matrix product and by a pointwise row", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_without_a_derivative_is_refused_with_those_that_have_one()
    {
        CellRows rows = CellReader.Read("h' = flush(W_h x + U_h h + b_h)");
        var error = Assert.Throws<EquationSyntaxException>(() => Differentiator.Differentiate(rows));
        Assert.Contains("\"flush\" has no derivative; a cell may use ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_call_with_too_many_arguments_is_refused_with_how_it_is_called()
    {
        CellRows rows = CellReader.Read("h' = tanh(W_h x + U_h h + b_h, h)");
        var error = Assert.Throws<EquationSyntaxException>(() => Differentiator.Differentiate(rows));
        Assert.Contains("takes 1 argument, tanh(x)", error.Message, StringComparison.Ordinal);
    }

    /// <summary>relu has no derivative at 0, and central differences must not straddle it.</summary>
    private static double AwayFromKinks(Random random) => (random.Next(2) == 0 ? -1 : 1) * (0.05 + 1.5 * random.NextDouble());
}
