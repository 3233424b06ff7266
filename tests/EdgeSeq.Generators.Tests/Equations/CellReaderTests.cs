using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Tests.Equations;

[Trait("Isa", "none")]
public class CellReaderTests
{
    [Theory]
    [InlineData("ElmanTanh", "h", "a_h = W_h x + U_h h + b_h", "h' = tanh(a_h)")]
    [InlineData("GruResetAfter", "h",
        "a_r = W_r x + U_r h + b_r; a_z = W_z x + U_z h + b_z; a_n = W_n x + b_n; q_n = U_n h + b_hn",
        "r = sigmoid(a_r); z = sigmoid(a_z); n = tanh(a_n + r * q_n); h' = n + z * (h - n)")]
    [InlineData("GruResetBefore", "h",
        "a_r = W_r x + U_r h + b_r; a_z = W_z x + U_z h + b_z; a_n = W_n x + U_n rh + b_n",
        "r = sigmoid(a_r); z = sigmoid(a_z); rh = r * h; n = tanh(a_n); h' = n + z * (h - n)")]
    [InlineData("Lstm", "h c",
        "a_i = W_i x + U_i h + b_i; a_f = W_f x + U_f h + b_f; a_g = W_g x + U_g h + b_g; a_o = W_o x + U_o h + b_o",
        "i = sigmoid(a_i); f = sigmoid(a_f); g = tanh(a_g); o = sigmoid(a_o); c' = f * c + i * g; tanh_c = tanh(c'); h' = o * tanh_c")]
    [InlineData("ThreeStages", "h",
        "a_p = W_p x + U_p h + b_p; q_q = U_q p + b_q; q_n = U_n q + b_n",
        "p = tanh(a_p); q = tanh(q_q); tanh_q_b_n = tanh(q_n); h' = h + tanh_q_b_n")]
    [InlineData("Linear", "h", "a_h = W_h x + U_h h + b_h", "h' = a_h")]
    [InlineData("Softsign", "h", "a = W_h x + U_h h + b_h", "sqrt_a = sqrt(1 + a * a); h' = a / (1 + sqrt_a)")]
    [InlineData("ProductOfPreActivation", "h", "p = W_p x + U_p h + b_p; q_q = U_q p2 + b_q", "p2 = p; tanh_p_b_q = tanh(q_q); h' = tanh_p_b_q + p")]
    [InlineData("WithoutRecurrence", "h", "a_f = W_f x + b_f; a_g = W_g x + b_g", "f = sigmoid(a_f); g = tanh(a_g); h' = f * h + (1 - f) * g")]
    public void A_cell_is_taken_apart_into_affine_maps_and_pointwise_rows(string cell, string states, string affine, string pointwise)
    {
        CellRows rows = TestCells.Rows(cell);
        Assert.Equal(states, string.Join(' ', rows.States));
        Assert.Equal(affine, string.Join("; ", rows.Affine));
        Assert.Equal(pointwise, string.Join("; ", rows.Pointwise));
    }

    [Theory]
    [MemberData(nameof(TestCells.All), MemberType = typeof(TestCells))]
    public void Rows_use_only_what_earlier_rows_define_and_define_it_once(string cell)
    {
        CellRows rows = TestCells.Rows(cell);
        string[] given = [.. rows.States, .. rows.Affine.Select(row => row.Name), .. rows.Reductions.Select(row => row.Name), .. rows.Parameters.Select(row => row.Name)];
        var known = new HashSet<string>(given);
        Assert.Equal(given.Length, known.Count);
        foreach (Equation row in rows.Pointwise)
        {
            Assert.All(row.Value.Variables(), name => Assert.Contains(name, known));
            Assert.True(known.Add(row.Target), row.ToString());
        }

        Assert.All(rows.Affine.Select(row => row.Operand).Concat(rows.Reductions.Select(row => row.Operand)).OfType<string>(), operand => Assert.Contains(operand, known));
    }

    [Theory]
    [MemberData(nameof(TestCells.All), MemberType = typeof(TestCells))]
    public void Results_of_functions_are_named_so_that_derivatives_can_read_them(string cell) =>
        Assert.All(TestCells.Rows(cell).Pointwise, row => Assert.DoesNotContain(Inner(row.Value), node => node is Call or MatrixProduct));

    [Fact]
    public void The_hidden_state_comes_first_wherever_it_is_defined() =>
        Assert.Equal(["h", "m", "c"], CellReader.Read("m' = m * h\nh' = tanh(W_h x)\nc' = c + h'").States);

    /// <summary>Names of the reader's own give way to those of rows, wherever they stand.</summary>
    [Fact]
    public void A_row_may_have_the_name_that_a_pre_activation_would_have() =>
        Assert.Equal("a_r2 = W_r x; a_r = W_a x; a_r1 = W_r1 x", string.Join("; ", CellReader.Read("r = tanh(W_r x)\na_r = W_a x\nr1 = tanh(W_r1 x)\nh' = r * a_r + r1").Affine));

    [Fact]
    public void A_row_may_have_the_name_of_a_constant() =>
        Assert.Equal("leak = sigmoid(a_k); h' = leak * h", string.Join("; ", new CellDefinition("A", "A", "A", "leak = sigmoid(W_k x)\nh' = leak * h").Read().Pointwise));

    [Theory]
    [InlineData("h' = tanh(W_h x)", "dh", "dc_total'")]
    [InlineData("dh = tanh(W_h x)\nh' = dh", "d_h", "d_c_total'")]
    [InlineData("dh = tanh(W_h x)\nd_h = 2 * dh\nh' = d_h", "d__h", "d__c_total'")]
    [InlineData("dh_total' = tanh(W_h x)\nh' = dh_total'", "d_h", "d_c_total'")]
    [InlineData("c_total' = tanh(W_h x)\nh' = c_total'", "dh", "dc_total_total'")]
    public void An_adjoint_has_a_name_that_no_row_has(string equations, string ofHidden, string ofTotal)
    {
        CellRows rows = CellReader.Read(equations);
        Assert.Equal((ofHidden, ofTotal), (rows.AdjointOf("h"), rows.AdjointOf(rows.TotalOf("c'"))));
    }

    [Theory]
    [InlineData("c' = tanh(W_c x)", "must define the next hidden state, h'")]
    [InlineData("h' = tanh(W_h x) * q", "\"q\", which no earlier row defines")]
    [InlineData("h' = x * tanh(W_h x)", "\"x\", which no earlier row defines")]
    [InlineData("n = tanh(W_n x)\nn = tanh(W_m x)\nh' = n", "\"n\" is defined twice")]
    [InlineData("h' = tanh(U_h q)", "\"q\", which no earlier row defines")]
    [InlineData("a = W_a x\na = W_b x\nh' = a", "\"a\" is defined twice")]
    [InlineData("h = W_a x\nh' = h", "\"h\" is defined twice")]
    [InlineData("x = tanh(W_n h)\nh' = x", "\"x\" is the input")]
    [InlineData("x' = tanh(W_n h)\nh' = h", "\"x\" is the input")]
    [InlineData("b_n = tanh(W_n x)\nh' = b_n", "\"b_n\" is the name of a parameter")]
    [InlineData("U_n = tanh(W_n x)\nh' = h", "\"U_n\" is the name of a parameter")]
    [InlineData("h' = tanh(W_y x)", "\"W_y\" belongs to the output layer")]
    [InlineData("h' = tanh(W_h x + b_y)", "\"b_y\" belongs to the output layer")]
    [InlineData("h' = tanh(W_r_l1 x)", "\"W_r_l1\" ends as the parameters of further layers do")]
    [InlineData("h' = tanh(W_r_reverse x)", "\"W_r_reverse\" ends as the parameters of further layers do")]
    [InlineData("h' = tanh(W_h x", "expected ',' or ')'")]
    public void An_odd_cell_is_refused_with_the_reason(string equations, string reason)
    {
        var error = Assert.Throws<EquationSyntaxException>(() => CellReader.Read(equations));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<Expression> Inner(Expression value) => value switch
    {
        Call call => call.Arguments.SelectMany(Nodes),
        _ => Nodes(value),
    };

    private static IEnumerable<Expression> Nodes(Expression value) => value switch
    {
        Negation negation => Nodes(negation.Operand).Append(value),
        Binary binary => Nodes(binary.Left).Concat(Nodes(binary.Right)).Append(value),
        Call call => call.Arguments.SelectMany(Nodes).Append(value),
        _ => [value],
    };
}
