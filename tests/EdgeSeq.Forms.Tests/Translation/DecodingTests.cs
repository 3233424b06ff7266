using EdgeSeq.Shapes;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Forms.Tests.Translation;

/// <summary>Greedy and beam decoding against decoding by hand.</summary>
public sealed class DecodingTests
{
    private const int Stop = 0;
    private static readonly int[] Source = [3, 1, 6, 2];

    [Fact]
    public void Greedy_decoding_takes_the_most_likely_token_until_the_stop_token()
    {
        using var encoder = new Model<Shapes.Encoder>(1);
        int endings = 0;
        for (ulong seed = 0; seed < 8; seed++)
        {
            using var decoder = Lively(seed);
            using var session = After(encoder, decoder, Source);
            var expected = new List<int>();
            float[] logits = new float[Shapes.Decoder.Vocabulary];
            for (int read = -1; expected.Count < 9; expected.Add(read))
            {
                session.Step(read, logits);
                read = Array.IndexOf(logits, logits.Max());
                if (read == Stop)
                {
                    endings++;
                    break;
                }
            }

            using var translator = new EncoderDecoder<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, new BeamOptions { Width = 1, MaxLength = 9, StopToken = Stop });
            int[] output = new int[9];
            BeamResult decoded = translator.Decode(Source, output);
            Assert.Equal(expected, output.Take(decoded.Length));
            Assert.Equal(expected.Count < 9, decoded.IsComplete);
        }

        Assert.InRange(endings, 1, 7);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void A_beam_that_holds_every_hypothesis_finds_the_best_of_all(float penalty)
    {
        const int Longest = 3;
        using var encoder = new Model<Shapes.Encoder>(1);
        int ended = 0;
        for (ulong seed = 0; seed < 16; seed++)
        {
            using var decoder = Lively(seed);
            (int[] Tokens, double Score) best = ([], double.NegativeInfinity);
            foreach (int[] tokens in Sequences(Longest))
            {
                // As long as allowed, or ended by the stop token.
                int[] all = tokens.Length == Longest ? tokens : [.. tokens, Stop];
                double score = LogProbability(encoder, decoder, all) / (penalty == 0 ? 1 : all.Length);
                best = score > best.Score ? (tokens, score) : best;
            }

            using var translator = new EncoderDecoder<Shapes.Encoder, Shapes.Decoder>(
                encoder, decoder, 4, new BeamOptions { Width = 36, MaxLength = Longest, StopToken = Stop, LengthPenalty = penalty });
            int[] output = new int[Longest];
            BeamResult decoded = translator.Decode(Source, output);
            Assert.Equal(best.Tokens, output.Take(decoded.Length));
            Assert.Equal(best.Tokens.Length < Longest, decoded.IsComplete);
            Assert.Equal(best.Score, decoded.Score, 1e-5);
            ended += decoded.IsComplete ? 1 : 0;
        }

        Assert.InRange(ended, 1, 15);
    }

    [Fact]
    public void A_wider_beam_finds_what_is_likelier_than_the_greedy_choice()
    {
        using var encoder = new Model<Shapes.Encoder>(1);
        int better = 0;
        for (ulong seed = 0; seed < 8; seed++)
        {
            using var decoder = Lively(seed);
            double[] scores = [.. new[] { 1, 4 }.Select(width =>
            {
                using var translator = new EncoderDecoder<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, new BeamOptions { Width = width, MaxLength = 8 });
                int[] output = new int[8];
                BeamResult decoded = translator.Decode(Source, output);
                Assert.Equal((8, false), (decoded.Length, decoded.IsComplete));
                Assert.Equal(LogProbability(encoder, decoder, output), decoded.LogProbability, 1e-5);
                return decoded.LogProbability;
            })];
            better += scores[1] > scores[0] ? 1 : 0;
        }

        Assert.True(better > 0);
    }

    [Fact]
    public void An_empty_source_is_the_zero_state()
    {
        using var encoder = new Model<Shapes.Encoder>(1);
        using var decoder = Lively(3);
        using var translator = new EncoderDecoder<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, new BeamOptions { Width = 1, MaxLength = 5 });
        int[] output = new int[5];
        translator.Decode(Source, output);
        translator.Decode(Array.Empty<int>(), output);
        using var sampler = new Sampler<Shapes.Decoder>(decoder, new SamplerOptions { Temperature = 0 });
        int[] expected = new int[5];
        sampler.Generate([], expected);
        Assert.Equal(expected, output);
    }

    [Fact]
    public void Bad_input_is_refused_before_anything_is_written()
    {
        using var encoder = new Model<Shapes.Encoder>();
        using var decoder = new Model<Shapes.Decoder>();
        using var translator = new EncoderDecoder<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, new BeamOptions { MaxLength = 5 });
        int[] output = [7, 7, 7, 7, 7];
        Assert.Contains("0 to 4", Assert.Throws<ArgumentException>(() => translator.Decode(new int[5], output)).Message, StringComparison.Ordinal);
        Assert.Contains("7", Assert.Throws<ArgumentException>(() => translator.Decode(new[] { 7 }, output)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => translator.Decode(new SequenceInput { Tokens = Source, Lengths = [2] }, output));
        Assert.All(output, token => Assert.Equal(7, token));

        BeamOptions[] wrong = [new() { Width = 0 }, new() { MaxLength = 0 }, new() { StopToken = 6 }, new() { StopToken = -1 }];
        Assert.All(wrong, options => Assert.Throws<ArgumentOutOfRangeException>(() => new EncoderDecoder<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, options)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new EncoderDecoder<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 0));
        decoder.Parameters.Fill(float.NaN);
        Assert.Throws<InvalidOperationException>(() => translator.Decode(Source, output));
    }

    /// <summary>A decoder that is surer of what it says than a fresh one.</summary>
    private static Model<Shapes.Decoder> Lively(ulong seed)
    {
        var decoder = new Model<Shapes.Decoder>(seed);
        foreach (ref float weight in decoder.Parameters)
        {
            weight *= 3;
        }

        return decoder;
    }

    /// <summary>A session of the decoder in the state in which the encoder ends.</summary>
    private static Session<Shapes.Decoder> After(Model<Shapes.Encoder> encoder, Model<Shapes.Decoder> decoder, ReadOnlySpan<int> source)
    {
        using var reading = new Session<Shapes.Encoder>(encoder);
        foreach (int token in source)
        {
            reading.Step(token);
        }

        float[] encoded = new float[Shapes.Encoder.StateSize], decoded = new float[Shapes.Decoder.StateSize];
        reading.CopyStateTo(encoded);
        StateInfo from = Shapes.Encoder.Shape.States.Single(), to = Shapes.Decoder.Shape.States.Single();
        encoded.AsSpan(from.Offset, from.Hidden).CopyTo(decoded.AsSpan(to.Offset));
        var session = new Session<Shapes.Decoder>(decoder);
        session.LoadState(decoded);
        return session;
    }

    private static double LogProbability(Model<Shapes.Encoder> encoder, Model<Shapes.Decoder> decoder, int[] tokens)
    {
        using var session = After(encoder, decoder, Source);
        float[] logits = new float[Shapes.Decoder.Vocabulary];
        double sum = 0;
        int read = -1;
        foreach (int token in tokens)
        {
            session.Step(read, logits);
            sum += logits[token] - Math.Log(logits.Sum(logit => Math.Exp(logit)));
            read = token;
        }

        return sum;
    }

    /// <summary>All sequences of up to so many tokens other than the stop token, shorter ones first.</summary>
    private static IEnumerable<int[]> Sequences(int longest)
    {
        List<int[]> current = [[]];
        for (int length = 0; length <= longest; length++)
        {
            foreach (int[] tokens in current)
            {
                yield return tokens;
            }

            current = [.. current.SelectMany(tokens => Enumerable.Range(1, Shapes.Decoder.Vocabulary - 1).Select(token => (int[])[.. tokens, token]))];
        }
    }
}
