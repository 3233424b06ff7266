using EdgeSeq.Shapes;

namespace EdgeSeq.Tests.Kernels;

/// <summary>
/// Random inputs and targets of a shape, [rows x window]: tokens or vectors, classes or values, with zero inputs, ignored
/// targets and, if asked for, rows of different lengths among them.
/// </summary>
internal sealed record SampleBatch(ModelShape Shape, int Rows, int Window)
{
    public int[] Tokens { get; init; } = [];

    public float[] Vectors { get; init; } = [];

    /// <summary>Empty where every row fills the window.</summary>
    public int[] Lengths { get; init; } = [];

    public int[] Classes { get; init; } = [];

    public float[] Values { get; init; } = [];

    public Dropout Dropout { get; init; }

    public SequenceInput Input => new() { Tokens = Tokens, Vectors = Vectors, Lengths = Lengths, Dropout = Dropout };

    public SequenceTarget Target => new() { Classes = Classes, Values = Values };

    /// <summary>Outputs of a row.</summary>
    public int OutputsPerRow => Shape.Readout == Readout.Last ? 1 : Window;

    /// <summary>Targets that count.</summary>
    public int Counted => Enumerable.Range(0, Rows).Sum(row => Enumerable.Range(0, Math.Min(OutputsPerRow, LengthOf(row))).Sum(i => CountedAt((row * OutputsPerRow) + i)));

    /// <summary>The factor of the mean loss.</summary>
    public float Scale => 1f / Math.Max(1, Counted);

    public static SampleBatch Random(ModelShape shape, int rows, int window, ulong seed = 1, bool ragged = false)
    {
        var random = new RandomGenerator(seed);
        var batch = new SampleBatch(shape, rows, window);
        int steps = rows * window, outputs = rows * batch.OutputsPerRow;
        int[] tokens = new int[shape.Vocabulary > 0 ? steps : 0], classes = new int[shape.Head == Head.Softmax ? outputs : 0];
        for (int i = 0; i < Math.Max(tokens.Length, classes.Length); i++)
        {
            if (i < tokens.Length)
            {
                tokens[i] = i % 7 == 3 ? -1 : random.NextInt32(shape.Vocabulary);
            }

            if (i < classes.Length)
            {
                classes[i] = i % 6 == 2 ? -1 : random.NextInt32(shape.Outputs);
            }
        }

        // The ends of the vocabulary, where rows of tables are missed or overrun.
        SetEnds(tokens, shape.Vocabulary, first: true);
        SetEnds(classes, shape.Outputs, first: false);
        float[] vectors = [.. Enumerable.Range(0, steps * shape.Inputs).Select(_ => (2 * random.NextSingle()) - 1)];
        int values = shape.Head is Head.Sigmoid or Head.Linear ? outputs * shape.Outputs : 0;
        return batch with
        {
            Tokens = tokens,
            Classes = classes,
            Vectors = vectors,
            Values = [.. Enumerable.Range(0, values).Select(i => i % 6 == 2 ? float.NaN : random.NextSingle())],
            Lengths = ragged ? [.. Enumerable.Range(0, rows).Select(row => row == 0 ? window : 1 + random.NextInt32(window))] : [],
        };
    }

    public int LengthOf(int row) => Lengths.Length == 0 ? Window : Lengths[row];

    /// <summary>The input of one step, as a batch of one row and step.</summary>
    public SampleBatch Step(int row, int t) => Part(row, 1).Columns(t, 1);

    /// <summary>Some of the rows.</summary>
    public SampleBatch Part(int first, int rows)
    {
        return this with
        {
            Rows = rows,
            Tokens = Cut(Tokens, Window),
            Vectors = Cut(Vectors, Window * Shape.Inputs),
            Classes = Cut(Classes, OutputsPerRow),
            Values = Cut(Values, OutputsPerRow * Shape.Outputs),
            Lengths = Cut(Lengths, 1),
            Dropout = Dropout with { FirstRow = Dropout.FirstRow + first },
        };

        T[] Cut<T>(T[] all, int size) => all.Length == 0 ? all : all[(first * size)..((first + rows) * size)];
    }

    /// <summary>Some of the steps of all rows; only of shapes with an output at every step.</summary>
    public SampleBatch Columns(int first, int count) => this with
    {
        Window = count,
        Tokens = Columns(Tokens, 1, first, count),
        Vectors = Columns(Vectors, Shape.Inputs, first, count),
        Classes = Shape.Readout == Readout.Last ? Classes : Columns(Classes, 1, first, count),
        Values = Shape.Readout == Readout.Last ? Values : Columns(Values, Shape.Outputs, first, count),
    };

    private static void SetEnds(int[] tokens, int count, bool first)
    {
        if (tokens.Length > 0)
        {
            tokens[first ? 0 : ^1] = count - 1;
        }
    }

    private T[] Columns<T>(T[] all, int size, int first, int count) =>
        all.Length == 0 ? all : [.. all.Chunk(Window * size).SelectMany(row => row.Skip(first * size).Take(count * size))];

    private int CountedAt(int output) => Shape.Head == Head.Softmax
        ? (Classes[output] >= 0 ? 1 : 0)
        : Values.Skip(output * Shape.Outputs).Take(Shape.Outputs).Count(value => !float.IsNaN(value));
}
