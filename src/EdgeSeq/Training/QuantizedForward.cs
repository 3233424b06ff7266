using EdgeSeq.Shapes;

namespace EdgeSeq.Training;

/// <summary>
/// Quantization-aware training: in every training step the weights are rounded to those of another shape, whose kernels run the forward pass; gradients pass
/// the rounding as if it were not there, and move the weights that were not rounded (the straight-through estimator: Bengio et al. 2013, "Estimating or propagating gradients through
/// stochastic neurons"; Jacob et al. 2018, "Quantization and training of neural networks").
/// </summary>
/// <remarks>
/// So what is trained is what runs: products of bytes by bytes, in its own bits. Backpropagation and the output layer of a softmax or sigmoid take the rounded weights as floats. Immutable: thread-safe.
/// </remarks>
public abstract class QuantizedForward
{
    private protected QuantizedForward()
    {
    }

    /// <summary>The shape whose weights are rounded to.</summary>
    public abstract ModelShape Shape { get; }

    /// <summary>Floats of its parameter block.</summary>
    internal abstract int ParameterSize { get; }

    /// <summary>Floats of its state of one sequence.</summary>
    internal abstract int StateSize { get; }

    /// <summary>A forward pass of a shape.</summary>
    /// <typeparam name="TQuantized">A shape that is declared like the one that is trained, with <see cref="SequenceModelAttribute.Weights"/>.</typeparam>
    public static QuantizedForward Of<TQuantized>()
        where TQuantized : struct, IQuantizedModel => new OfShape<TQuantized>();

    /// <summary>Floats of a workspace.</summary>
    internal abstract int WorkspaceSize(int batch, int window);

    /// <summary>Runs it; see <see cref="IQuantizedModel.TrainingForward"/>.</summary>
    internal abstract void Run(ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> states, Span<float> workspace, int batch, int window);

    private sealed class OfShape<TQuantized> : QuantizedForward
        where TQuantized : struct, IQuantizedModel
    {
        public override ModelShape Shape => TQuantized.Shape;

        internal override int ParameterSize => TQuantized.ParameterSize;

        internal override int StateSize => TQuantized.StateSize;

        internal override int WorkspaceSize(int batch, int window) => TQuantized.TrainingWorkspaceSize(batch, window);

        internal override void Run(ReadOnlySpan<float> parameters, in SequenceInput input, Span<float> states, Span<float> workspace, int batch, int window) =>
            TQuantized.TrainingForward(parameters, input, states, workspace, batch, window);
    }
}
