using System.Reflection;
using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Generators.Tests.Support;

/// <summary>The catalogue's cells, and cells that a user might write: no stage of the generator may tell them apart.</summary>
public static class TestCells
{
    private static readonly Dictionary<string, string> Texts = new()
    {
        ["Linear"] = "h' = W_h x + U_h h + b_h",

        ["Softsign"] = """
            a = W_h x + U_h h + b_h
            h' = a / (1 + sqrt(1 + a * a))
            """,

        ["SoftplusQuotient"] = """
            s = log(1 + exp(W_s x + U_s h + b_s))
            g = sigmoid(W_g x + U_g h + b_g)
            h' = -g / (s + 2) - h / -(1 + g * g)
            """,

        // Deep transition, Pascanu et al. 2014: each product reads what the one before it gave.
        ["ThreeStages"] = """
            p = tanh(W_p x + U_p h + b_p)
            q = tanh(U_q p + b_q)
            h' = h + tanh(U_n q + b_n)
            """,

        // A gate on both sides of a product, so that an adjoint of the second stage is read in the first.
        ["GatedTwice"] = """
            r = sigmoid(W_r x + U_r h + b_r)
            n = tanh(W_n x + b_n + r * (U_n (r * h)))
            h' = n - r * h
            """,

        // Two states, and stages that hand a next state on.
        ["LstmWithLateOutput"] = """
            f = sigmoid(W_f x + U_f h + b_f)
            g = tanh(W_g x + U_g h + b_g)
            c' = f * c + (1 - f) * g
            o = sigmoid(W_o x + U_o (g * c) + b_o)
            h' = o * tanh(c')
            """,

        // A product of each state.
        ["TwoOperands"] = """
            f = sigmoid(W_f x + U_f h + b_f)
            g = tanh(W_g x + U_g c + b_g)
            c' = f * c + g
            h' = tanh(c')
            """,

        // A later stage reads a next state, once pointwise and once through a product.
        ["NextStateReadLater"] = """
            f = sigmoid(W_f x + U_f h + b_f)
            c' = f * c + (1 - f)
            o = sigmoid(W_o x + U_o (f * h) + b_o + c')
            h' = o * c'
            """,

        ["ProductOfNextState"] = """
            f = sigmoid(W_f x + U_f h + b_f)
            c' = f * c + (1 - f)
            o = sigmoid(W_o x + U_o c' + b_o)
            h' = o * tanh(c')
            """,

        ["ProductOfPreActivation"] = """
            p = W_p x + U_p h + b_p
            h' = tanh(U_q p + b_q) + p
            """,

        // Names that mean something else in C# or in the kernels.
        ["OddNames"] = """
            next = sigmoid(W_if x + U_if h + b_if)
            lane = W_do x + U_do h + b_do
            f = tanh(lane) * next
            h' = f * h + (1 - next) * tanh(lane)
            """,

        ["SmoothFunctions"] = """
            a = silu(W_a x + U_a h + b_a) + gelu(W_g x + U_g h + b_g)
            e = elu(W_e x + U_e h + b_e) - selu(a)
            s = softplus(W_s x + U_s h + b_s) * softsign(e)
            h' = sin(a + s) * cos(h) + 0.3 * gelu_tanh(s - h)
            """,

        ["FunctionsWithKinks"] = """
            a = clip(W_a x + U_a h + b_a, -0.3, 0.2)
            e = max(W_e x + U_e h + b_e, 0.5 * h)
            s = hard_sigmoid(2 * e) * hard_tanh(3 * a) + abs(e - 0.1)
            h' = min(e, s) + leaky_relu(a - h, 0.1) - 0.5 * clip(h, -abs(a), 0.02 + e * e)
            """,

        // Signs before what becomes one word of a dialect, and sums there.
        ["SignsEverywhere"] = """
            f = sigmoid(W_f x + U_f h + b_f)
            g = tanh(W_g x + U_g h + b_g)
            h' = f * g - -f * h - (f + h) * (g - 0.5) - -(-g) * 0.25 - - -h * 0.125
            """,

        ["NineGates"] = ManyGates(9),

        ["SeventeenGates"] = ManyGates(17),

        // Units without weights compute 0 / 0.
        ["QuotientOfNothing"] = """
            n = W_n x
            q = U_q h + b_q
            h' = n / sqrt(n * n + q * q)
            """,

        ["WithoutRecurrence"] = """
            f = sigmoid(W_f x + b_f)
            g = tanh(W_g x + b_g)
            h' = f * h + (1 - f) * g
            """,
    };

    /// <summary>Published cells, as users declare them.</summary>
    private static readonly Dictionary<string, RecurrentCellAttribute> s_zoo = typeof(TestCells).Assembly.GetTypes()
        .Where(type => type.Namespace == "EdgeSeq.Zoo").OrderBy(type => type.Name, StringComparer.Ordinal)
        .ToDictionary(type => type.Name, type => type.GetCustomAttribute<RecurrentCellAttribute>()!);

    public static IEnumerable<string> Names => CellCatalogue.All.Select(cell => cell.Name).Concat(Texts.Keys).Concat(s_zoo.Keys);

    public static IReadOnlyCollection<string> ZooNames => s_zoo.Keys;

    /// <summary>Cells with names that are in the way: of rows and of what is generated for them.</summary>
    public static TheoryData<string> Hostile => [.. HostileCells.Texts.Keys];

    /// <summary>Every cell, for theories.</summary>
    public static TheoryData<string> All => [.. Names];

    /// <summary>The catalogue alone.</summary>
    public static TheoryData<string> Catalogue => [.. CellCatalogue.All.Select(cell => cell.Name)];

    internal static CellDefinition Find(string name) =>
        CellCatalogue.Find(name)
        ?? (s_zoo.TryGetValue(name, out RecurrentCellAttribute? cell) ? new CellDefinition(name, cell.Title!, cell.Source!, cell.Equations, IsOwn: true)
        : new CellDefinition(name, name, "A cell of the tests.", Texts.GetValueOrDefault(name) ?? HostileCells.Texts[name], IsOwn: true));

    internal static CellRows Rows(string name) => Find(name).Read();

    /// <summary>As many gates of one operand as wanted: more sums than a few registers, or a few cache lines, hold.</summary>
    private static string ManyGates(int gates) =>
        string.Concat(Enumerable.Range(1, gates).Select(i => $"g{i} = sigmoid(W_g{i} x + U_g{i} h + b_g{i})\n"))
        + $"h' = g1 * h + ({string.Join(" + ", Enumerable.Range(2, gates - 1).Select(i => $"{(i % 2 == 0 ? "" : "-")}0.3 * g{i}"))})";
}
