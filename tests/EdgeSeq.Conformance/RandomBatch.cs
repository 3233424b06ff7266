using EdgeSeq.Shapes;

namespace EdgeSeq.Conformance;

/// <summary>Random inputs and targets of any shape, with rows of different lengths.</summary>
internal sealed class RandomBatch
{
    private readonly int[] _tokens, _classes, _lengths;
    private readonly float[] _vectors, _values;

    public RandomBatch(ModelShape shape, RandomGenerator random, int batch, int window)
    {
        int steps = batch * window, outputs = shape.Readout == Readout.Last ? batch : steps;
        _tokens = shape.Vocabulary > 0 ? Tokens.Draw(random, steps, shape.Vocabulary) : [];
        _vectors = Numbers(random, steps * shape.Inputs, lowest: -1);
        _classes = shape.Head == Head.Softmax ? Tokens.Draw(random, outputs, shape.Outputs) : [];
        _values = shape.Head is Head.Sigmoid or Head.Linear or Head.Mixed ? Numbers(random, outputs * shape.Outputs, lowest: 0) : [];
        _lengths = new int[batch];
        foreach (ref int length in _lengths.AsSpan())
        {
            length = 1 + random.NextInt32(window);
        }
    }

    public SequenceInput Input => new() { Tokens = _tokens, Vectors = _vectors, Lengths = _lengths };

    public SequenceTarget Target => new() { Classes = _classes, Values = _values };

    private static float[] Numbers(RandomGenerator random, int count, float lowest)
    {
        float[] numbers = new float[count];
        foreach (ref float number in numbers.AsSpan())
        {
            number = lowest + (1 - lowest) * random.NextSingle();
        }

        return numbers;
    }
}
