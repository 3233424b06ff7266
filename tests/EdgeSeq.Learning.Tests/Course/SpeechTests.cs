using EdgeSeq.Evaluations.Running;
using EdgeSeq.Labelling;
using EdgeSeq.Losses;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Learning.Tests.Course;

/// <summary>Speech: vowels in a row, each two peaks of a spectrum that the speaker's vocal tract moves; where one begins is not said, so they are learned by CTC.</summary>
public sealed partial class SpeechTests
{
    private const int Batch = 32, Window = 28, Bands = 10, MaxVowels = 4, Classes = 4, Steps = 250;

    // Bands of the two formants of i, a and u.
    private static readonly (float First, float Second)[] s_vowels = [(1.5f, 8), (5, 6.5f), (2, 4)];

    [Fact]
    public void A_network_with_CTC_writes_down_vowels_of_speakers_it_never_heard()
    {
        using var model = new Model<Listener>(1);
        var options = new TrainerOptions { Batch = Batch, Window = Window, Schedule = Schedules.Cosine(0.02f, Steps), Loss = new CtcLoss(MaxVowels) };
        using var trainer = new Trainer<Listener>(model, options);
        var random = new RandomGenerator(1);
        (float[] vectors, int[] lengths, int[] labels) = (new float[Batch * Window * Bands], new int[Batch], new int[Batch * MaxVowels]);
        for (int step = 0; step < Steps; step++)
        {
            Speak(random, vectors, lengths, labels);
            trainer.ResetState();
            trainer.Step(new SequenceInput { Vectors = vectors, Lengths = lengths }, labels);
        }

        Speak(random, vectors, lengths, labels);
        using var runner = new SequenceRunner<Listener>(model, Batch, Window);
        float[] outputs = new float[runner.OutputLength];
        runner.Logits(new SequenceInput { Vectors = vectors, Lengths = lengths }, outputs);
        int[] said = new int[Window];
        int right = 0;
        for (int row = 0; row < Batch; row++)
        {
            int count = CtcDecoder.Greedy(outputs.AsSpan(row * Window * Classes, lengths[row] * Classes), Classes, said);
            right += labels.AsSpan(row * MaxVowels, MaxVowels).ToArray().Where(label => label >= 0).SequenceEqual(said.Take(count)) ? 1 : 0;
        }

        Assert.True(right >= 28, $"{right} of {Batch} rows are heard without a fault; by chance none or one would be");
    }

    /// <summary>One to four vowels a row of three to five frames each, with silence around them; labels begin at 1, behind the blank.</summary>
    private static void Speak(RandomGenerator random, float[] vectors, int[] lengths, int[] labels)
    {
        labels.AsSpan().Fill(-1);
        for (int row = 0; row < Batch; row++)
        {
            float tract = 0.9f + (0.2f * random.NextSingle());
            int t = 0;
            Frames(1, null);
            for (int i = 1 + random.NextInt32(MaxVowels); i > 0; i--)
            {
                int vowel = random.NextInt32(s_vowels.Length);
                labels[(row * MaxVowels) + i - 1] = vowel + 1;
            }

            foreach (int label in labels.AsSpan(row * MaxVowels, MaxVowels).ToArray().Where(label => label >= 0))
            {
                Frames(3 + random.NextInt32(3), s_vowels[label - 1]);
                Frames(1, null);
            }

            lengths[row] = t;

            void Frames(int count, (float First, float Second)? peaks)
            {
                for (int end = t + count; t < end; t++)
                {
                    for (int band = 0; band < Bands; band++)
                    {
                        float energy = peaks is var (first, second) ? Peak(band - (tract * first)) + Peak(band - (tract * second)) : 0;
                        vectors[(((row * Window) + t) * Bands) + band] = energy + (0.3f * (float)random.NextNormal());
                    }
                }
            }
        }

        static float Peak(float distance) => 1 / (1 + (distance * distance));
    }

    [SequenceModel("""
        c = relu(conv(x, 12, 3))
        h = both(GruResetAfter(c, 12))
        y = dense(h, 4)
        """, Inputs = Bands)]
    internal readonly partial struct Listener;
}
