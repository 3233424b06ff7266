using EdgeSeq.Numerics;

namespace EdgeSeq.Training;

/// <summary>What happens to gradients before an update. Those of models that learn together are clipped as one.</summary>
internal static class GradientClipping
{
    /// <summary>Clips by value, and says by what the update is to scale for the norm.</summary>
    /// <param name="models">All models that learn from the loss.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="options">The limits.</param>
    /// <param name="norm">The norm before clipping.</param>
    /// <param name="scale">1, or less where the norm is above its limit.</param>
    /// <returns>False if loss or norm are not finite; the gradients are zero then.</returns>
    public static bool TryClip(ReadOnlySpan<ModelGradients> models, double loss, TrainerOptions options, out double norm, out float scale)
    {
        norm = Norm(models);
        scale = 1;
        if (!double.IsFinite(loss) || !double.IsFinite(norm))
        {
            foreach (ModelGradients model in models)
            {
                model.Trained.Clear();
            }

            return false;
        }

        double remaining = norm;
        if (options.ClipValue is float limit)
        {
            foreach (ModelGradients model in models)
            {
                VectorMath.Clip(model.Trained, limit);
            }

            remaining = Norm(models);
        }

        if (options.ClipNorm is float highest && remaining > highest)
        {
            scale = (float)(highest / remaining);
        }

        return true;
    }

    /// <summary>The schedule's rate of a step.</summary>
    /// <exception cref="InvalidOperationException">It is negative or not finite.</exception>
    public static float CheckedRate(LearningRateSchedule schedule, long step)
    {
        float rate = schedule.RateAt(step);
        return rate >= 0 && float.IsFinite(rate)
            ? rate
            : throw new InvalidOperationException(
                $"The schedule's rate at step {step} is {rate}; a learning rate is finite and at least 0.");
    }

    private static double Norm(ReadOnlySpan<ModelGradients> models)
    {
        double squares = 0;
        foreach (ModelGradients model in models)
        {
            squares += VectorMath.SumOfSquares(model.Trained);
        }

        return Math.Sqrt(squares);
    }
}
