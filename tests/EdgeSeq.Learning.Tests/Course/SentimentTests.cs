using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Learning.Tests.Course;

/// <summary>Sentiment: reviews such as "the plot was not very dull but the music was weak". What stands behind "but" decides, and "not" turns a word around.</summary>
public sealed partial class SentimentTests
{
    private const int Batch = 32, Clause = 5, Window = (2 * Clause) + 1, Steps = 200;

    private static readonly string[] s_words =
    [
        "the", "was", "and", "but", "not", "never", "very", "quite", "plot", "music", "acting", "film", "good", "great", "lovely", "moving", "bad", "dull", "weak", "slow",
    ];

    [Fact]
    public void A_network_in_both_directions_tells_praise_from_blame_with_negations_it_never_saw()
    {
        using var model = new Model<Reviewer>(1);
        var random = new RandomGenerator(1);
        var options = new TrainerOptions { Batch = Batch, Window = Window, Schedule = Schedules.Cosine(0.02f, Steps) };
        SequenceLearning.Train(model, options, Steps, batch => Fill(batch, random, isUnseen: false));
        double accuracy = SequenceLearning.Accuracy(model, Batch, Window, 10, batch => Fill(batch, random, isUnseen: true));
        Assert.True(accuracy >= 0.9, $"{accuracy:F3} of reviews; a coin says 0.5, and who reads past a negation 0");
    }

    /// <summary>Two clauses a review, alike if "and" joins them. "Not moving" and "not slow" stand in unseen reviews alone, and nothing else does there: who learns has read "never slow" and "not weak".</summary>
    private static void Fill(SequenceBatch batch, RandomGenerator random, bool isUnseen)
    {
        for (int row = 0; row < Batch; row++)
        {
            Span<int> tokens = batch.Tokens.AsSpan(row * Window, Window);
            bool joins = random.NextInt32(2) == 0, first = random.NextInt32(2) == 0, second = joins ? first : random.NextInt32(2) == 0;
            Say(tokens[..Clause], first);
            tokens[Clause] = Word(joins ? "and" : "but");
            Say(tokens[(Clause + 1)..], second);
            batch.Classes[row] = second ? 1 : 0;
        }

        void Say(Span<int> clause, bool praises)
        {
            bool isNegated = isUnseen || random.NextInt32(2) == 0;
            int quality = isUnseen ? 3 : random.NextInt32(4);
            string before = !isNegated ? "very" : quality < 3 ? "not" : isUnseen ? "not" : "never";
            clause[0] = Word("the");
            clause[1] = Word("plot") + random.NextInt32(4);
            clause[2] = Word("was");
            clause[3] = Word(before) + (quality < 3 ? random.NextInt32(2) : 0);
            clause[4] = Word(praises == isNegated ? "bad" : "good") + quality;
        }
    }

    private static int Word(string word) => Array.IndexOf(s_words, word);

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 20, Embedding = 6, Hidden = 8, Direction = Direction.Both, Outputs = 2, Readout = Readout.Last)]
    internal readonly partial struct Reviewer;
}
