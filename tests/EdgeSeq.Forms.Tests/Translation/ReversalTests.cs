using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Forms.Tests.Translation;

/// <summary>Encoder and decoder learn to write what they read from its end, and allocate nothing while they do.</summary>
[Collection(Alone.Name)]
public sealed class ReversalTests
{
    private const int Window = 3, Symbols = SymbolPairs.Symbols, Stop = SymbolPairs.Stop;

    [Fact]
    public void Learns_to_reverse_and_to_end()
    {
        using var encoder = new Model<Shapes.Encoder>(1);
        using var decoder = new Model<Shapes.Decoder>(2);
        SymbolPairs.Learn(encoder, decoder, Window, steps: 500, isReversed: true);

        using var translator = new EncoderDecoder<Shapes.Encoder, Shapes.Decoder>(
            encoder, decoder, Window, new BeamOptions { Width = 2, MaxLength = Window + 1, StopToken = Stop });
        int right = 0, all = 0;
        int[] output = new int[Window + 1];
        for (int number = 0; number < Symbols * Symbols * Symbols; number++, all++)
        {
            int[] source = [1 + (number % Symbols), 1 + (number / Symbols % Symbols), 1 + (number / Symbols / Symbols)];
            BeamResult decoded = translator.Decode(source, output);
            right += decoded.IsComplete && output.Take(decoded.Length).SequenceEqual(source.Reverse()) ? 1 : 0;
        }

        Assert.True(right >= 0.95 * all, $"{right} of {all} reversed");
    }

    [Fact]
    public void Training_evaluation_and_decoding_allocate_nothing()
    {
        int[] targets = [0, 3, 5, 1, 2, 5, -1, -1, -1, -1, -1, -1], output = new int[6];
        var options = new TrainerOptions { Batch = 3, MicroBatch = 2, Window = 4, ClipValue = 1, Dropout = 0.1f };
        using var encoder = new Model<Shapes.DeepEncoder>(1);
        using var decoder = new Model<Shapes.DeepDecoder>(2);
        using var trainer = new EncoderDecoderTrainer<Shapes.DeepEncoder, Shapes.DeepDecoder>(encoder, decoder, 5, options);
        var sample = new Sample(Shapes.DeepEncoder.Shape, 3, 5) { Lengths = [5, 2, 3] };
        long steps = 0;
        Allocated.AssertNothing(() =>
        {
            trainer.Step(sample.Input, targets);
            steps++;
        });
        Assert.Equal(steps, trainer.StepCount);
        using var evaluator = new EncoderDecoderEvaluator<Shapes.DeepEncoder, Shapes.DeepDecoder>(encoder, decoder, 3, 5, 4);
        Allocated.AssertNothing(() => evaluator.Add(sample.Input, targets));
        foreach (int width in new[] { 1, 3 })
        {
            using var translator = new EncoderDecoder<Shapes.DeepEncoder, Shapes.DeepDecoder>(
                encoder, decoder, 5, new BeamOptions { Width = width, MaxLength = 6, StopToken = 1 });
            Allocated.AssertNothing(() => translator.Decode(sample.Vectors.AsSpan(0, 12), output));
        }
    }
}
