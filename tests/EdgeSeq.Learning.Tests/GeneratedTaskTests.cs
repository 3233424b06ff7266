using EdgeSeq.Evaluations.Data;
using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Evaluations.Running;
using Xunit;

namespace EdgeSeq.Learning.Tests;

/// <summary>The tasks are what they say, so that who solves them has learned what they teach.</summary>
[Trait("Isa", "none")]
public sealed class GeneratedTaskTests
{
    [Fact]
    public void The_verb_agrees_with_the_noun_so_many_words_before_it()
    {
        var batch = new SequenceBatch(Agreement.Shape, 200, 31);
        var random = new RandomGenerator(1);
        for (int row = 0; row < batch.Rows; row++)
        {
            CatSentences.Fill(batch, row, 5 + row % 26, random);
            int last = row * 31 + batch.Lengths[row] - 1;
            Assert.Equal(5 + row % 26, batch.Lengths[row] - 1);
            Assert.Equal(batch.Tokens[row * 31 + 1] == Word("cats") ? CatSentences.Were : CatSentences.Was, batch.Classes[last]);
            Assert.Equal(1, batch.Classes.AsSpan(row * 31, 31).ToArray().Count(c => c >= 0));
        }

        Assert.InRange(batch.Classes.Count(c => c == CatSentences.Were), 70, 130);
        Assert.Equal(("was", "were", 25), (CatSentences.Words[CatSentences.Was], CatSentences.Words[CatSentences.Were], Agreement.Shape.Vocabulary));

        static int Word(string word) => Array.IndexOf(CatSentences.Words, word);
    }

    [Fact]
    public void Two_numbers_are_marked_and_summed()
    {
        var batch = new SequenceBatch(Adder.Shape, 500, 10);
        AddingProblem.Fill(batch, new RandomGenerator(1));
        for (int row = 0; row < batch.Rows; row++)
        {
            float[] x = batch.Vectors.AsSpan(row * 20, 20).ToArray();
            int[] marked = [.. Enumerable.Range(0, 10).Where(t => x[2 * t + 1] == 1)];
            Assert.Equal(2, marked.Length);
            Assert.True(marked[0] < 5 && marked[1] >= 5);
            Assert.Equal(x[2 * marked[0]] + x[2 * marked[1]], batch.Values[row]);
        }

        Assert.Equal(AddingProblem.Baseline, batch.Values.Average(y => (y - 1.0) * (y - 1)), 0.02);
    }

    [Fact]
    public void What_was_shown_first_is_asked_for_after_the_signal()
    {
        var task = new CopyMemory(symbols: 6, copied: 3, pause: 4);
        var batch = new SequenceBatch(Agreement.Shape, 1, task.Window);
        task.Fill(batch, new RandomGenerator(3));
        Assert.Equal([6, 6, 6, 6, 7, 6, 6], batch.Tokens[3..]);
        Assert.Equal([-1, -1, -1, -1, -1, -1, -1, .. batch.Tokens[..3]], batch.Classes);
        Assert.Equal((8, 10), (task.Vocabulary, task.Window));
    }

    [Fact]
    public void The_first_step_of_a_piece_tells_the_piece()
    {
        string[] beginnings = [.. Enumerable.Range(0, ChordMusic.Pieces).Select(piece => string.Join("", ChordMusic.Roll(piece)[..ChordMusic.Keys]))];
        Assert.Equal(ChordMusic.Pieces, beginnings.Distinct().Count());
        Assert.All(ChordMusic.Roll(0).Chunk(ChordMusic.Keys), step => Assert.Equal((3, 1), (step[12..24].Count(key => key == 1), step[24..].Count(key => key == 1))));
    }

    [Fact]
    public void Dates_are_spelled_in_many_ways_and_some_are_kept_back()
    {
        var random = new RandomGenerator(1);
        (string Source, string Target)[] seen = [.. Enumerable.Range(0, 3000).Select(_ => DateSpellings.Draw(random, unseen: false))];
        (string Source, string Target)[] unseen = [.. Enumerable.Range(0, 3000).Select(_ => DateSpellings.Draw(random, unseen: true))];
        Assert.Empty(seen.Select(pair => pair.Target).Intersect(unseen.Select(pair => pair.Target)));
        Assert.All(seen, pair => Assert.Equal(pair.Target, DateSpellings.Decode(DateSpellings.EncodeTarget(pair.Target).AsSpan(0, 10))));
        Assert.All(seen, pair => Assert.InRange(DateSpellings.Encode(pair.Source).Length, 6, DateSpellings.SourceWindow));
        Assert.All(seen, pair => Assert.All(DateSpellings.Encode(pair.Source), token => Assert.InRange(token, 0, DateSpellings.SourceVocabulary - 1)));

        // Spellings with the month in letters and a whole year, in any order, are what .NET reads too.
        foreach ((string source, string target) in seen.Where(pair => pair.Source.Contains("march", StringComparison.Ordinal) && !pair.Source.Contains("of", StringComparison.Ordinal)))
        {
            string plain = System.Text.RegularExpressions.Regex.Replace(source, "(?<=[0-9])(st|nd|rd|th)", "");
            Assert.Equal(target, DateTime.Parse(plain, System.Globalization.CultureInfo.InvariantCulture).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        }
    }

    [Fact]
    public void Entities_count_whole()
    {
        string[] tags = ["B-group", "B-person", "I-group", "I-person", "O"];
        var score = new EntityScore(tags);
        score.Add([1, 3, 4, 0, 4, 1, 1], [1, 3, 4, 1, 4, 1, 3]);   // right; wrong type; one of two where two are
        Assert.Equal((1.0 / 3, 1.0 / 4, 2.0 / 7), (score.Precision, score.Recall, score.F1));
        score.Add([4, 0, 2], [4, 2, 2]);   // a beginning without B is one
        Assert.Equal(2.0 / 4, score.Precision);
    }
}
