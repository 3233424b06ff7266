namespace EdgeSeq.Evaluations.Generated;

/// <summary>
/// What a watch would measure while somebody stands, walks, climbs stairs, runs, cycles or writes, 4 to 12 seconds each: acceleration along three axes, 25 times a second. Every person moves at an own pace, with
/// an own strength, and wears the watch turned in an own way.
/// </summary>
internal static class Movements
{
    /// <summary>Standing, walking, climbing, running, cycling, writing.</summary>
    public const int Count = 6;

    public const int Axes = 3;

    private const float Hertz = 25, Gravity = 9.81f, Noise = 0.4f;

    /// <summary>Steps of each activity a second, how strongly the arm moves, and how much of it is in the second overtone.</summary>
    private static readonly (float Pace, float Strength, float Overtone)[] s_activities = [(0.2f, 0.1f, 0), (1.8f, 2.5f, 0.4f), (1.5f, 2.2f, 0.9f), (2.7f, 7, 0.5f), (1.3f, 1, 0.1f), (3.5f, 0.6f, 0.8f)];

    /// <summary>A stretch of a person's day: what was done at each step, and [steps x axes] what was measured.</summary>
    /// <param name="person">Who; the same number moves in the same way.</param>
    /// <param name="steps">Twenty-fifths of a second.</param>
    /// <param name="random">What is done, and the noise.</param>
    public static (int[] Activities, float[] Measured) Draw(ulong person, int steps, RandomGenerator random)
    {
        var own = new RandomGenerator(person);
        float pace = 0.8f + (0.4f * own.NextSingle()), strength = 0.6f + (0.8f * own.NextSingle());
        (float tilt, float turn) = (0.6f * (own.NextSingle() - 0.5f), 6.28f * own.NextSingle());
        int[] activities = new int[steps];
        float[] measured = new float[steps * Axes];
        int activity = random.NextInt32(Count), until = 0;
        float phase = 6.28f * random.NextSingle();
        for (int t = 0; t < steps; t++)
        {
            if (t == until)
            {
                (activity, until) = (random.NextInt32(Count), t + 100 + random.NextInt32(200));
            }

            (float steady, float force, float overtone) = s_activities[activity];
            phase += 6.28f * steady * pace * (0.95f + (0.1f * random.NextSingle())) / Hertz;
            float swing = force * strength * (MathF.Sin(phase) + (overtone * MathF.Sin((2 * phase) + 1)));
            float side = 0.4f * force * strength * MathF.Sin((phase / 2) + 0.5f), ahead = 0.7f * force * strength * MathF.Cos(phase);
            activities[t] = activity;
            measured[t * Axes] = (ahead * MathF.Cos(turn)) - (side * MathF.Sin(turn)) + (Gravity * MathF.Sin(tilt)) + Error();
            measured[(t * Axes) + 1] = (ahead * MathF.Sin(turn)) + (side * MathF.Cos(turn)) + Error();
            measured[(t * Axes) + 2] = swing + (Gravity * MathF.Cos(tilt)) + Error();
        }

        return (activities, measured);

        float Error() => Noise * 2 * (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f);
    }
}
