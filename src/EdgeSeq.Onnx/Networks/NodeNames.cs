using EdgeSeq.Generators.Equations;

namespace EdgeSeq.Onnx.Networks;

/// <summary>
/// What the nodes of a network's text are called, and so their tensors in a file (<c>docs/networks.md</c>, Files): a node that is all of a row like the row, one among the
/// arguments of another like that with <c>_x</c>; the first product of a pointwise row belongs to the row, other nodes in it bear their function behind its name.
/// </summary>
internal sealed class NodeNames
{
    private readonly Dictionary<Expression, string> _names = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);
    private readonly NetworkText _text;
    private string _row = "";

    /// <summary>Names of all rows' nodes.</summary>
    public NodeNames(NetworkText text)
    {
        _text = text;
        foreach (Equation row in text.Rows)
        {
            _row = row.Target;
            (Expression value, _, _) = text.Output(row) ?? new(row.Value, false, Head.None);
            Evaluate(value, row.Target);
        }
    }

    /// <summary>The name of a node; null for what is none.</summary>
    public string? Find(Expression call) => _names.GetValueOrDefault(call);

    private void Evaluate(Expression expression, string name)
    {
        switch (expression)
        {
            case Variable:
                break;
            case Call { Function: "both", Arguments: [Call cell] }:
                Evaluate(cell, Unique(name));
                break;
            case Call call when _text.IsNode(call.Function) && !NetworkText.IsProduct(call.Function):
                string own = Unique(name);
                foreach (Expression argument in call.Arguments)
                {
                    Evaluate(argument, $"{own}_x");
                }

                if (call.Function is not (EquationParser.ListName or "slice" or "last"))
                {
                    Take(call, own);
                }

                break;
            case Number:
                break;
            default:
                string page = Unique(name);
                bool hasProduct = false;
                Read(expression, page, ref hasProduct);
                _taken.Add(page);
                break;
        }
    }

    /// <summary>A part of a pointwise row.</summary>
    private void Read(Expression expression, string page, ref bool hasProduct)
    {
        switch (expression)
        {
            case Negation negation:
                Read(negation.Operand, page, ref hasProduct);
                break;
            case Binary binary:
                Read(binary.Left, page, ref hasProduct);
                Read(binary.Right, page, ref hasProduct);
                break;
            case Call call when !hasProduct && NetworkText.IsProduct(call.Function):
                hasProduct = true;
                foreach (Expression argument in call.Arguments)
                {
                    Evaluate(argument, $"{page}_x");
                }

                Take(call, page);
                break;
            case Call call when _text.IsNode(call.Function):
                Evaluate(call, $"{page}_{call.Function.ToLowerInvariant()}");
                break;
            case Call call:
                foreach (Expression argument in call.Arguments)
                {
                    Read(argument, page, ref hasProduct);
                }

                break;
        }
    }

    private void Take(Call call, string name)
    {
        if (call.Function is "conv" or "depthwise")
        {
            _taken.Add(Unique($"{name}_past"));
        }

        _names[call] = name;
        _taken.Add(name);
    }

    private string Unique(string name)
    {
        string unique = name;
        for (int i = 2; _taken.Contains(unique) || (unique != _row && _text.Rows.Any(row => row.Target == unique)); i++)
        {
            unique = $"{name}{i}";
        }

        return unique;
    }
}
