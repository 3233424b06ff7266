using EdgeSeq.Shapes;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeSeq.Targets.Tool.Verify;

/// <summary>A batch of random tokens or vectors, for EdgeSeq and for ONNX Runtime.</summary>
internal sealed class RandomSequences
{
    private readonly ModelShape _shape;
    private readonly int[] _tokens;
    private readonly float[] _vectors;

    /// <summary>The same sequences for the same sizes.</summary>
    public RandomSequences(ModelShape shape, int batch, int window)
    {
        var random = new RandomGenerator(seed: 1);
        (_shape, Batch, Window) = (shape, batch, window);
        _tokens = [.. Enumerable.Range(0, shape.Vocabulary > 0 ? batch * window : 0).Select(_ => random.NextInt32(shape.Vocabulary))];
        _vectors = [.. Enumerable.Range(0, batch * window * shape.Inputs).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    /// <summary>Rows.</summary>
    public int Batch { get; }

    /// <summary>Steps a row.</summary>
    public int Window { get; }

    /// <summary>All of them.</summary>
    public SequenceInput Input => _shape.Vocabulary > 0 ? _tokens : _vectors;

    /// <summary>Steps of every row, as ONNX Runtime takes them.</summary>
    /// <param name="name">The input of the graph.</param>
    /// <param name="isBatchFirst">Whether rows are the first axis, or steps.</param>
    /// <param name="tokenType">Of tokens: <c>long</c> or <c>int</c>.</param>
    /// <param name="from">First step.</param>
    /// <param name="to">The step behind the last.</param>
    public NamedOnnxValue Feed(string name, bool isBatchFirst, Type tokenType, int from, int to)
    {
        int steps = to - from, width = _shape.Inputs;
        int[] places = [.. Enumerable.Range(0, Batch * steps).Select(i => isBatchFirst ? (i / steps * Window) + from + (i % steps) : (i % Batch * Window) + from + (i / Batch))];
        int[] size = isBatchFirst ? [Batch, steps] : [steps, Batch];
        return _shape.Vocabulary == 0
            ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(places.SelectMany(place => _vectors[(place * width)..((place + 1) * width)]).ToArray(), [.. size, width]))
            : tokenType == typeof(int)
            ? NamedOnnxValue.CreateFromTensor(name, new DenseTensor<int>(places.Select(place => _tokens[place]).ToArray(), size))
            : NamedOnnxValue.CreateFromTensor(name, new DenseTensor<long>(places.Select(place => (long)_tokens[place]).ToArray(), size));
    }
}
