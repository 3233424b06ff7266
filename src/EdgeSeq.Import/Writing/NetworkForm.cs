using System.Globalization;
using EdgeSeq.Import.Form;
using EdgeSeq.Shapes;

namespace EdgeSeq.Import.Writing;

/// <summary>Any model, as the text of a network: a row a node, but for a product that only one row reads, which stands within that row.</summary>
internal sealed class NetworkForm
{
    private readonly ForeignModel _model;
    private readonly List<string> _rows = [];
    private readonly List<KeyValuePair<string, NumberTensor>> _tensors = [];
    private readonly List<(string Name, string Equations)> _cells = [];

    // Products that stand within the row that reads them.
    private readonly Dictionary<string, ProductNode> _within = new(StringComparer.Ordinal);

    private NetworkForm(ForeignModel model) => _model = model;

    /// <summary>Writes a model.</summary>
    /// <param name="model">What a reader found.</param>
    /// <param name="name">Of the shape.</param>
    public static WrittenModel Write(ForeignModel model, string name)
    {
        var form = new NetworkForm(model);
        var readers = model.Nodes.SelectMany(node => node.Inputs.Distinct()).GroupBy(value => value).ToDictionary(uses => uses.Key, uses => uses.Count());
        foreach (ForeignNode node in model.Nodes)
        {
            form.Write(node, readers);
        }

        // What another row reads, too, is no output to the text; and outputs lie in the order of the rows.
        int written = 0;
        foreach (string output in model.Outputs)
        {
            bool isRead = readers.ContainsKey(output), isLater = model.Nodes.TakeWhile(node => node.Name != output).Count() is var at && at >= written;
            written = at + 1;
            if (isRead || !isLater || model.Outputs.Count(other => other == output) > 1)
            {
                form._rows.Add($"{model.Unique($"{output}_out")} = {output}");
                written = int.MaxValue;
            }
        }

        var text = form._rows.Concat(form._cells.Select(cell => $"cell {cell.Name}\n{cell.Equations}"));
        int units = model.Nodes.OfType<RecurrentNode>().Select(node => node.Units).DefaultIfEmpty(1).Last();
        var shape = new ModelShape(name, null, [units], [], []) { CellName = "Network", Network = string.Join('\n', text), Vocabulary = model.Vocabulary, Inputs = model.Inputs };
        return new(shape, form._tensors, model.Metadata);
    }

    private void Write(ForeignNode node, Dictionary<string, int> readers)
    {
        switch (node)
        {
            case EmbeddingNode embedding:
                Row(node, $"embed({ForeignModel.Input}, {node.Size})");
                Tensor(node, "weight", embedding.Vectors);
                break;
            case RecurrentNode layer:
                string call = $"{CellOf(layer.Cell)}({layer.From}, {layer.Units})";
                Row(node, layer.Reverse is null ? call : $"both({call})");
                _tensors.AddRange(layer.Cell.Catalogue is null ? CellTensors.Named(layer) : CellTensors.Stacked(layer, node.Name, 0));
                break;
            case ProductNode product when readers.GetValueOrDefault(node.Name) == 1 && !_model.Outputs.Contains(node.Name) && ReaderOf(node.Name) is { } reader:
                _within.Add(node.Name, product);
                WriteNumbers(product, reader.Name);
                break;
            case ProductNode product:
                Row(node, Call(product));
                WriteNumbers(product, node.Name);
                break;
            case DepthwiseNode depthwise:
                int kernel = depthwise.Weights.Dimensions[1];
                Row(node, $"depthwise({depthwise.From}, {kernel}{Dilation(depthwise.Dilation)})");
                Tensor(node, "bias", depthwise.Bias ?? NumberTensor.Vector(new float[node.Size]));
                Tensor(node, "weight", new NumberTensor([node.Size, 1, kernel], depthwise.Weights.Values));
                break;
            case NormNode norm:
                Row(node, $"{norm.Norm.ToString().ToLowerInvariant()}({norm.From})");
                Tensor(node, "weight", norm.Gain);
                if (norm.Norm != NormKind.RmsNorm)
                {
                    Tensor(node, "bias", norm.Shift ?? NumberTensor.Vector(new float[node.Size]));
                }

                break;
            case PointwiseNode pointwise:
                Row(node, string.Format(CultureInfo.InvariantCulture, pointwise.Text, [.. pointwise.Inputs.Select(Value)]));
                break;
            case SoftmaxNode softmax:
                Row(node, $"softmax({Value(softmax.From)})");
                break;
            case LogSoftmaxNode softmax:
                Row(node, $"logsoftmax({softmax.From})");
                break;
            case JoinNode:
                Row(node, $"[{string.Join(", ", node.Inputs)}]");
                break;
            case SliceNode slice:
                Row(node, $"slice({slice.From}, {slice.First}, {slice.Size})");
                break;
            case TimeNode { Time: TimeKind.Last } last when _model.Nodes.FirstOrDefault(other => other.Name == last.From) is RecurrentNode { Reverse: not null }:
                // Of both directions at the last step, the one from the end has read one step; tools mean its last state.
                throw new ModelFormatException($"{last.Name} takes the last state of both directions, which only a plain model has (layers of one cell of the catalogue, then an output layer): a network's text cannot say it.");
            case TimeNode time:
                Row(node, $"{(time.Time == TimeKind.LastStep ? "last" : time.Time.ToString().ToLowerInvariant())}({time.From})");
                break;
            default:
                throw new NotSupportedException($"{node.GetType().Name} has no row.");
        }
    }

    /// <summary>The only reader of a product, if the product can stand within its row, as its first; a softmax takes one only where it is an output.</summary>
    private ForeignNode? ReaderOf(string product)
    {
        ForeignNode reader = _model.Nodes.First(node => node.Inputs.Contains(product));
        bool suits = reader is PointwiseNode || (reader is SoftmaxNode && _model.Outputs.Contains(reader.Name) && !_model.Nodes.Any(node => node.Inputs.Contains(reader.Name)));
        return suits && !reader.Inputs.Any(_within.ContainsKey) && (reader as PointwiseNode)?.Text.Split("{" + reader.Inputs.ToList().IndexOf(product) + "}").Length is null or 2 ? reader : null;
    }

    private void WriteNumbers(ProductNode product, string module)
    {
        _tensors.Add(new($"{module}.weight", product.Weights));
        _tensors.Add(new($"{module}.bias", product.Bias ?? NumberTensor.Vector(new float[product.Size])));
    }

    private string Value(string name) => _within.TryGetValue(name, out ProductNode? product) ? Call(product) : name;

    private string Call(ProductNode product) => product.IsConvolution ? $"conv({product.From}, {product.Size}, {product.Weights.Dimensions[2]}{Dilation(product.Dilation)})"
        : TiedTo(product) is { } vectors ? $"tied({product.From}, {vectors.Name})"
        : $"dense({product.From}, {product.Size})";

    /// <summary>The learned vectors whose numbers a dense layer has: a state dictionary says no more of tied weights.</summary>
    private EmbeddingNode? TiedTo(ProductNode product) => _model.Nodes.OfType<EmbeddingNode>().FirstOrDefault(
        vectors => vectors.Vectors.Dimensions.AsSpan().SequenceEqual(product.Weights.Dimensions.AsSpan()) && vectors.Vectors.Values.AsSpan().SequenceEqual(product.Weights.Values));

    private static string Dilation(int dilation) => dilation == 1 ? "" : $", {dilation}";

    private string CellOf(CellForm cell)
    {
        if (cell.Catalogue is { } known)
        {
            return known.ToString();
        }

        string equations = CellEquations.Of(cell);
        if (_cells.FirstOrDefault(other => other.Equations == equations).Name is { } name)
        {
            return name;
        }

        int number = _cells.Count + 1;
        name = $"Imported{(cell.Family is CellFamily.Lstm or CellFamily.Rnn ? cell.Family : "Gru")}{(number == 1 ? "" : $"{number}")}";
        _cells.Add((name, equations));
        return name;
    }

    private void Row(ForeignNode node, string text) => _rows.Add($"{node.Name} = {text}");

    private void Tensor(ForeignNode node, string name, NumberTensor tensor) => _tensors.Add(new($"{node.Name}.{name}", tensor));
}
