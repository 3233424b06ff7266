using EdgeSeq.Shapes;

namespace EdgeSeq.Training;

/// <summary>
/// A batch that several threads read. Spans stay on the stack of the thread that was given them, so while the threads run the caller's arrays are
/// pinned and their addresses shared.
/// </summary>
internal unsafe struct SharedBatch
{
    private int* _tokens, _lengths, _classes;
    private float* _vectors, _values, _weights;
    private int _tokenCount, _lengthCount, _classCount, _vectorCount, _valueCount, _weightCount;
    private Dropout _dropout;

    /// <summary>The batch's input, while it is shared.</summary>
    public readonly SequenceInput Input => new()
    {
        Tokens = new(_tokens, _tokenCount),
        Vectors = new(_vectors, _vectorCount),
        Lengths = new(_lengths, _lengthCount),
        Dropout = _dropout,
    };

    /// <summary>The batch's target, while it is shared.</summary>
    public readonly SequenceTarget Target => new() { Classes = new(_classes, _classCount), Values = new(_values, _valueCount), Weights = new(_weights, _weightCount) };

    /// <summary>Shares a batch while something runs.</summary>
    /// <param name="place">Where threads find it; nothing is left there.</param>
    /// <param name="input">The batch's input.</param>
    /// <param name="target">Its target.</param>
    /// <param name="run">What runs.</param>
    public static void Share(ref SharedBatch place, in SequenceInput input, SequenceTarget target, Action run)
    {
        fixed (int* tokens = input.Tokens, lengths = input.Lengths, classes = target.Classes)
        fixed (float* vectors = input.Vectors, values = target.Values, weights = target.Weights)
        {
            place = new SharedBatch
            {
                _tokens = tokens,
                _lengths = lengths,
                _classes = classes,
                _vectors = vectors,
                _values = values,
                _weights = weights,
                _tokenCount = input.Tokens.Length,
                _lengthCount = input.Lengths.Length,
                _classCount = target.Classes.Length,
                _vectorCount = input.Vectors.Length,
                _valueCount = target.Values.Length,
                _weightCount = target.Weights.Length,
                _dropout = input.Dropout,
            };
            try
            {
                run();
            }
            finally
            {
                place = default;
            }
        }
    }
}
