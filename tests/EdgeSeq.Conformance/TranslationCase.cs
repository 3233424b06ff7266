using EdgeSeq.Training;
using EdgeSeq.Translation;

namespace EdgeSeq.Conformance;

/// <summary>An encoder and a decoder, trained together, and what their beam search finds.</summary>
internal sealed record TranslationCase<TEncoder, TDecoder>() : Case(InSubset: true)
    where TEncoder : struct, ITrainableModel
    where TDecoder : struct, ILanguageModel, ITrainableModel
{
    private const int Batch = 5, Window = 6, Steps = 3;

    /// <inheritdoc/>
    public override void Run(TextWriter output)
    {
        using var encoder = new Model<TEncoder>(seed: 1);
        using var decoder = new Model<TDecoder>(seed: 2);
        var random = new RandomGenerator(6);
        var digest = new Digest();
        var options = new TrainerOptions { Batch = Batch, Window = Window, MicroBatch = 2, ScheduledSampling = new ScheduledSampling(0.5f) { Draws = true } };
        using (var trainer = new EncoderDecoderTrainer<TEncoder, TDecoder>(encoder, decoder, Window, options))
        {
            for (int step = 0; step < Steps; step++)
            {
                int[] targets = Tokens.Draw(random, Batch * Window, TDecoder.Shape.Vocabulary);
                TrainingStep result = trainer.Step(new RandomBatch(TEncoder.Shape, random, Batch, Window).Input, targets);
                digest.Add(result.Loss);
                digest.Add(result.GradientNorm);
            }
        }

        digest.Add(encoder.Parameters);
        digest.Add(decoder.Parameters);
        using var search = new EncoderDecoder<TEncoder, TDecoder>(encoder, decoder, Window, new BeamOptions { Width = 3, StopToken = 0 });
        int[] found = new int[8];
        BeamResult best = search.Decode(Tokens.Draw(random, Window, TEncoder.Shape.Vocabulary), found);
        digest.Add(found.AsSpan(0, best.Length));
        digest.Add(best.Score);
        output.WriteLine($"{TEncoder.Shape.Name} to {TDecoder.Shape.Name}: {Digest.Text(digest.Finish())}");
    }
}
