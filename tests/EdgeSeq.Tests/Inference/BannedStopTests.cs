using EdgeSeq.Shapes;
using EdgeSeq.Text;
using EdgeSeq.Translation;
using Xunit;
using Words = EdgeSeq.Tests.Safety.SafetyShapes.Words;

namespace EdgeSeq.Tests.Inference;

/// <summary>A stop token that is banned is never chosen, by whatever chooses: the text goes on to its limit, however likely its end.</summary>
public sealed class BannedStopTests
{
    private const int Length = 4;

    public static TheoryData<string, int> Cases
    {
        get
        {
            var cases = new TheoryData<string, int>();
            foreach (string why in new[] { "banned", "unknown", "beyond the vocabulary" })
            {
                Array.ForEach([1, 2, 4], width => cases.Add(why, width));
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_stop_token_that_is_banned_ends_nothing(string why, int width)
    {
        Vocabulary letters = Vocabulary.Build(new MemoryStream("aab"u8.ToArray()), new VocabularyOptions());
        (int stop, Vocabulary? vocabulary, int[] banned) = why switch
        {
            "banned" => (3, null, new[] { 3 }),
            "unknown" => (letters.UnknownToken!.Value, letters, []),
            _ => (4, letters, Array.Empty<int>()),
        };
        using var model = new Model<Words>();
        model.Parameters.Clear();
        model.Parameters[Words.Shape.Parameters.Single(p => p.Kind == ParameterKind.HeadBias).Layout.IndexOf(0, stop)] = 9;
        var beams = new BeamOptions { Width = width, MaxLength = Length, StopToken = stop, BannedTokens = [.. banned], Vocabulary = vocabulary };
        var greedy = new SamplerOptions { Temperature = 0, StopToken = stop, BannedTokens = [.. banned], Vocabulary = vocabulary };
        SamplerOptions drawn = greedy with { Temperature = 1, Seed = (ulong)width };

        using var search = new BeamSearch<Words>(model, beams);
        using var translator = new EncoderDecoder<Words, Words>(model, model, 2, beams);
        AssertWhole(output => Written(search.Search([0], output)));
        AssertWhole(output => Written(translator.Decode(new int[] { 0 }, output)));
        foreach (SamplerOptions options in new[] { greedy, drawn })
        {
            using var sampler = new Sampler<Words>(model, options);
            using var batches = new BatchSampler<Words>(model, options);
            AssertWhole(output => sampler.Generate([0], output));
            AssertWhole(output =>
            {
                int[] lengths = new int[1];
                batches.Generate([0], output, lengths);
                return lengths[0];
            });
        }

        void AssertWhole(Func<int[], int> write)
        {
            int[] output = new int[Length];
            Assert.Equal(Length, write(output));
            Assert.DoesNotContain(stop, output);
            Assert.All(output, token => Assert.InRange(token, 0, (vocabulary?.Count ?? 5) - 1));
        }

        static int Written(BeamResult result)
        {
            Assert.False(result.IsComplete);
            return result.Length;
        }
    }
}
