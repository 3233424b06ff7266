using EdgeSeq.Shapes;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace EdgeSeq.Onnx.Tests;

/// <summary>Random tokens or vectors for EdgeSeq, and the same for ONNX Runtime.</summary>
internal sealed class Sample
{
    private readonly ModelShape _shape;
    private readonly int _rows, _window;
    private readonly int[] _tokens;
    private readonly float[] _vectors;

    public Sample(ModelShape shape, int rows, int window)
    {
        var random = new RandomGenerator(3);
        (_shape, _rows, _window) = (shape, rows, window);
        _tokens = [.. Enumerable.Range(0, shape.Vocabulary > 0 ? rows * window : 0).Select(_ => random.NextInt32(shape.Vocabulary))];
        _vectors = [.. Enumerable.Range(0, rows * window * shape.Inputs).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    public SequenceInput Input => _shape.Vocabulary > 0 ? _tokens : _vectors;

    /// <summary>The steps from one to another, time first.</summary>
    public NamedOnnxValue Feed(int from, int to)
    {
        int width = Math.Max(1, _shape.Inputs), steps = to - from;
        IEnumerable<int> places = Enumerable.Range(0, steps * _rows).Select(i => ((i % _rows) * _window) + from + (i / _rows));
        return _shape.Vocabulary > 0
            ? NamedOnnxValue.CreateFromTensor("tokens", new DenseTensor<long>(places.Select(place => (long)_tokens[place]).ToArray(), new[] { steps, _rows }))
            : NamedOnnxValue.CreateFromTensor("x", new DenseTensor<float>(places.SelectMany(place => _vectors.Skip(place * width).Take(width)).ToArray(), new[] { steps, _rows, width }));
    }
}
