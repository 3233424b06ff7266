using System.Collections.Immutable;
using EdgeSeq.Shapes;
using EdgeSeq.Storage;
using EdgeSeq.Text;

namespace EdgeSeq.Training.Checkpoints;

/// <summary>A model in a checkpoint.</summary>
/// <param name="prefix">Stands before the names of its tensors and metadata; empty where it is the only one.</param>
/// <param name="shape">Its shape.</param>
/// <param name="trainableOffset">First float of its parameter block that learns.</param>
internal abstract class CheckpointedModel(string prefix, ModelShape shape, int trainableOffset)
{
    /// <summary>Stands before the names of its tensors and metadata.</summary>
    public string Prefix => prefix;

    /// <summary>Its shape.</summary>
    public ModelShape Shape => shape;

    /// <summary>Its tensors.</summary>
    public ImmutableArray<CanonicalTensor> Weights { get; } = CanonicalTensors.Of(shape);

    /// <summary>What the moments are of: the tensors that learn, where they lie in a block that begins with the first of them.</summary>
    public ImmutableArray<CanonicalTensor> Trained { get; } = CanonicalTensors.Of(shape with
    {
        Parameters =
        [
            .. shape.Parameters.Where(parameter => parameter.Layout.Offset >= trainableOffset)
                .Select(parameter => parameter with { Layout = parameter.Layout with { Offset = parameter.Layout.Offset - trainableOffset } }),
        ],
    });

    /// <summary>Floats that learn.</summary>
    public abstract int TrainedSize { get; }

    /// <summary>The parameter block, which the trainer holds.</summary>
    public abstract Span<float> Parameters { get; }

    /// <summary>The vocabulary of its text, if it has one.</summary>
    public abstract Vocabulary? Vocabulary { get; }
}

/// <inheritdoc/>
/// <typeparam name="TShape">Its shape.</typeparam>
/// <param name="model">The model.</param>
/// <param name="prefix">Stands before the names of its tensors and metadata.</param>
internal sealed class CheckpointedModel<TShape>(Model<TShape> model, string prefix) : CheckpointedModel(prefix, TShape.Shape, TShape.TrainableOffset)
    where TShape : struct, ITrainableModel
{
    /// <inheritdoc/>
    public override int TrainedSize => ModelGradients<TShape>.TrainedSize;

    /// <inheritdoc/>
    public override Span<float> Parameters => model.HeldParameters;

    /// <inheritdoc/>
    public override Vocabulary? Vocabulary => model.Vocabulary;
}
