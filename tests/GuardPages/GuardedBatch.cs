using EdgeSeq.Shapes;

namespace EdgeSeq.GuardPages;

/// <summary>What a shape reads and should say, random, each in a buffer between guard pages.</summary>
internal sealed class GuardedBatch : IDisposable
{
    private readonly GuardedMemory _tokens, _vectors, _lengths, _classes, _values;

    /// <summary>Draws a batch.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="window">Steps a row.</param>
    /// <param name="isRagged">Whether rows have different lengths, none among them.</param>
    /// <param name="placement">Where the buffers lie.</param>
    public GuardedBatch(ModelShape shape, int batch, int window, bool isRagged, Placement placement)
    {
        (Batch, Window) = (batch, window);
        int steps = batch * window, outputs = batch * (shape.Readout == Readout.Last ? 1 : window);
        var random = new RandomGenerator(seed: 5);
        _tokens = new(shape.Vocabulary > 0 ? steps : 0, placement);
        _vectors = new(steps * shape.Inputs, placement);
        _lengths = new(isRagged ? batch : 0, placement);
        _classes = new(shape.Head == Head.Softmax ? outputs : 0, placement);
        _values = new(shape.Head is Head.Sigmoid or Head.Linear ? outputs * shape.Outputs : 0, placement);
        Draw(_tokens.Integers, shape.Vocabulary, random);
        Draw(_classes.Integers, shape.Outputs, random);
        Draw(_vectors.Floats, random);
        Draw(_values.Floats, random);
        for (int row = 0; row < _lengths.Integers.Length; row++)
        {
            _lengths.Integers[row] = row == 0 ? window : random.NextInt32(window + 1);
        }
    }

    public int Batch { get; }

    public int Window { get; }

    public SequenceInput Input => new() { Tokens = _tokens.Integers, Vectors = _vectors.Floats, Lengths = _lengths.Integers };

    public SequenceTarget Target => new() { Classes = _classes.Integers, Values = _values.Floats };

    public void Dispose()
    {
        foreach (GuardedMemory memory in (GuardedMemory[])[_tokens, _vectors, _lengths, _classes, _values])
        {
            memory.Dispose();
        }
    }

    /// <summary>Numbers below a count, its last among them, and -1.</summary>
    private static void Draw(Span<int> numbers, int count, RandomGenerator random)
    {
        foreach (ref int number in numbers)
        {
            number = random.NextInt32(count + 1) - 1;
        }

        if (!numbers.IsEmpty)
        {
            numbers[0] = count - 1;
        }
    }

    private static void Draw(Span<float> numbers, RandomGenerator random)
    {
        foreach (ref float number in numbers)
        {
            number = random.NextSingle();
        }
    }
}
