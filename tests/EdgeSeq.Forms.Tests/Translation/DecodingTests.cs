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

            using var translator = new EncoderDecoder<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, new DecodingOptions { MaxLength = 9, StopToken = Stop });
            int[] output = new int[9];
            DecodedSequence decoded = translator.Decode(Source, output);
            Assert.Equal(expected, output.Take(decoded.Length));
            Assert.Equal(expected.Count < 9, decoded.IsEnded);
        }

        Assert.InRange(endings, 1, 7);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_beam_that_holds_every_hypothesis_finds_the_best_of_all(bool normalizes)
    {
        const int Longest = 3;
        using var encoder = new Model<Shapes.Encoder>(1);
        int different = 0;
        for (ulong seed = 0; seed < 6; seed++)
        {
            using var decoder = Lively(seed);
            (int[] Tokens, double Score) best = ([], double.NegativeInfinity), other = best;
            foreach (int[] tokens in Sequences(Longest - 1))
            {
                double score = LogProbability(encoder, decoder, [.. tokens, Stop]), mean = score / (tokens.Length + 1);
                best = (normalizes ? mean : score) > best.Score ? (tokens, normalizes ? mean : score) : best;
                other = (normalizes ? score : mean) > other.Score ? (tokens, normalizes ? score : mean) : other;
            }

            using var translator = new EncoderDecoder<Shapes.Encoder, Shapes.Decoder>(
                encoder, decoder, 4, new DecodingOptions { BeamWidth = 216, MaxLength = Longest, StopToken = Stop, NormalizesByLength = normalizes });
            int[] output = new int[Longest];
            DecodedSequence decoded = translator.Decode(Source, output);
            Assert.Equal(best.Tokens, output.Take(decoded.Length));
            Assert.True(decoded.IsEnded);
            Assert.Equal(best.Score, decoded.LogProbability / (normalizes ? decoded.Length + 1 : 1), 1e-5);
            different += best.Tokens.SequenceEqual(other.Tokens) ? 0 : 1;
        }

        Assert.True(different > 0, "the models do not tell the two scores apart");
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
                using var translator = new EncoderDecoder<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, new DecodingOptions { BeamWidth = width, MaxLength = 8 });
                int[] output = new int[8];
                DecodedSequence decoded = translator.Decode(Source, output);
                Assert.Equal((8, false), (decoded.Length, decoded.IsEnded));
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
        using var translator = new EncoderDecoder<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, new DecodingOptions { MaxLength = 5 });
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
        using var translator = new EncoderDecoder<Shapes.Encoder, Shapes.Decoder>(encoder, decoder, 4, new DecodingOptions { MaxLength = 5 });
        int[] output = [7, 7, 7, 7, 7];
        Assert.Contains("0 to 4", Assert.Throws<ArgumentException>(() => translator.Decode(new int[5], output)).Message, StringComparison.Ordinal);
        Assert.Contains("7", Assert.Throws<ArgumentException>(() => translator.Decode(new[] { 7 }, output)).Message, StringComparison.Ordinal);
        Assert.Contains("5", Assert.Throws<ArgumentException>(() => translator.Decode(Source, output.AsSpan(0, 4))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => translator.Decode(new SequenceInput { Tokens = Source, Lengths = [2] }, output));
        Assert.All(output, token => Assert.Equal(7, token));

        DecodingOptions[] wrong = [new() { BeamWidth = 0 }, new() { MaxLength = 0 }, new() { StopToken = 6 }, new() { StopToken = -1 }];
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
