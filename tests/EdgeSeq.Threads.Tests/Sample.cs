using EdgeSeq.Shapes;

namespace EdgeSeq.Threads.Tests;

/// <summary>A random batch, rows of different lengths.</summary>
internal sealed class Sample
{
    private readonly int[] _tokens, _classes, _lengths;
    private readonly float[] _vectors, _values;

    public Sample(ModelShape shape, int batch, int window, ulong seed, bool ragged = true)
    {
        var random = new RandomGenerator(seed);
        int steps = batch * window, outputs = shape.Readout == Readout.Last ? batch : steps;
        _tokens = Draw(shape.Vocabulary > 0 ? steps : 0, shape.Vocabulary, random);
        _vectors = Draw(shape.Vocabulary > 0 ? 0 : steps * shape.Inputs, random);
        _classes = Draw(shape.Head == Head.Softmax ? outputs : 0, shape.Outputs, random);
        _values = Draw(shape.Head is Head.Linear or Head.Sigmoid ? outputs * shape.Outputs : 0, random);
        _lengths = [.. Enumerable.Range(0, batch).Select(_ => ragged ? 1 + (int)(random.NextDouble() * window) : window)];
    }

    public SequenceInput Input => new() { Tokens = _tokens, Vectors = _vectors, Lengths = _lengths };

    public SequenceTarget Target => new() { Classes = _classes, Values = _values };

    private static int[] Draw(int count, int below, RandomGenerator random) => [.. Enumerable.Range(0, count).Select(_ => (int)(random.NextDouble() * below))];

    private static float[] Draw(int count, RandomGenerator random) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble() - 0.5f)];
}
