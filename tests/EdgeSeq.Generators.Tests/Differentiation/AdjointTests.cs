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
            Dictionary<string, double> inputs = interpreter.Inputs.ToDictionary(name => name, name => rows.Reductions.Any(row => row.Name == name) ? Math.Abs(AwayFromKinks(random)) : AwayFromKinks(random));
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

    /// <summary>relu has no derivative at 0, and central differences must not straddle it.</summary>
    private static double AwayFromKinks(Random random) => (random.Next(2) == 0 ? -1 : 1) * (0.05 + 1.5 * random.NextDouble());
}
