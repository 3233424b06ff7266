using EdgeSeq.Generators.Equations;
using EdgeSeq.Onnx.Messages;

namespace EdgeSeq.Onnx.Networks;

/// <summary>
/// A cell of the user's own as the operator Scan: what multiplies x is computed for all steps at once, the equations stand in the graph of a step.
/// </summary>
internal sealed class ScanWriter : PointwiseWriter
{
    private readonly CellText _cell;
    private readonly Func<string, GraphTensor> _tensor;
    private readonly int _units;
    private readonly Dictionary<string, GraphValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _products;
    private readonly IReadOnlyDictionary<string, double> _constants, _sizes;

    private ScanWriter(GraphBuilder step, CellText cell, Func<string, GraphTensor> tensor, int units, Dictionary<string, string> products) : base(step, cell.Functions)
    {
        (_cell, _tensor, _units, _products) = (cell, tensor, units, products);
        (_constants, _sizes) = (NetworkText.Of(cell, DeclarationKind.Constant), NetworkText.Of(cell, DeclarationKind.Size));
    }

    /// <summary>Writes a layer in one direction.</summary>
    /// <param name="graph">The graph around.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="tensor">Its parameters by their names in the equations.</param>
    /// <param name="isReverse">Whether it reads from the end.</param>
    /// <param name="firstStates">Where each state begins: its name and size to a value of the graph around.</param>
    /// <param name="lastStates">Receives where each state ends.</param>
    /// <returns>h of all steps.</returns>
    public static string Write(GraphBuilder graph, ScanLayer layer, Func<string, GraphTensor> tensor, bool isReverse, Func<string, int, string> firstStates, Action<string, int, string> lastStates)
    {
        List<OnnxNode> nodes = [];
        GraphBuilder step = graph.Within(nodes);
        List<string> sources = [];
        List<OnnxValue> inputs = [], sliced = [];
        Dictionary<string, string> products = new(StringComparer.Ordinal);
        foreach (MatrixProduct product in layer.Cell.Rows.SelectMany(row => row.Value.Parts()).OfType<MatrixProduct>().Where(product => product.Operand is Variable { Name: "x" }))
        {
            if (products.ContainsKey(product.Matrix))
            {
                continue;
            }

            GraphTensor matrix = tensor(product.Matrix).Transposed();
            string weights = graph.Tensor($"{layer.Name}_{product.Matrix}", matrix.Values, matrix.Dimensions);
            sources.Add(layer.IsToken ? graph.Add("Gather", $"{layer.Name}_{product.Matrix}_x", [weights, layer.X]) : graph.Add("MatMul", $"{layer.Name}_{product.Matrix}_x", [layer.X, weights]));
            products.Add(product.Matrix, Slice($"{layer.Name}_{product.Matrix}_step", matrix.Dimensions[1]));
        }

        var writer = new ScanWriter(step, layer.Cell, tensor, layer.Units, products);
        foreach ((string name, string value) in layer.Cell.Declarations.Where(declaration => declaration.Kind == DeclarationKind.Input).Select(declaration => declaration.Name).Zip(layer.Further))
        {
            sources.Add(value);
            Declaration declared = layer.Cell.Declarations.First(declaration => declaration.Name == name);
            writer._values.Add(name, new(Slice($"{layer.Name}_{name}_step", writer.SizeOf(declared.Size))));
        }

        // h first, as everywhere.
        Equation[] states = [.. layer.Cell.Rows.Where(row => EquationNames.IsNext(row.Target)).OrderBy(row => row.Target == "h'" ? 0 : 1)];
        List<string> firsts = [];
        foreach (Equation state in states)
        {
            string name = EquationNames.Stem(state.Target), value = step.Unique($"{layer.Name}_{name}");
            int size = writer.SizeOf(state.Size);
            inputs.Add(new(value, OnnxTensor.Float32, ["batch", $"{size}"]));
            writer._values.Add(name, new(value));
            firsts.Add(firstStates(name, size));
        }

        foreach (Equation row in layer.Cell.Rows)
        {
            GraphValue value = writer.Write(row.Value, $"{layer.Name}_{row.Target.Replace('\'', 'n')}");
            writer._values[row.Target] = EquationNames.IsNext(row.Target) ? new(writer.Whole(value, writer._values[EquationNames.Stem(row.Target)].Name)) : value;
        }

        List<OnnxValue> results = [];
        List<string> outputs = [];
        foreach (Equation state in states)
        {
            string name = EquationNames.Stem(state.Target), next = graph.Unique($"{layer.Name}_last_{name}");
            int size = writer.SizeOf(state.Size);

            // Two results of a graph are two values, though the equations may say the same of both.
            results.Add(new(step.Add("Identity", $"{layer.Name}_next_{name}", [writer._values[state.Target].Name]), OnnxTensor.Float32, ["batch", $"{size}"]));
            outputs.Add(next);
            lastStates(name, size, next);
        }

        results.Add(new(step.Add("Identity", $"{layer.Name}_out", [writer._values["h'"].Name]), OnnxTensor.Float32, ["batch", $"{writer.SizeOf(states[0].Size)}"]));
        outputs.Add(graph.Unique($"{layer.Name}_steps"));
        long[] backwards = [.. sources.Select(_ => 1L)];
        OnnxAttribute[] direction = isReverse ? [new("scan_input_directions") { Integers = backwards }, new("scan_output_directions") { Integers = [1] }] : [];
        graph.Add(new OnnxNode("Scan", graph.Unique($"{layer.Name}_scan"), [.. firsts, .. sources], outputs,
            [new("body") { Graph = new($"{layer.Name}_step", nodes, [.. inputs, .. sliced], results) }, new("num_scan_inputs") { Integer = sources.Count }, .. direction]));
        return outputs[^1];

        string Slice(string name, long size)
        {
            sliced.Add(new(step.Unique(name), OnnxTensor.Float32, ["batch", $"{size}"]));
            return sliced[^1].Name;
        }
    }

    protected override GraphValue Named(string name)
    {
        if (_values.TryGetValue(name, out GraphValue value))
        {
            return value;
        }

        if (_constants.TryGetValue(name, out double number))
        {
            return Constant(number);
        }

        // A parameter: one number a unit, or one number.
        GraphTensor tensor = _tensor(name);
        return _values[name] = new(Graph.Tensor(name, tensor.Values, tensor.Values.Length), "");
    }

    protected override GraphValue Node(Call call, string name) => throw new NotSupportedException($"{call} has no counterpart in ONNX.");

    protected override GraphValue Product(MatrixProduct product, string name)
    {
        if (product.Operand is Variable { Name: "x" })
        {
            return new(_products[product.Matrix]);
        }

        GraphTensor matrix = _tensor(product.Matrix).Transposed();
        if (!_values.TryGetValue(product.Matrix, out GraphValue weights))
        {
            _values.Add(product.Matrix, weights = new(Graph.Tensor(product.Matrix, matrix.Values, matrix.Dimensions)));
        }

        GraphValue operand = Write(product.Operand, name);
        return new(Graph.Add("MatMul", $"{name}_{product.Matrix}", [Whole(operand, operand.Name), weights.Name]), operand.Like is "" ? "" : null);
    }

    private int SizeOf(string? size) => size is null ? _units : _sizes.TryGetValue(size, out double declared) ? (int)declared : int.Parse(size, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A layer of a cell of the user's own.</summary>
/// <param name="Name">The node's name.</param>
/// <param name="Cell">Its equations.</param>
/// <param name="X">What it reads.</param>
/// <param name="IsToken">Whether that is tokens.</param>
/// <param name="Further">Its further inputs.</param>
/// <param name="Units">H.</param>
internal sealed record ScanLayer(string Name, CellText Cell, string X, bool IsToken, IReadOnlyList<string> Further, int Units);
