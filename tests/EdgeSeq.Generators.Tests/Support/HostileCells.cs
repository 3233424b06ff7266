using Microsoft.CodeAnalysis.CSharp;

namespace EdgeSeq.Generators.Tests.Support;

/// <summary>
/// Cells whose rows have every name that means something else: keywords of C#, what the kernels call their own, types and methods that
/// kernels use, names that become others when a number, a <c>Next</c> or a <c>d</c> is added, letters of all alphabets.
/// </summary>
internal static class HostileCells
{
    private const int Roles = 5, RowsOfRole = 3;

    private static readonly string[] Names =
    [
        .. "x_ x_1 x1 w w0 w1 w0_1 w_ W k i lane lane_ lane__ next previous tape carry keep input bias weights sums sums0 memory panel parameters".Split(' '),
        .. "descending outputGradient operand operand_h operand_a a a0 a00 a0_1 a_1 a0_ a1_0 _ __ _1 Fma Avx Avx2 Avx512F AdvSimd PortableFma Unsafe".Split(' '),
        .. "Vector128 Vector256 Vector512 Vector PanelSums Avx2Kernels Cell Cell1 Cell2 CellOfSums CellBackward System EdgeSeq Span MemoryMarshal".Split(' '),
        .. "h0 H dh d_h dhNext hNext hNext_ nextNext h_total dh_total Next d dd da_w a_w q_w rh E c C é É ж Ж 学 ａ ǅ leak sigmoid tanh Shape Layer value".Split(' '),
    ];

    private static readonly string[] Keywords =
        [.. SyntaxFacts.GetKeywordKinds().Concat(SyntaxFacts.GetContextualKeywordKinds()).Select(SyntaxFacts.GetText).Where(text => text.All(char.IsLetter)).Distinct()];

    /// <summary>Each of the names in each of the roles that a row can have; keywords in one.</summary>
    public static IReadOnlyDictionary<string, string> Texts { get; } =
        Names.Chunk(Roles * RowsOfRole).SelectMany((names, i) => Enumerable.Range(0, Roles).Select(turn => (Name: $"HostileNames{i}{turn}", Text: Equations(names, turn))))
            .Concat(Keywords.Chunk(Roles * RowsOfRole).Select((names, i) => (Name: $"Keywords{i}", Text: Equations(names, i))))
            .ToDictionary(cell => cell.Name, cell => cell.Text);

    /// <summary>Cells in which each of the names has one of the roles.</summary>
    public static IEnumerable<string> InOneRole { get; } =
        Names.Chunk(Roles * RowsOfRole).Select((_, i) => $"HostileNames{i}{i % Roles}").Concat(Texts.Keys.Where(name => name.StartsWith("Keywords", StringComparison.Ordinal)));

    private static string Equations(string[] names, int turn)
    {
        string[] all = [.. names, .. Enumerable.Range(names.Length, (Roles * RowsOfRole) - names.Length).Select(i => $"more{i}")];
        string[][] roles = [.. all.Chunk(RowsOfRole)];
        string[] affine = Of(0), gate = Of(1), operand = Of(2), product = Of(3), state = Of(4);
        IEnumerable<string> rows = Enumerable.Range(0, RowsOfRole).SelectMany(i => new[]
        {
            $"{affine[i]} = W_{affine[i]} x + U_{affine[i]} h + b_{affine[i]}",
            $"{gate[i]} = sigmoid({affine[i]} + W_{gate[i]} x + U_{gate[i]} h + b_{gate[i]})",
            $"{operand[i]} = {gate[i]} * h",
            $"{product[i]} = tanh(U_{product[i]} {operand[i]} + b_{product[i]})",
            $"{state[i]}' = {gate[i]} * {state[i]} + 0.5 * {product[i]}",
        });
        return string.Join('\n', rows.Append($"h' = {gate[0]} * h + {product[0]} * {product[1]} - 0.5 * {product[2]} + 0.25 * ({state[0]}' + {state[1]}' * {state[2]})"));

        string[] Of(int role) => roles[(role + turn) % Roles];
    }
}
