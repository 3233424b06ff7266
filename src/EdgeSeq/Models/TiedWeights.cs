using System.Collections.Immutable;
using EdgeSeq.Shapes;
using EdgeSeq.Training;
using EdgeSeq.Training.Groups;

namespace EdgeSeq.Models;

/// <summary>
/// Learned vectors of tokens and output layers that are one matrix (Press and Wolf 2017; Inan et al. 2017). They lie in two layouts, each as its kernels read it: the vectors learn from both gradients, and the
/// output layer is a copy of them.
/// </summary>
internal sealed class TiedWeights
{
    private readonly ImmutableArray<(ParameterInfo Vectors, ParameterInfo Copy)> _pairs;

    private TiedWeights(ImmutableArray<(ParameterInfo Vectors, ParameterInfo Copy)> pairs) => _pairs = pairs;

    /// <summary>Those that the text of a network ties; none in other shapes.</summary>
    public static TiedWeights Of(ModelShape shape)
    {
        var pairs = ImmutableArray.CreateBuilder<(ParameterInfo, ParameterInfo)>();
        foreach (ParameterInfo parameter in shape.Parameters)
        {
            if (parameter.TiedTo is { } name)
            {
                pairs.Add((shape.Parameters.FirstOrDefault(other => other.Name == name)!, parameter));
            }
        }

        return new(pairs.ToImmutable());
    }

    /// <summary>Those that a trainer has to keep equal: of a network those of its text, of a stack those of <see cref="TrainerOptions.TiesOutput"/>.</summary>
    /// <exception cref="ArgumentException">Those of the stack are not of one size, or the shape is a network.</exception>
    public static TiedWeights Of(ModelShape shape, TrainerOptions options)
    {
        if (!options.TiesOutput)
        {
            return Of(shape);
        }

        if (shape.Network.Length > 0)
        {
            throw new ArgumentException($"{nameof(TrainerOptions.TiesOutput)} is of stacks, and {shape.Name} is a network: its text says what is tied, as in y = softmax(tied(h, e)).");
        }

        ParameterInfo? vectors = shape.Parameters.FirstOrDefault(p => p.Kind == ParameterKind.Embedding), head = shape.Parameters.FirstOrDefault(p => p.Kind == ParameterKind.Head);
        return vectors is not null && head is not null && vectors.Rows == head.Columns && vectors.Columns == head.Rows
            ? new([(vectors, head)])
            : throw new ArgumentException(
                $"{nameof(TrainerOptions.TiesOutput)} needs a stack with learned vectors as large as the last layer, and as many outputs as tokens: declare {shape.Name} with Embedding = {shape.Hidden} and no Outputs.");
    }

    /// <summary>True where nothing is tied.</summary>
    public bool IsEmpty => _pairs.IsEmpty;

    /// <summary>Leaves the copies out of updates.</summary>
    /// <param name="blocks">The rule of every block that learns.</param>
    /// <param name="trainableOffset">First float of the parameter block that learns.</param>
    public void Freeze(UpdateRun[] blocks, int trainableOffset)
    {
        foreach ((_, ParameterInfo copy) in _pairs)
        {
            UpdateRuns.Change(blocks, copy, trainableOffset, rule => new(0, 0, null, 1));
        }
    }

    /// <summary>Adds the gradients of the copies to those of the vectors.</summary>
    public void Add(Span<float> gradients)
    {
        foreach ((ParameterInfo vectors, ParameterInfo copy) in _pairs)
        {
            for (int token = 0; token < vectors.Rows; token++)
            {
                int at = copy.Layout.IndexOf(0, token), step = copy.Layout.StepOf(token);
                for (int i = 0; i < vectors.Columns; i++, at += step)
                {
                    gradients[vectors.Layout.IndexOf(token, i)] += gradients[at];
                }
            }
        }
    }

    /// <summary>Copies the vectors.</summary>
    public void Copy(Span<float> parameters)
    {
        foreach ((ParameterInfo vectors, ParameterInfo copy) in _pairs)
        {
            for (int token = 0; token < vectors.Rows; token++)
            {
                int at = copy.Layout.IndexOf(0, token), step = copy.Layout.StepOf(token);
                for (int i = 0; i < vectors.Columns; i++, at += step)
                {
                    parameters[at] = parameters[vectors.Layout.IndexOf(token, i)];
                }
            }
        }
    }

    /// <summary>Requires copies to be what they are copies of, as in a file that was read.</summary>
    /// <exception cref="ModelFormatException">A number is not.</exception>
    public void Require(ReadOnlySpan<float> parameters)
    {
        foreach ((ParameterInfo vectors, ParameterInfo copy) in _pairs)
        {
            // What is held in fewer bits is rounded in other ways.
            if (vectors.Codec is null && copy.Codec is null)
            {
                Require(parameters, vectors, copy);
            }
        }
    }

    private static void Require(ReadOnlySpan<float> parameters, ParameterInfo vectors, ParameterInfo copy)
    {
        for (int token = 0; token < vectors.Rows; token++)
        {
            for (int i = 0; i < vectors.Columns; i++)
            {
                float own = parameters[copy.Layout.IndexOf(i, token)], tied = parameters[vectors.Layout.IndexOf(token, i)];
                if (!own.Equals(tied))
                {
                    throw new ModelFormatException(
                        $"{copy.FileName} is tied to {vectors.FileName} in this network, and number {i} of token {token} is {own} in the one and {tied} in the other; both must hold the same numbers, as they do in a model whose weights were tied when it was trained.");
                }
            }
        }
    }
}
