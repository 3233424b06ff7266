using EdgeSeq.Memory;

namespace EdgeSeq.Training;

/// <summary>The gradients of a model of any shape.</summary>
internal abstract class ModelGradients
{
    /// <summary>The gradients of what learns.</summary>
    public abstract Span<float> Trained { get; }
}

/// <summary>The gradients of one model, the transposed weights that its backpropagation reads, and its update.</summary>
internal sealed class ModelGradients<TShape> : ModelGradients, IDisposable
    where TShape : struct, ISequenceModel
{
    private readonly Model<TShape> _model;
    private readonly NativeBlock _block;
    private readonly long _transposeAt;

    /// <summary>Gradients of zero.</summary>
    /// <param name="model">Updated; stays the caller's to dispose.</param>
    /// <param name="owner">Whose they are.</param>
    public ModelGradients(Model<TShape> model, Type owner)
    {
        _model = model;
        _transposeAt = NativeBlock.Padded(TShape.ParameterSize);
        _block = new NativeBlock(_transposeAt + TShape.TransposeSize, owner);
    }

    /// <summary>The model.</summary>
    public Model<TShape> Model => _model;

    /// <summary>Floats that learn.</summary>
    public static int TrainedSize => TShape.ParameterSize - TShape.TrainableOffset;

    /// <summary>All gradients, laid out as the parameter block.</summary>
    public Span<float> All => _block.Section(0, TShape.ParameterSize);

    /// <inheritdoc/>
    public override Span<float> Trained => All[TShape.TrainableOffset..];

    /// <summary>The transposed weights, as of the last <see cref="Refresh"/>.</summary>
    public ReadOnlySpan<float> Transposed => _block.Section(_transposeAt, TShape.TransposeSize);

    /// <summary>Floats of moments that an optimiser needs.</summary>
    /// <exception cref="ArgumentException">They exceed what a span can hold.</exception>
    public static int MomentsSize(Optimizer optimizer)
    {
        Require.FitsSpan((long)optimizer.MomentBlocks * TrainedSize, "The optimiser");
        return optimizer.MomentBlocks * TrainedSize;
    }

    /// <summary>Transposes the weights. Before a step and not after the update, so that they are fresh whoever else has changed the model.</summary>
    public void Refresh() => TShape.Transpose(_model.HeldParameters, _block.Section(_transposeAt, TShape.TransposeSize));

    /// <summary>Updates the model; the gradients are zero again.</summary>
    public void Update(Optimizer optimizer, Span<float> moments, float scale, float rate, ref BetaPowers powers) =>
        optimizer.Update(_model.HeldParameters[TShape.TrainableOffset..], Trained, moments, scale, rate, ref powers);

    /// <summary>Frees gradients and transposed weights; not the model.</summary>
    public void Dispose() => _block.Dispose();
}
