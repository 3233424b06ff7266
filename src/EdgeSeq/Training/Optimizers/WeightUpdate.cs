using EdgeSeq.Memory;
using EdgeSeq.Numerics;
using EdgeSeq.Training.Groups;

namespace EdgeSeq.Training;

/// <summary>One update of a model's weights, for threads that apply it to different slices.</summary>
/// <param name="Options">The rule and the average.</param>
/// <param name="Memory">Holds the moments, and behind them the average.</param>
/// <param name="MomentsAt">Where they begin.</param>
/// <param name="Scale">What gradients are multiplied by.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="Powers">Those of this update.</param>
/// <param name="Count">Updates applied, this one included.</param>
internal readonly record struct WeightUpdate(TrainerOptions Options, NativeBlock Memory, long MomentsAt, float Scale, float Rate, BetaPowers Powers, long Count)
{
    /// <summary>Updates the weights from one to another and zeroes their gradients.</summary>
    public void Apply(Span<float> weights, Span<float> gradients, ReadOnlySpan<UpdateRun> runs, int first, int end)
    {
        Span<float> beside = Memory.Section(MomentsAt, Options.BlocksPerWeight * weights.Length);
        foreach (UpdateRun run in runs)
        {
            (int from, int to) = (Math.Max(run.First, first), Math.Min(run.End, end));
            if (from < to)
            {
                run.Optimizer?.Apply(weights, gradients, beside, from, to, Scale, Rate * run.RateFactor, Powers);
            }
        }

        if (Options.Average?.ShareAfter(Count) is not (> 0 and var share))
        {
            return;
        }

        Span<float> average = beside[^weights.Length..][first..end], updated = weights[first..end];
        if (share == 1)
        {
            updated.CopyTo(average);   // the sum below would round
            return;
        }

        VectorMath.Average(average, updated, share);
    }
}
