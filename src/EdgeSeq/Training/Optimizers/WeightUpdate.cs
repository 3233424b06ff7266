using EdgeSeq.Memory;

namespace EdgeSeq.Training;

/// <summary>One update of a model's weights, for threads that apply it to different slices.</summary>
/// <param name="Optimizer">The rule.</param>
/// <param name="Memory">Holds the moments.</param>
/// <param name="MomentsAt">Where they begin.</param>
/// <param name="Scale">What gradients are multiplied by.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="Powers">Those of this update.</param>
internal readonly record struct WeightUpdate(Optimizer Optimizer, NativeBlock Memory, long MomentsAt, float Scale, float Rate, BetaPowers Powers)
{
    /// <summary>Updates the weights from one to another and zeroes their gradients.</summary>
    public void Apply(Span<float> weights, Span<float> gradients, int first, int end) => Optimizer.Apply(
        weights, gradients, Memory.Section(MomentsAt, Optimizer.MomentBlocks * weights.Length), first, end, Scale, Rate, Powers);
}
