using EdgeSeq.Labelling;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Losses;

[Collection(Alone.Name)]
public sealed class CtcBeamSearchTests
{
    private const int Frames = 6, Classes = 3;

    /// <summary>With room for every prefix the search is exact: all labellings, each by all its paths, with and without a prior.</summary>
    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(2, 1, 0)]
    [InlineData(3, 0.7, 0.4)]
    [InlineData(4, 2, 1.5)]
    [InlineData(5, 0.3, -0.5)]
    public void A_wide_beam_finds_the_best_of_all(int seed, float weight, float bonus)
    {
        float[] logits = Logits(seed);
        using var model = new Model<Counter>(3, Initialization.PyTorch);
        using var scorer = new Scorer<Counter>(model);
        int[] tokens = [-7, 4, 1];
        var options = new CtcBeamOptions { Width = 200, PriorWeight = weight, LabelBonus = bonus, Tokens = [.. tokens] };
        Dictionary<string, double> all = ByEnumeration(logits);
        Dictionary<string, double> scored = all.ToDictionary(
            one => one.Key, one => Math.Log(one.Value) + one.Key.Length * bonus + (weight * Prior(one.Key)));
        string best = scored.MaxBy(one => one.Value).Key;

        using var search = new CtcBeamSearch<Counter>(model, Classes, options);
        search.Add(logits);
        Assert.Equal((best, Math.Log(all[best])), (Text(search), search.LogProbability), Same);

        var plain = new CtcBeamSearch(Classes, options);
        plain.Add(logits);
        string likeliest = all.MaxBy(one => one.Value).Key;
        Assert.Equal((likeliest, Math.Log(all[likeliest])), (Text(plain), plain.LogProbability), Same);

        double Prior(string labels) => labels.Length == 0 ? 0 : scorer.Score([.. labels.Select(label => tokens[label - '0'])]).LogProbability;

        static bool Same((string Labels, double Log) a, (string Labels, double Log) b) => a.Labels == b.Labels && Math.Abs(a.Log - b.Log) < 1e-5;
    }

    /// <summary>Graves' example: no label in either of two frames is the likeliest path, one label the likeliest labelling.</summary>
    [Fact]
    public void It_sums_paths_where_greedy_looks_at_one()
    {
        float[] logits = [MathF.Log(0.6f), MathF.Log(0.4f), MathF.Log(0.6f), MathF.Log(0.4f)];
        Assert.Equal(0, CtcDecoder.Greedy(logits, 2, new int[2]));
        var search = new CtcBeamSearch(2, new CtcBeamOptions { Width = 3 });
        search.Add(logits);
        Assert.Equal("1", Text(search));
        Assert.Equal(Math.Log(0.64), search.LogProbability, 1e-6);
    }

    /// <summary>Frame by frame as at once; and what is stable stays.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Frames_may_come_as_they_come(int width)
    {
        using var model = new Model<Counter>(3, Initialization.PyTorch);
        var options = new CtcBeamOptions { Width = width };
        using var whole = new CtcBeamSearch<Counter>(model, Classes, options);
        using var parts = new CtcBeamSearch<Counter>(model, Classes, options);
        using var taken = new CtcBeamSearch<Counter>(model, Classes, options with { MaxLabels = 12 });
        float[] logits = [.. Enumerable.Range(0, 20).SelectMany(i => Logits(i % 7))];
        whole.Add(logits);
        string said = "", stable = "";
        int[] some = new int[12];
        for (int first = 0; first < logits.Length; first += Classes)
        {
            parts.Add(logits.AsSpan(first, Classes));
            Assert.StartsWith(stable, Text(parts), StringComparison.Ordinal);
            stable = Text(parts)[..parts.StableLength];
            taken.Add(logits.AsSpan(first, Classes));
            int count = taken.TakeStable(some);
            said += string.Concat(some.Take(count));
        }

        Assert.Equal(Text(whole), Text(parts));
        Assert.Equal(Text(whole), said + Text(taken));
        Assert.True(said.Length > 12, said);   // more than it has room for at a time
        Assert.Equal(whole.LogProbability, taken.LogProbability);
        parts.Reset();
        parts.Add(logits);
        Assert.Equal(Text(whole), Text(parts));
    }

    [Fact]
    public void Prefixes_end_where_there_is_no_room()
    {
        float[] logits = new float[40];
        for (int t = 0; t < 20; t++)
        {
            logits[(2 * t) + (t % 2)] = 20;
        }

        var search = new CtcBeamSearch(2, new CtcBeamOptions { MaxLabels = 3 });
        search.Add(logits);
        Assert.Equal("111", Text(search));
        Assert.Throws<ArgumentException>(() => search.CopyBest(new int[2]));
        Assert.Throws<ArgumentException>(() => search.Add(new float[3]));
        Assert.Throws<ArgumentException>(() => search.Add([0, float.NaN]));
        Assert.Equal("111", Text(search));
    }

    [Fact]
    public void Options_are_checked()
    {
        using var model = new Model<Counter>(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new CtcBeamSearch(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CtcBeamSearch(3, new CtcBeamOptions { Width = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CtcBeamSearch(3, new CtcBeamOptions { Blank = 3 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CtcBeamSearch(3, new CtcBeamOptions { PriorWeight = float.NaN }));
        Assert.Throws<ArgumentException>(() => new CtcBeamSearch<Counter>(model, 6));
        Assert.Throws<ArgumentException>(() => new CtcBeamSearch<Counter>(model, 3, new CtcBeamOptions { Tokens = [0, 1] }));
    }

    [Fact]
    public void Nothing_is_allocated()
    {
        using var model = new Model<Counter>(1);
        using var search = new CtcBeamSearch<Counter>(model, Classes);
        float[] logits = Logits(1);
        int[] labels = new int[200];
        Allocated.AssertNothing(() =>
        {
            search.Add(logits);
            search.CopyBest(labels);
            search.TakeStable(labels);
            search.Reset();
        });
    }

    private static string Text(CtcBeamSearch search)
    {
        int[] labels = new int[search.Length];
        return string.Concat(labels.Take(search.CopyBest(labels)));
    }

    private static float[] Logits(int seed)
    {
        var random = new RandomGenerator((ulong)seed);
        return [.. Enumerable.Range(0, Frames * Classes).Select(_ => 1.5f * (float)random.NextNormal())];
    }

    private static Dictionary<string, double> ByEnumeration(float[] logits)
    {
        var all = new Dictionary<string, double>();
        for (int path = 0; path < 729; path++)
        {
            (string labels, double p, int before) = ("", 1, 0);
            for (int t = 0, rest = path; t < Frames; t++, rest /= Classes)
            {
                int k = rest % Classes;
                p *= Math.Exp(logits[(t * Classes) + k]) / Enumerable.Range(0, Classes).Sum(other => Math.Exp(logits[(t * Classes) + other]));
                labels += k != 0 && k != before ? $"{k}" : "";
                before = k;
            }

            all[labels] = all.GetValueOrDefault(labels) + p;
        }

        return all;
    }
}
