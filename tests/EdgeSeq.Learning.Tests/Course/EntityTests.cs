using EdgeSeq.Evaluations.Data;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Labelling;
using EdgeSeq.Losses;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Learning.Tests.Course;

/// <summary>
/// Named entities: "yesterday lee jordan flew to new paris". The same names are of persons and of places, of one word or two; what stands around them tells, here to the left ("to", "in")
/// or to the right ("said", "is rainy").
/// </summary>
public sealed partial class EntityTests
{
    private const int Batch = 32, Window = 16, Steps = 200;

    private static readonly string[] s_tags = ["B-person", "B-place", "I-person", "I-place", "O"];

    private static readonly string[] s_words =
    [
        "yesterday", "today", "and", "then", "said", "laughed", "flew", "to", "in", "is", "rainy", "far", "we", "met", "jordan", "paris", "chelsea", "lee", "victoria", "sydney", "austin", "florence",
    ];

    [Fact]
    public void A_network_in_both_directions_with_a_CRF_finds_names_by_what_stands_around_them()
    {
        TagRules rules = TagRules.OfEntities(s_tags);
        using var model = new Model<Tagger>(1);
        var random = new RandomGenerator(1);
        var options = new TrainerOptions { Batch = Batch, Window = Window, Schedule = Schedules.Cosine(0.02f, Steps), Loss = new CrfLoss(rules) };
        DataSetLearning.Train(model, options, [.. Enumerable.Range(0, Batch * Steps).Select(_ => Sentence(random))], epochs: 1, random);

        var score = new EntityScore(s_tags);
        var decoder = new CrfDecoder(rules, Window);
        int[] said = new int[Window];
        DataSetLearning.Run(model, Batch, Window, [.. Enumerable.Range(0, 4 * Batch).Select(_ => Sentence(random))], (batch, outputs) =>
        {
            for (int row = 0; row < Batch; row++)
            {
                int length = batch.Lengths[row];
                decoder.Decode(outputs.AsSpan(row * Window * rules.Scores, length * rules.Scores), said.AsSpan(0, length));
                score.Add(batch.Classes.AsSpan(row * Window, length), said.AsSpan(0, length));
            }
        });
        Assert.True(score.F1 >= 0.9, $"F1 of entities {score.F1:F3}");
    }

    private static Example Sentence(RandomGenerator random)
    {
        List<(string Word, string Tag)> words = [(random.NextInt32(2) == 0 ? "yesterday" : "today", "O")];
        for (int clause = random.NextInt32(2); clause >= 0; clause--)
        {
            switch (random.NextInt32(3))
            {
                case 0:
                    Name("person");
                    Say(random.NextInt32(2) == 0 ? "laughed" : "flew");
                    break;
                case 1:
                    Name("place");
                    Say("is", random.NextInt32(2) == 0 ? "rainy" : "far");
                    break;
                default:
                    Say("we", "met");
                    Name("person");
                    Say("in");
                    Name("place");
                    break;
            }

            if (clause > 0)
            {
                Say("and");
            }
        }

        return Example.OfTokens([.. words.Select(word => Array.IndexOf(s_words, word.Word))], [.. words.Select(word => Array.IndexOf(s_tags, word.Tag))]);

        void Say(params ReadOnlySpan<string> plain)
        {
            foreach (string word in plain)
            {
                words.Add((word, "O"));
            }
        }

        void Name(string type)
        {
            int count = 1 + random.NextInt32(2);
            for (int i = 0; i < count; i++)
            {
                words.Add((s_words[14 + random.NextInt32(8)], (i == 0 ? "B-" : "I-") + type));
            }
        }
    }

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 22, Embedding = 6, Hidden = 12, Direction = Direction.Both, Head = Head.Linear, Outputs = 30)]
    internal readonly partial struct Tagger;
}
