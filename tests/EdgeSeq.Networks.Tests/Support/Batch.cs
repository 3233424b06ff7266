using EdgeSeq.Networks.Tests.Reference;
using EdgeSeq.Shapes;

namespace EdgeSeq.Networks.Tests.Support;

/// <summary>Rows side by side, shorter ones padded, as kernels take them.</summary>
internal sealed class Batch
{
    private readonly int[] _tokens, _classes, _lengths;
    private readonly float[] _vectors, _values;

    public Batch(ModelShape shape, IReadOnlyList<Row> rows)
    {
        Rows = rows;
        Window = rows.Max(row => row.Steps);
        int outputs = shape.Readout == Readout.Last ? 1 : Window;
        _lengths = [.. rows.Select(row => row.Steps)];
        _tokens = Padded(rows.Select(row => row.Tokens), shape.Vocabulary > 0 ? Window : 0);
        _vectors = Padded(rows.Select(row => row.Vectors), Window * shape.Inputs);
        _classes = Padded(rows.Select(row => row.Classes), shape.Head == Head.Softmax ? outputs : 0);
        _values = Padded(rows.Select(row => row.Values), shape.Head == Head.Softmax ? 0 : outputs * shape.Outputs);
    }

    public IReadOnlyList<Row> Rows { get; }

    public int Window { get; }

    public SequenceInput Input => new() { Tokens = _tokens, Vectors = _vectors, Lengths = _lengths };

    public SequenceTarget Target => new() { Classes = _classes, Values = _values };

    /// <summary>The states in which the rows begin: zero, but for what they remember.</summary>
    public float[] FirstStates(ModelShape shape, int stateSize)
    {
        float[] states = new float[Rows.Count * stateSize];
        for (int row = 0; row < Rows.Count; row++)
        {
            foreach ((MemoryInfo memory, float[] numbers) in shape.Memories.Zip(Rows[row].Memories))
            {
                memory.Write(states.AsSpan(row * stateSize, stateSize), numbers, numbers.Length / memory.RowSize);
            }
        }

        return states;
    }

    private static T[] Padded<T>(IEnumerable<T[]> rows, int length) => [.. rows.SelectMany(row => row.Concat(Enumerable.Repeat(default(T)!, length - row.Length)))];
}
