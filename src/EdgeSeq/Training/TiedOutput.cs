using EdgeSeq.Shapes;
using EdgeSeq.Training.Groups;

namespace EdgeSeq.Training;

/// <summary>
/// Learned vectors of tokens and an output layer that are one matrix (Press and Wolf 2017; Inan et al. 2017). They lie in two layouts, each as its kernels read it: the vectors learn from both gradients, and the
/// output layer is a copy of them.
/// </summary>
internal sealed class TiedOutput
{
    private readonly ParameterInfo _vectors, _head;

    private TiedOutput(ParameterInfo vectors, ParameterInfo head) => (_vectors, _head) = (vectors, head);

    /// <summary>The two of a shape.</summary>
    /// <exception cref="ArgumentException">They are not of one size.</exception>
    public static TiedOutput Of(ModelShape shape)
    {
        ParameterInfo? vectors = shape.Parameters.FirstOrDefault(p => p.Kind == ParameterKind.Embedding), head = shape.Parameters.FirstOrDefault(p => p.Kind == ParameterKind.Head);
        return shape.Network.Length == 0 && vectors is not null && head is not null && vectors.Rows == head.Columns && vectors.Columns == head.Rows
            ? new(vectors, head)
            : throw new ArgumentException(
                $"{nameof(TrainerOptions.TiesOutput)} needs a stack with learned vectors as large as the last layer, and as many outputs as tokens: declare {shape.Name} with Embedding = {shape.Hidden} and no Outputs.");
    }

    /// <summary>Leaves the copy out of updates.</summary>
    /// <param name="blocks">The rule of every block that learns.</param>
    /// <param name="trainableOffset">First float of the parameter block that learns.</param>
    public void Freeze(UpdateRun[] blocks, int trainableOffset) => UpdateRuns.Change(blocks, _head, trainableOffset, rule => new(0, 0, null, 1));

    /// <summary>Adds the output layer's gradients to those of the vectors.</summary>
    public void Add(Span<float> gradients)
    {
        for (int token = 0; token < _vectors.Rows; token++)
        {
            int at = _head.Layout.IndexOf(0, token), step = _head.Layout.StepOf(token);
            for (int i = 0; i < _vectors.Columns; i++, at += step)
            {
                gradients[_vectors.Layout.IndexOf(token, i)] += gradients[at];
            }
        }
    }

    /// <summary>Copies the vectors to the output layer.</summary>
    public void Copy(Span<float> parameters)
    {
        for (int token = 0; token < _vectors.Rows; token++)
        {
            int at = _head.Layout.IndexOf(0, token), step = _head.Layout.StepOf(token);
            for (int i = 0; i < _vectors.Columns; i++, at += step)
            {
                parameters[at] = parameters[_vectors.Layout.IndexOf(token, i)];
            }
        }
    }
}
