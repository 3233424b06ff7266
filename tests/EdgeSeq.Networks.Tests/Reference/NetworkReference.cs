using System.Reflection;
using EdgeSeq.Generators.Cells;
using EdgeSeq.Generators.Equations;
using EdgeSeq.Generators.Networks;
using EdgeSeq.Shapes;
using EdgeSeq.Tests.Interpretation;

using ParameterInfo = EdgeSeq.Shapes.ParameterInfo;

namespace EdgeSeq.Networks.Tests.Reference;

/// <summary>
/// A network in double precision, from its text: node by node over a whole row, with no plan, no state, no derivative. Slopes of its loss are
/// differences.
/// </summary>
internal sealed class NetworkReference
{
    private readonly ModelShape _shape;
    private readonly NetworkGraph _graph;
    private readonly Dictionary<string, double[,]> _parameters;
    private readonly Dictionary<string, CellRows> _rows;

    private NetworkReference(ModelShape shape, NetworkGraph graph, ReadOnlySpan<float> block)
    {
        (_shape, _graph) = (shape, graph);
        _parameters = [];
        _rows = graph.Layers.ToDictionary(layer => layer.Name, layer => layer.Cell.Read());
        foreach (ParameterInfo parameter in shape.Parameters)
        {
            var numbers = new double[parameter.Rows, parameter.Columns];
            for (int k = 0; k < parameter.Rows; k++)
            {
                for (int j = 0; j < parameter.Columns; j++)
                {
                    numbers[k, j] = block[parameter.Layout.IndexOf(k, j)];
                }
            }

            _parameters.Add(parameter.Name, numbers);
        }
    }

    public static NetworkReference Of<TShape>(ReadOnlySpan<float> parameters)
        where TShape : struct, ITrainableModel
    {
        string text = typeof(TShape).GetCustomAttribute<SequenceModelAttribute>()!.Network!;
        CellDefinition[] own = [.. typeof(Shapes).GetNestedTypes(BindingFlags.NonPublic).Where(type => type.GetCustomAttribute<RecurrentCellAttribute>() is not null)
            .Select(type => new CellDefinition(type.Name, type.Name, "", type.GetCustomAttribute<RecurrentCellAttribute>()!.Equations, IsOwn: true))];
        ModelShape shape = TShape.Shape;
        return new(shape, NetworkReader.Read(new NetworkDefinition(text, new(own)), shape.Vocabulary, shape.Inputs), parameters);
    }

    /// <summary>What rows remember, to be changed; of other rows it is what they say.</summary>
    public Dictionary<Row, double[][]> Memories { get; } = [];

    /// <summary>The numbers of a parameter, [inputs x outputs], to be changed.</summary>
    public double[,] this[string name] => _parameters[name];

    /// <summary>Logits of every step: [step][output].</summary>
    public double[][] Run(Row row)
    {
        var values = new List<double[][]>();
        var memories = new Queue<double[]>(Memories.TryGetValue(row, out double[][]? nudged) ? nudged : row.Memories.Select(memory => memory.Select(x => (double)x).ToArray()));
        foreach (GraphNode node in _graph.Nodes)
        {
            values.Add(node switch
            {
                GraphInput input => [.. Enumerable.Range(0, row.Steps).Select(t => input.IsToken ? [row.Tokens[t]] : row.Vectors[(t * input.Size)..((t + 1) * input.Size)].Select(x => (double)x).ToArray())],
                GraphEmbedding embedding => [.. row.Tokens[..row.Steps].Select(token => Line(_parameters[$"{embedding.Name}.E"], token, embedding.Size))],
                GraphLookup lookup => [.. Take(lookup.Tokens, values).Select(tokens => Lookup(lookup, tokens))],
                GraphPast past => Past(past, values),
                GraphHold hold => [.. Enumerable.Range(0, row.Steps).Select(t => Take(hold.Operand, values)[t / hold.Operand.Pace])],
                GraphAttention attention => Attention(attention, memories.Dequeue(), values),
                GraphDropout dropout => Take(dropout.Operand, values),
                GraphLayer layer => Layer(layer, values),
                _ => throw new NotSupportedException(node.ToString()),
            });
        }

        double[][][] outputs = [.. _graph.Outputs.Select(output => Take(output.Value, values))];
        return [.. Enumerable.Range(0, row.Steps).Select(t => outputs.SelectMany(output => output[t]).ToArray())];
    }

    /// <summary>The sum of the weighted losses of all counted outputs.</summary>
    public double Loss(Row row)
    {
        double[][] logits = Run(row);
        double sum = 0;
        for (int t = _graph.ReadsLast ? row.Steps - 1 : 0; t < row.Steps; t++)
        {
            foreach (OutputInfo output in _shape.OutputParts)
            {
                double[] x = logits[t][output.Offset..(output.Offset + output.Size)];
                sum += output.Weight * LossOf(output, x, row, _graph.ReadsLast ? 0 : t);
            }
        }

        return sum;
    }

    private double LossOf(OutputInfo output, double[] x, Row row, int index)
    {
        if (_shape.Head == Head.Softmax)
        {
            return row.Classes[index] < 0 ? 0 : Math.Log(x.Sum(Math.Exp)) - x[row.Classes[index]];
        }

        float[] y = row.Values[((index * _shape.Outputs) + output.Offset)..((index * _shape.Outputs) + output.Offset + output.Size)];
        return output.Head switch
        {
            Head.Softmax => float.IsNaN(y[0]) ? 0 : Math.Log(x.Sum(Math.Exp)) - x[Array.IndexOf(y, y.Max())],
            Head.Sigmoid => x.Zip(y, (a, b) => float.IsNaN(b) ? 0 : Math.Log(1 + Math.Exp(a)) - (b * a)).Sum(),
            _ => x.Zip(y, (a, b) => float.IsNaN(b) ? 0 : (a - b) * (a - b)).Sum(),
        };
    }

    private static double[][] Take(Value value, List<double[][]> values) => [.. Enumerable.Range(0, values[value.Parts[0].Node].Length).Select(t =>
        value.Parts.SelectMany(part => values[part.Node][t][part.First..(part.First + part.Count)]).ToArray())];

    private static double[][] Past(GraphPast past, List<double[][]> values)
    {
        double[][] x = Take(past.Operand, values);
        int channels = past.Operand.Size;
        return [.. Enumerable.Range(0, (x.Length + past.Stride - 1) / past.Stride).Select(i =>
        {
            int t = i * past.Stride;
            var numbers = new double[channels * past.Kernel];
            for (int tap = 0; tap < past.Kernel; tap++)
            {
                int at = t - ((past.Kernel - 1 - tap) * past.Dilation);
                for (int c = 0; c < channels && at >= 0; c++)
                {
                    numbers[past.ByChannel ? (c * past.Kernel) + tap : (tap * channels) + c] = x[at][c];
                }
            }

            return numbers;
        })];
    }

    private double[] Lookup(GraphLookup lookup, double[] tokens)
    {
        double[][] vectors = [.. tokens.Select(token => token < 0 ? new double[lookup.Vector] : Line(_parameters[$"{lookup.Name}.E"], (int)token, lookup.Vector))];
        return lookup.IsBag ? [.. Enumerable.Range(0, lookup.Vector).Select(i => vectors.Sum(vector => vector[i]))] : [.. vectors.SelectMany(vector => vector)];
    }

    private double[][] Attention(GraphAttention attention, double[] memory, List<double[][]> values)
    {
        int keys = attention.Query.Size, size = attention.IsShared ? keys : keys + attention.Values;
        double[][] rows = [.. memory.Chunk(size)];
        return [.. Take(attention.Query, values).Select(query =>
        {
            double[] scores = [.. rows.Select(row => query.Select((q, i) =>
                attention.IsAdditive ? _parameters[$"{attention.Name}.v"][0, i] * Math.Tanh(q + row[i]) : q * row[i]).Sum())];
            double sum = scores.Sum(Math.Exp);
            return Enumerable.Range(0, attention.Values).Select(i => rows.Select((row, s) => Math.Exp(scores[s]) / sum * row[(attention.IsShared ? 0 : keys) + i]).Sum()).ToArray();
        })];
    }

    private double[][] Layer(GraphLayer layer, List<double[][]> values)
    {
        double[][] forward = Direction(layer, values, "", reverse: false);
        return layer.IsBidirectional
            ? [.. forward.Zip(Direction(layer, values, "_reverse", reverse: true), (a, b) => (double[])[.. a, .. b])]
            : forward;
    }

    private double[][] Direction(GraphLayer layer, List<double[][]> values, string suffix, bool reverse)
    {
        CellRows rows = _rows[layer.Name];
        double[][]? operand = layer.Operand is null ? null : Take(layer.Operand, values);
        bool isToken = _shape.Vocabulary > 0 && layer.Operand?.Parts.Any(part => part.Node == 0) == true;
        double[][][] passed = [.. layer.Passed.Select(value => Take(value, values))];
        string[] names = [.. rows.Passed];
        var states = rows.States.ToDictionary(state => state, state => new double[Count(state)]);
        var result = new double[(values[0].Length + layer.Pace - 1) / layer.Pace][];
        for (int step = 0; step < result.Length; step++)
        {
            int t = reverse ? result.Length - 1 - step : step;
            var at = new Dictionary<string, double[]>(states);
            foreach (CellParameter parameter in rows.Parameters)
            {
                (double[,] numbers, int row) = StepOf(parameter.Name) is >= 0 and var tap ? (Of("w"), tap) : (Of(parameter.Name), 0);
                at.Add(parameter.Name, [.. Enumerable.Range(0, Count(parameter.Name)).Select(j => numbers[row, parameter.IsScalar ? 0 : j])]);
            }

            states = rows.States.ToDictionary(state => state, state => Value(EquationNames.Next(state)));
            result[t] = states["h"];

            double[] Value(string name)
            {
                if (!at.TryGetValue(name, out double[]? value))
                {
                    value = rows.Affine.FirstOrDefault(row => row.Name == name) is { } affine ? Affine(affine)
                        : rows.Reductions.FirstOrDefault(row => row.Name == name) is { } reduction ? Reduced(reduction, Count(name))
                        : Pointwise(rows.Pointwise.Single(row => row.Target == name).Value, Count(name));
                    at.Add(name, value);
                }

                return value;
            }

            double[] Affine(AffineRow row)
            {
                double[]? recurrent = row.Operand is null ? null : Value(row.Operand);
                if (row.Passed is not null)
                {
                    return passed[Array.IndexOf(names, row.Passed)][t];
                }

                var sums = new double[Count(row.Name)];
                Add(row.Bias, [1]);
                Add(row.Input, isToken && row.Input is not null ? OneHot((int)operand![t][0], Of(row.Input).GetLength(0)) : operand?[t]);
                Add(row.Recurrent, recurrent);
                return sums;

                void Add(string? matrix, double[]? x)
                {
                    double[,]? numbers = matrix is null ? null : Of(matrix);
                    for (int k = 0; numbers is not null && k < x!.Length; k++)
                    {
                        for (int j = 0; j < sums.Length; j++)
                        {
                            sums[j] += x[k] * numbers[k, j];
                        }
                    }
                }
            }

            double[] Reduced(Reduction row, int count)
            {
                double[] numbers = Value(row.Operand);
                return [.. Enumerable.Repeat(row.Kind switch { ReductionKind.Sum => numbers.Sum(), ReductionKind.Mean => numbers.Average(), _ => numbers.Max() }, count)];
            }

            double[] Pointwise(Expression expression, int count)
            {
                Dictionary<string, double[]> inputs = expression.Variables().Distinct().ToDictionary(name => name, Value);
                var unit = new Dictionary<string, double>();
                var numbers = new double[count];
                for (int j = 0; j < count; j++)
                {
                    foreach ((string name, double[] row) in inputs)
                    {
                        unit[name] = row[j];
                    }

                    numbers[j] = ExpressionInterpreter.Evaluate(expression, unit);
                }

                return numbers;
            }
        }

        return result;

        int Count(string name) => rows.SizeOf(name) is > 0 and var count ? count : layer.Hidden;

        // A depthwise convolution's vector of a step is a row of its matrix.
        int StepOf(string name) => Enumerable.Range(0, layer.Steps).FirstOrDefault(tap => name == $"w{tap}", -1);

        double[,] Of(string name) => _parameters[$"{layer.Name}.{name}{suffix}"];
    }

    private static double[] OneHot(int index, int count)
    {
        var numbers = new double[count];
        numbers[index] = 1;
        return numbers;
    }

    private static double[] Line(double[,] numbers, int row, int count) => [.. Enumerable.Range(0, count).Select(j => numbers[row, j])];
}
