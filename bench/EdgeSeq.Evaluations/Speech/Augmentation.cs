namespace EdgeSeq.Evaluations.Speech;

/// <summary>
/// What else the same words could have sounded like: noise, another vocal tract, bands and moments that are missing (D. Park et al. 2019, SpecAugment). Each can be left out, to see what
/// it is worth.
/// </summary>
/// <param name="random">Which of them.</param>
internal sealed class Augmentation(RandomGenerator random)
{
    private const int MaxBands = 5, MaxFrames = 8;

    /// <summary>Noise of 5 to 30 decibels below the voice.</summary>
    public bool AddsNoise { get; init; } = true;

    /// <summary>Frequencies times 0.85 to 1.15.</summary>
    public bool Warps { get; init; } = true;

    /// <summary>A band of frequencies and a moment of time that are set to the mean.</summary>
    public bool Masks { get; init; } = true;

    /// <summary>Features of an utterance as it could have been.</summary>
    public float[][] Features(Utterance utterance)
    {
        float[] samples = AddsNoise ? Noisy(utterance.Samples, 5 + (25 * random.NextSingle())) : utterance.Samples;
        float[][] frames = SpeechFeatures.Of(samples, Warps ? 0.85f + (0.3f * random.NextSingle()) : 1);
        if (Masks)
        {
            int bands = random.NextInt32(MaxBands + 1), first = random.NextInt32(SpeechFeatures.Bands - bands);
            foreach (float[] frame in frames)
            {
                frame.AsSpan(first, bands).Clear();
            }

            int count = Math.Min(random.NextInt32(MaxFrames + 1), frames.Length / 4), start = random.NextInt32(frames.Length - count);
            foreach (float[] frame in frames.AsSpan(start, count))
            {
                frame.AsSpan().Clear();
            }
        }

        return frames;
    }

    /// <summary>White noise, so many decibels below the voice.</summary>
    public float[] Noisy(float[] samples, float decibels)
    {
        float level = MathF.Sqrt(samples.Average(x => x * x)) * MathF.Pow(10, -decibels / 20);

        // The sum of three even numbers is close enough to a Gaussian one, of deviation 1/2.
        return [.. samples.Select(x => x + (2 * level * (random.NextSingle() + random.NextSingle() + random.NextSingle() - 1.5f)))];
    }
}
