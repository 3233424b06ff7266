using EdgeSeq.Generators.Equations;
using EdgeSeq.Shapes;

namespace EdgeSeq.Onnx.Networks;

/// <summary>The text of a network, taken apart into rows and the cells that they name. It was compiled once, so that it is right.</summary>
internal sealed class NetworkText
{
    // Functions of networks that are no functions of equations, but for cells; those that multiply with a matrix first.
    private static readonly string[] s_products = ["dense", "tied", "conv"];
    private static readonly string[] s_nodes =
        [
            "depthwise", "stride", "hold", "embed", "bag", "both", "layernorm", "rmsnorm", "batchnorm", "softmax", "logsoftmax", "dotattention", "additiveattention", "dropout", EquationParser.ListName, "slice", "last",
            "average", "highest", "attentionpool",
        ];

    private readonly HashSet<string> _read;

    /// <summary>Reads <see cref="ModelShape.Network"/>.</summary>
    /// <exception cref="NotSupportedException">The text is of another version.</exception>
    public NetworkText(string network)
    {
        try
        {
            string[] parts = network.Split("\ncell ");
            CellText text = CellText.Parse(parts[0]);
            (Rows, Functions) = (text.Rows, text.Functions);
            Constants = Of(text, DeclarationKind.Constant);
            foreach (string cell in parts[1..])
            {
                int end = cell.IndexOf('\n', StringComparison.Ordinal);
                Cells.Add(cell[..end], CellText.Parse(cell[(end + 1)..]));
            }
        }
        catch (EquationSyntaxException fault)
        {
            throw new NotSupportedException($"The text of the network cannot be read: {fault.Message}", fault);
        }

        _read = [.. Rows.SelectMany(row => row.Value.Variables())];
    }

    /// <summary>Rows, in order.</summary>
    public IReadOnlyList<Equation> Rows { get; }

    /// <summary>Functions of the text's own.</summary>
    public IReadOnlyList<FunctionRow> Functions { get; }

    /// <summary>Numbers by name.</summary>
    public IReadOnlyDictionary<string, double> Constants { get; }

    /// <summary>Cells of the user's own by name.</summary>
    public Dictionary<string, CellText> Cells { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a layer reads in both directions.</summary>
    public bool ReadsBoth => Rows.Any(row => row.Value.Parts().Any(part => part is Call { Function: "both" }));

    /// <summary>What a text declares of a kind, with its values.</summary>
    public static IReadOnlyDictionary<string, double> Of(CellText text, DeclarationKind kind) =>
        text.Declarations.Where(declaration => declaration.Kind == kind).ToDictionary(declaration => declaration.Name, declaration => declaration.Value ?? 0, StringComparer.Ordinal);

    /// <summary>Whether a function multiplies with a matrix.</summary>
    public static bool IsProduct(string function) => s_products.Contains(function);

    /// <summary>Whether a function is a recurrent layer.</summary>
    public bool IsCell(string function) => Cells.ContainsKey(function) || Enum.TryParse(function, out Cell _);

    /// <summary>Whether a function is a node.</summary>
    public bool IsNode(string function) => IsProduct(function) || s_nodes.Contains(function) || IsCell(function);

    /// <summary>A row that no other reads, taken apart: what stands in its <c>last</c> and in its softmax or sigmoid. Null for a row that another reads.</summary>
    public (Expression Value, bool IsLast, Head Head)? Output(Equation row)
    {
        if (_read.Contains(row.Target))
        {
            return null;
        }

        (Expression value, bool isLast) = (row.Value, false);
        while (value is Call { Function: "last", Arguments: [var inner] })
        {
            (value, isLast) = (inner, true);
        }

        return value is Call { Function: "softmax" or "sigmoid", Arguments: [var sums] } head ? (sums, isLast, head.Function == "softmax" ? Head.Softmax : Head.Sigmoid) : (value, isLast, Head.Linear);
    }
}
