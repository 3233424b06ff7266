using EdgeSeq.Training;
using EdgeSeq.Translation;

namespace EdgeSeq.Forms.Tests.Translation;

/// <summary>Short sequences of five symbols, and what should be made of each: the same, or the same from its end.</summary>
internal static class SymbolPairs
{
    public const int Symbols = 5, Stop = 0;

    private const int Batch = 32;

    /// <summary>Trains a pair on sequences of one symbol to as many as the window holds.</summary>
    public static void Learn<TEncoder, TDecoder>(Model<TEncoder> encoder, Model<TDecoder> decoder, int window, int steps, bool isReversed)
        where TEncoder : struct, ITrainableModel
        where TDecoder : struct, ILanguageModel, ITrainableModel
    {
        var options = new TrainerOptions { Batch = Batch, Window = window + 1, Schedule = new CosineRate(Peak: 0.02f, Steps: steps) { WarmUpSteps = 20 } };
        using var trainer = new EncoderDecoderTrainer<TEncoder, TDecoder>(encoder, decoder, window, options);
        var random = new RandomGenerator(7);
        int[] sources = new int[Batch * window], targets = new int[Batch * (window + 1)], lengths = new int[Batch];
        for (int step = 0; step < steps; step++)
        {
            targets.AsSpan().Fill(-1);
            for (int row = 0; row < Batch; row++)
            {
                int length = lengths[row] = 1 + random.NextInt32(window);
                Span<int> source = sources.AsSpan(row * window, length), target = targets.AsSpan(row * (window + 1), length + 1);
                foreach (ref int token in source)
                {
                    token = 1 + random.NextInt32(Symbols);
                }

                source.CopyTo(target);
                if (isReversed)
                {
                    target[..length].Reverse();
                }

                target[length] = Stop;
            }

            trainer.Step(new SequenceInput { Tokens = sources, Lengths = lengths }, targets);
        }
    }
}
