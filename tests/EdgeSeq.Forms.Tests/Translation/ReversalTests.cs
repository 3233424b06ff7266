using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Forms.Tests.Translation;

/// <summary>Encoder and decoder learn to write what they read from its end, and allocate nothing while they do.</summary>
[Collection(Alone.Name)]
public sealed class ReversalTests
{
    private const int Window = 3, Symbols = 5, Stop = 0;

    [Fact]
    public void Learns_to_reverse_and_to_end()
    {
        const int Batch = 32;
        using var encoder = new Model<Shapes.Encoder>(1);
        using var decoder = new Model<Shapes.Decoder>(2);
        var options = new TrainerOptions { Batch = Batch, Window = Window + 1, Schedule = new CosineRate(Peak: 0.02f, Steps: 500) { WarmUpSteps = 20 } };
        using var trainer = new EncoderDecoderTrainer<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, Window, options);
        var random = new RandomGenerator(7);
        int[] sources = new int[Batch * Window], targets = new int[Batch * (Window + 1)], lengths = new int[Batch];
        for (int step = 0; step < 500; step++)
        {
            targets.AsSpan().Fill(-1);
            for (int row = 0; row < Batch; row++)
            {
                int length = lengths[row] = 1 + random.NextInt32(Window);
                Span<int> source = sources.AsSpan(row * Window, length), target = targets.AsSpan(row * (Window + 1), length + 1);
                foreach (ref int token in source)
                {
                    token = 1 + random.NextInt32(Symbols);
                }

                source.CopyTo(target);
                target[..length].Reverse();
                target[length] = Stop;
            }

            trainer.Step(new SequenceInput { Tokens = sources, Lengths = lengths }, targets);
        }

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
