using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Running;

/// <summary>The learning rate that all evaluations follow: a short warm-up, then down a cosine.</summary>
internal static class Schedules
{
    /// <summary>From <paramref name="peak"/> to a fiftieth of it.</summary>
    /// <param name="peak">The largest rate.</param>
    /// <param name="steps">Updates, at least 1.</param>
    public static LearningRateSchedule Cosine(float peak, int steps) => new CosineRate(peak, steps) { WarmUpSteps = steps / 50, Floor = 0.02f };
}
