using EdgeSeq.Memory;
using EdgeSeq.Numerics;
using EdgeSeq.Quantization;
using EdgeSeq.Training;

namespace EdgeSeq;

/// <content>Weights rounded to fewer bits.</content>
public sealed partial class Model<TShape>
{
    /// <summary>
    /// The model with its weights rounded to those of another shape of the same sizes, and with all that it carries: to whole numbers times a scale for every output, or to
    /// bfloat16 (docs/numerics.md, "Weights of 8 bits" and "Weights of 16 bits"). The result depends on the weights alone. Nobody may write this model meanwhile.
    /// </summary>
    /// <typeparam name="TTo">A shape that is declared like this one, with <see cref="SequenceModelAttribute.Weights"/>.</typeparam>
    /// <exception cref="ArgumentException">The shapes differ in more than their weights.</exception>
    /// <exception cref="InvalidOperationException">A weight is not finite, or too large for bfloat16.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public Model<TTo> Quantize<TTo>()
        where TTo : struct, ISequenceModel
    {
        Model<TTo> rounded = Model<TTo>.Blank();
        try
        {
            RoundInto(rounded);
            rounded.Description.CopyFrom(Description);
            return rounded;
        }
        catch
        {
            rounded.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Rounds the weights into another model, not what it carries. Those who read that model see its old weights or its new ones, never some of each, as with
    /// <see cref="Trainer{TShape}.Publish"/>: so a device can learn in floats and serve in fewer bits. Allocates nothing after the first two calls. Nobody may write this model
    /// meanwhile.
    /// </summary>
    /// <typeparam name="TTo">A shape that is declared like this one, with <see cref="SequenceModelAttribute.Weights"/>.</typeparam>
    /// <param name="destination">The other model.</param>
    /// <exception cref="ArgumentException">The shapes differ in more than their weights, or the models in their normalisers.</exception>
    /// <exception cref="InvalidOperationException">A weight is not finite, or too large for bfloat16. The destination is as it was.</exception>
    /// <exception cref="ObjectDisposedException">One of the models was disposed.</exception>
    public void Quantize<TTo>(Model<TTo> destination)
        where TTo : struct, ISequenceModel
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (!Normalizer.AreSame(Normalizer, destination.Normalizer))
        {
            throw new ArgumentException($"The model has another normaliser than the one of {Shape.Name} that is rounded, and weights alone are taken; make it with Quantize<{TTo.Shape.Name}>(), after the normaliser was set.", nameof(destination));
        }

        RoundInto(destination);
    }

    private void RoundInto<TTo>(Model<TTo> destination)
        where TTo : struct, ISequenceModel
    {
        SameSizes.Require(Shape, TTo.Shape);
        using Lifetime.Use use = _lifetime.Enter(), other = destination.Lifetime.Enter();
        WeightBlock read = _weights.Hold();   // it may be published to meanwhile
        try
        {
            if (!FiniteNumbers.AreAll(read.Floats))
            {
                throw new InvalidOperationException($"A weight of {Shape.Name} is not finite: nothing to round. Go back to an earlier checkpoint or model.");
            }

            if (TooLarge.In(read.Floats, Shape.Parameters, TTo.Shape.Parameters) is { } fault)
            {
                throw new InvalidOperationException($"{fault}. Go back to an earlier checkpoint or model.");
            }

            destination.Weights.Publish(read.Floats, static (floats, block) => WideBlock.Round(floats, Shape.Parameters, block, TTo.Shape.Parameters));
        }
        finally
        {
            _weights.Release(read);
        }
    }
}
