using NWaves.FeatureExtractors;
using NWaves.FeatureExtractors.Options;
using NWaves.Filters.Fda;
using NWaves.Windows;

namespace EdgeSeq.Evaluations.Speech;

/// <summary>The energies of 26 bands of hearing, every 12 milliseconds, as logarithms of mean 0 and deviation 1 over an utterance.</summary>
internal static class SpeechFeatures
{
    public const int Bands = 26;

    private const int FftSize = 512, Lowest = 100, Highest = 8_000;
    private const double Frame = 0.023, Hop = 0.012;

    /// <summary>[frames x bands].</summary>
    /// <param name="samples">The sound.</param>
    /// <param name="warp">What frequencies are multiplied by: a longer or shorter vocal tract (N. Jaitly, G. Hinton 2013).</param>
    public static float[][] Of(float[] samples, float warp = 1)
    {
        // Filters that lie lower hear a voice as if it were higher.
        float[][] filters = FilterBanks.Triangular(FftSize, Speaker.Rate, [.. FilterBanks.MelBands(Bands, Speaker.Rate, Lowest, Highest)
            .Select(band => (band.Item1 / warp, band.Item2 / warp, band.Item3 / warp))]);
        var extractor = new FilterbankExtractor(new FilterbankOptions
        {
            SamplingRate = Speaker.Rate, FrameDuration = Frame, HopDuration = Hop, FftSize = FftSize, FilterBank = filters, NonLinearity = NonLinearityType.ToDecibel, Window = WindowType.Hamming,
        });
        float[][] frames = [.. extractor.ComputeFrom(samples)];
        for (int band = 0; band < Bands; band++)
        {
            float mean = frames.Average(frame => frame[band]), deviation = MathF.Sqrt(frames.Average(frame => (frame[band] - mean) * (frame[band] - mean))) + 1e-3f;
            foreach (float[] frame in frames)
            {
                frame[band] = (frame[band] - mean) / deviation;
            }
        }

        return frames;
    }
}
