using EdgeSeq.Numerics;

namespace EdgeSeq.Training;

/// <summary>What happens to gradients before an update. Those of models that learn together are clipped as one.</summary>
internal static class GradientClipping
{
    private const float SmallestNormal = 1.17549435e-38f;
    private const float TwoToMinus64 = 1 / 18446744073709551616f;

    /// <summary>Makes the gradients those of the mean, clips by value, and says by what the update is to scale for the norm.</summary>
    /// <param name="models">All models that learn from the loss.</param>
    /// <param name="loss">The loss.</param>
    /// <param name="options">The limits.</param>
    /// <param name="correction">What the mean is of the gradients.</param>
    /// <param name="norm">The norm before clipping.</param>
    /// <param name="scale">1, or less where the norm is above its limit.</param>
    /// <returns>False if loss or norm are not finite; the gradients are zero then.</returns>
    public static bool TryClip(ReadOnlySpan<ModelGradients> models, double loss, TrainerOptions options, float correction, out double norm, out float scale)
    {
        foreach (ModelGradients model in models)
        {
            model.Settle();
            if (correction != 1)
            {
                VectorMath.Scale(model.Trained, correction);
            }
        }

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
                model.Clip(limit);
            }

            remaining = Norm(models);
        }

        double wanted = options.ClipNorm is float highest && remaining > highest ? highest / remaining : 1;
        if (wanted < SmallestNormal)
        {
            // A float could not hold the factor: a part of it, a power of two, goes into the gradients.
            foreach (ModelGradients model in models)
            {
                VectorMath.Scale(model.Trained, TwoToMinus64);
            }

            (wanted, remaining) = (wanted / TwoToMinus64, remaining * TwoToMinus64);
        }

        scale = (float)wanted;
        LimitForSquares(models, options.Optimizer, remaining, scale);
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

    /// <summary>Rules that square what they are given are given nothing whose square would overflow.</summary>
    private static void LimitForSquares(ReadOnlySpan<ModelGradients> models, Optimizer optimizer, double norm, float scale)
    {
        if (!optimizer.SquaresGradients || norm * scale <= Optimizer.LargestSquared)
        {
            return;
        }

        foreach (ModelGradients model in models)
        {
            VectorMath.Clip(model.Trained, Optimizer.LargestSquared / scale);
        }
    }

    private static double Norm(ReadOnlySpan<ModelGradients> models)
    {
        double squares = 0;
        foreach (ModelGradients model in models)
        {
            squares += SquareSum.Of(model.Trained);
        }

        return Math.Sqrt(squares);
    }
}
