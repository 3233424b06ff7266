using EdgeSeq.Shapes;

namespace EdgeSeq.Forms.Tests;

/// <summary>Random inputs and targets for a shape, every row as long as the window.</summary>
internal sealed class Sample
{
    public Sample(ModelShape shape, int rows, int window, ulong seed = 1)
    {
        var random = new RandomGenerator(seed);
        int outputs = rows * (shape.Readout == Readout.Last ? 1 : window);
        Tokens = [.. Enumerable.Range(0, shape.Vocabulary > 0 ? rows * window : 0).Select(_ => random.NextInt32(shape.Vocabulary))];
        Vectors = [.. Enumerable.Range(0, rows * window * shape.Inputs).Select(_ => (2 * random.NextSingle()) - 1)];
        Classes = [.. Enumerable.Range(0, shape.Head == Head.Softmax ? outputs : 0).Select(_ => random.NextInt32(shape.Outputs))];
        Values = [.. Enumerable.Range(0, shape.Head is Head.Sigmoid or Head.Linear ? outputs * shape.Outputs : 0).Select(_ => random.NextSingle())];
    }

    public int[] Tokens { get; }

    public float[] Vectors { get; }

    public int[] Classes { get; }

    public float[] Values { get; }

    public int[] Lengths { get; init; } = [];

    public SequenceInput Input => new() { Tokens = Tokens, Vectors = Vectors, Lengths = Lengths };

    public SequenceTarget Target => new() { Classes = Classes, Values = Values };
}
