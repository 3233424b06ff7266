namespace EdgeSeq.Workflow.Tests.Optimization;

/// <summary>Random tokens and targets for <see cref="Counter"/>.</summary>
internal static class Batches
{
    public const int Rows = 4, Steps = 8;

    /// <summary>A batch all of whose targets count.</summary>
    public static Batch Whole(int seed)
    {
        var random = new RandomGenerator((ulong)seed + 11);
        return new(Draw(random), Draw(random));
    }

    /// <summary>A batch of whose targets another number counts each time.</summary>
    public static Batch Uneven(int seed)
    {
        Batch batch = Whole(seed);
        for (int i = 0; i < 3 * (seed % 5); i++)
        {
            batch.Targets[i * 2] = -1;
        }

        return batch;
    }

    private static int[] Draw(RandomGenerator random) => [.. Enumerable.Range(0, Rows * Steps).Select(_ => random.NextInt32(5))];

    /// <summary>[rows x steps] tokens, and what should follow each.</summary>
    public sealed record Batch(int[] Inputs, int[] Targets);
}
