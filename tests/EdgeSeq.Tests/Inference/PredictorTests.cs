using EdgeSeq.Tests.Doubles;
using EdgeSeq.Tests.Golden;
using Xunit;

namespace EdgeSeq.Tests.Inference;

[Collection(Alone.Name)]
public sealed class PredictorTests
{
    private const int V = 11;

    [Fact]
    public void The_distribution_after_a_prompt_is_that_of_the_scores_and_sums_to_one()
    {
        using var model = new Model<GoldenGruV11H16>(4, Initialization.PyTorch);
        using var predictor = new Predictor<GoldenGruV11H16>(model);
        using var scorer = new Scorer<GoldenGruV11H16>(model);
        float[] probabilities = new float[V], terms = new float[3];
        predictor.Read([6]);
        predictor.Read([1]);
        predictor.Distribution(probabilities);
        Assert.Equal(1, probabilities.Sum(p => (double)p), 1e-5);
        for (int token = 0; token < V; token++)
        {
            scorer.Score([6, 1, token], terms);
            Assert.Equal(Math.Exp(terms[2]), probabilities[token], 1e-6);
        }
    }

    [Fact]
    public void A_fresh_predictor_and_a_reset_one_predict_the_first_token()
    {
        using var model = new Model<TinyElman>(4);
        using var predictor = new Predictor<TinyElman>(model);
        using var scorer = new Scorer<TinyElman>(model);
        float[] fresh = new float[TinyElman.V], again = new float[TinyElman.V];
        predictor.Distribution(fresh);
        predictor.Read([1, 2, 3]);
        predictor.Reset();
        predictor.Distribution(again);
        Assert.Equal(fresh, again);
        Assert.Equal(scorer.Score([2]).LogProbability, Math.Log(fresh[2]), 1e-5);
    }

    [Fact]
    public void The_top_is_the_distribution_sorted_and_cut()
    {
        using var model = new Model<GoldenGruV11H16>(4, Initialization.PyTorch);
        using var predictor = new Predictor<GoldenGruV11H16>(model);
        predictor.Read([2, 9]);
        float[] probabilities = new float[V];
        predictor.Distribution(probabilities);
        var sorted = Enumerable.Range(0, V).Select(t => new TokenProbability(t, probabilities[t])).OrderByDescending(t => t.Probability).ToArray();
        TokenProbability[] three = new TokenProbability[3], many = new TokenProbability[20];
        Assert.Equal(3, predictor.Top(three));
        Assert.Equal(sorted[..3], three);
        Assert.Equal(V, predictor.Top(many));
        Assert.Equal(sorted, many[..V]);
        Assert.Equal(0, predictor.Top([]));
    }

    [Fact]
    public void Predictions_allocate_nothing()
    {
        using var model = new Model<TinyElman>(4);
        using var predictor = new Predictor<TinyElman>(model);
        float[] probabilities = new float[TinyElman.V];
        TokenProbability[] top = new TokenProbability[2];
        int[] prompt = [1, 2];
        Allocated.AssertNothing(() =>
        {
            predictor.Reset();
            predictor.Read(prompt);
            predictor.Distribution(probabilities);
            predictor.Top(top);
        });
    }

    [Fact]
    public void Wrong_arguments_and_damaged_models_are_refused()
    {
        using var model = new Model<TinyElman>(4);
        var predictor = new Predictor<TinyElman>(model);
        float[] before = new float[TinyElman.V], after = new float[TinyElman.V], short4 = new float[4];
        predictor.Distribution(before);
        Assert.Throws<ArgumentOutOfRangeException>(() => predictor.Read([0, 5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => predictor.Read([-1]));
        Assert.Throws<ArgumentException>(() => predictor.Distribution(short4));
        Assert.Equal(new float[4], short4);
        predictor.Distribution(after);
        Assert.Equal(before, after);
        model.Parameters.Fill(float.NaN);
        Assert.Throws<InvalidOperationException>(() => predictor.Distribution(after));
        Assert.Throws<InvalidOperationException>(() => predictor.Top(new TokenProbability[1]));
        predictor.Dispose();
        Assert.Throws<ObjectDisposedException>(predictor.Reset);
    }
}
