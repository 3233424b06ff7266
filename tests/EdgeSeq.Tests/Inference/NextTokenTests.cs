using EdgeSeq.Tests.Doubles;
using EdgeSeq.Tests.Golden;
using Xunit;

namespace EdgeSeq.Tests.Inference;

/// <summary>What a session says of the next token: its distribution, and the likeliest of it.</summary>
[Collection(Alone.Name)]
public sealed class NextTokenTests
{
    private const int V = 11;

    [Fact]
    public void The_distribution_after_a_prompt_is_that_of_the_scores_and_sums_to_one()
    {
        using var model = new Model<GoldenGruV11H16>(4, Initialization.PyTorch);
        using var session = new Session<GoldenGruV11H16>(model);
        using var scorer = new Scorer<GoldenGruV11H16>(model);
        float[] probabilities = new float[V], terms = new float[3];
        session.Step(-1);
        session.Read([6, 1]);
        session.Output(probabilities);
        Assert.Equal(1, probabilities.Sum(p => (double)p), 1e-5);
        for (int token = 0; token < V; token++)
        {
            scorer.Score([6, 1, token], terms);
            Assert.Equal(Math.Exp(terms[2]), probabilities[token], 1e-6);
        }
    }

    [Fact]
    public void Tokens_read_at_once_give_the_state_of_single_steps_and_allocate_nothing()
    {
        using var model = new Model<TinyElman>(4);
        using Session<TinyElman> together = new(model), single = new(model);
        float[] expected = new float[Session<TinyElman>.StateSize], actual = new float[expected.Length];
        together.Read([1, 2, 3]);
        single.Step(1);
        single.Step(2);
        single.Step(3);
        single.CopyStateTo(expected);
        together.CopyStateTo(actual);
        Assert.Equal(expected, actual);
        int[] prompt = [1, 2];
        Allocated.AssertNothing(() => together.Read(prompt));
    }

    [Fact]
    public void A_token_out_of_range_among_others_reads_none()
    {
        using var model = new Model<TinyElman>(4);
        using var session = new Session<TinyElman>(model);
        float[] state = new float[Session<TinyElman>.StateSize];
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Read([0, TinyElman.V]));
        Assert.Throws<ArgumentOutOfRangeException>(() => session.Read([0, -1]));
        session.CopyStateTo(state);
        Assert.All(state, number => Assert.Equal(0, number));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    [InlineData(80)]
    public void The_top_is_the_distribution_sorted_and_cut(int count)
    {
        // Few values, so that many are equal.
        var random = new Random(count);
        float[] probabilities = [.. Enumerable.Range(0, 50).Select(_ => random.Next(9) / 8f)];
        TokenProbability[] sorted =
            [.. probabilities.Select((p, token) => new TokenProbability(token, p)).OrderByDescending(p => p.Probability).ThenBy(p => p.Token).Take(count)];
        var top = new TokenProbability[count];
        Assert.Equal(sorted.Length, TokenProbability.Top(probabilities, top));
        Assert.Equal(sorted, top[..sorted.Length]);
        Allocated.AssertNothing(() => TokenProbability.Top(probabilities, top));
    }

    [Fact]
    public void What_has_no_order_is_refused_by_place()
    {
        var top = new TokenProbability[1];
        Assert.Contains("probabilities[2]", Assert.Throws<ArgumentException>(() => TokenProbability.Top([1, 0, float.NaN], top)).Message);
        Assert.Equal(default, top[0]);
    }
}
