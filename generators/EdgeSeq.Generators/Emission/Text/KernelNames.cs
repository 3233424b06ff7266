using EdgeSeq.Generators.Equations;
using Microsoft.CodeAnalysis.CSharp;

namespace EdgeSeq.Generators.Emission.Text;

/// <summary>
/// What the rows of a cell are called in its kernels. A row may have any name that an equation can have, so the kernels' own names,
/// which stand beside them, are left to the kernels: a row of such a name gets an underscore at the end, where the kernels' own
/// never have one. Different rows have different names.
/// </summary>
internal static class KernelNames
{
    private const string OperandPrefix = "operand_";

    private static readonly char[] Numbers = [.. "_0123456789"];

    /// <summary>The kernels' own names, without the numbers that some have at the end. A test reads kernels and says what is missing.</summary>
    private static readonly HashSet<string> Own =
    [
        "",   // "_" means no variable
        "bias", "bytes", "carry", "chain", "input", "k", "keep", "lane", "memory", "next", "ones", "outputGradient", "parameters", "previous",
        "scales", "step", "sums", "tape", "w", "weights", "x",
        "Cell", "CellOfSums",
        .. GeneratedNames.Types.Select(type => type.Name.Split('`')[0].TrimEnd(Numbers)),
    ];

    /// <summary>The value of a row, or of a state: <c>h'</c> is <c>hNext</c>.</summary>
    public static string Of(string name) =>
        name.EndsWith("'", StringComparison.Ordinal) ? EquationNames.Stem(name) + "Next"
        : SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name
        : IsOwn(name) ? name + "_"
        : name;

    /// <summary>One vector of a pre-activation while its sum is in a register. The number stands apart from a number in the name.</summary>
    public static string Sum(string row, int vector)
    {
        string name = Of(row);
        char last = name[name.Length - 1];
        return last == '_' || char.IsDigit(last) ? $"{name}__{vector}" : $"{name}{vector}";
    }

    /// <summary>A partial sum, or what it needs of its own; the first has the name of the whole.</summary>
    public static string Chain(string name, int chain) => chain == 0 ? name : $"{name}_{chain}";

    /// <summary>The reference to what a stage's matrices multiply.</summary>
    public static string Operand(string name) => OperandPrefix + name;

    private static bool IsOwn(string name)
    {
        string stem = name.TrimEnd(Numbers);
        return Own.Contains(stem) || stem.EndsWith("Next", StringComparison.Ordinal) || name.StartsWith(OperandPrefix, StringComparison.Ordinal);
    }
}
