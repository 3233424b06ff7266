using EdgeSeq.Labelling;
using EdgeSeq.Losses;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Losses;

[Collection(Alone.Name)]
public sealed class CrfLossTests
{
    private const int Tags = 3, Steps = 4, Scores = Tags + (Tags * Tags);

    private static readonly TagRules s_free = new(Tags);
    private static readonly TagRules s_rules = new(Tags, [(0, 2), (1, 1)], [2], [0]);

    /// <summary>Loss, gradient and best tags of every row of four tags, in double.</summary>
    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, 300)]
    [InlineData(true, 300)]
    public void Everything_is_as_by_enumeration(bool restricted, float scale)
    {
        TagRules rules = restricted ? s_rules : s_free;
        int[] tags = [0, 1, 2, 1];
        float[] outputs = Outputs(scale), gradient = new float[outputs.Length];
        double found = Evaluate(rules, outputs, tags, gradient);
        List<int[]> rows = [.. Rows().Where(row => IsAllowed(rules, row))];
        Assert.Equal(restricted ? 11 : 81, rows.Count);
        double expected = Loss([.. outputs.Select(x => (double)x)]);
        Assert.Equal(expected, found, 1e-6 * Math.Max(1, expected));
        double step = 1e-5 * scale;
        for (int i = 0; i < outputs.Length; i++)
        {
            double[] more = [.. outputs.Select(x => (double)x)], less = [.. more];
            more[i] += step;
            less[i] -= step;
            Assert.Equal((Loss(more) - Loss(less)) / (2 * step), gradient[i], 1e-5);
        }

        int[] best = new int[Steps];
        double score = new CrfDecoder(rules, Steps).Decode(outputs, best);
        int[] likeliest = rows.MaxBy(row => Score([.. outputs.Select(x => (double)x)], row))!;
        Assert.Equal(likeliest, best);
        Assert.Equal(Score([.. outputs.Select(x => (double)x)], likeliest), score, 1e-6 * scale);

        double Loss(double[] x)
        {
            double[] all = [.. rows.Select(row => Score(x, row))];
            double highest = all.Max();
            return highest + Math.Log(all.Sum(one => Math.Exp(one - highest))) - Score(x, tags);
        }
    }

    /// <summary>The bits on every instruction set: tests run on each.</summary>
    [Fact]
    public void Bits_are_the_same_everywhere()
    {
        float[] gradient = new float[Steps * Scores];
        double loss = Evaluate(s_rules, Outputs(3), [0, 1, 2, 1], gradient);
        int mixed = 17;
        foreach (float one in gradient)
        {
            mixed = unchecked((mixed * 31) + BitConverter.SingleToInt32Bits(one));
        }

        Assert.Equal((4598630486246352160, 1072564315), (BitConverter.DoubleToInt64Bits(loss), mixed));
    }

    [Theory]
    [InlineData(new[] { 0, 1, 3, 1 }, "target[2] is 3")]
    [InlineData(new[] { 0, 1, -1, 1 }, "target[2] is -1")]
    [InlineData(new[] { 0, 1, 1, 2 }, "target[2] is 1, which may not follow 1")]
    [InlineData(new[] { 2, 1, 2, 1 }, "target[0] is 2, which may not begin")]
    [InlineData(new[] { 0, 1, 2, 0 }, "target[3] is 0, which may not end")]
    public void Tags_that_cannot_be_are_named(int[] tags, string what)
    {
        var loss = new CrfLoss(s_rules);
        ArgumentException thrown = Assert.Throws<ArgumentException>(() => loss.Count(new LossRow { Steps = Steps, Size = Scores, Classes = tags }));
        Assert.Contains(what, thrown.Message, StringComparison.Ordinal);
        Assert.Equal(0, loss.Count(new LossRow { Steps = Steps, Size = Scores, Classes = [-1, -1, -1, -1] }));
        Assert.Equal(1, loss.Count(new LossRow { Steps = 2, Size = Scores, Classes = [0, 1, -1, 7] }));   // behind the last step nobody looks
    }

    [Fact]
    public void Rules_of_entities_and_bad_rules()
    {
        TagRules rules = TagRules.OfEntities(["O", "B-x", "I-x", "B-y", "I-y"]);
        Assert.Equal([1, 2], Enumerable.Range(0, 5).Where(from => rules.Allows(from, 2)));
        Assert.Equal([0, 1, 2, 3, 4], Enumerable.Range(0, 5).Where(from => rules.Allows(from, 3)));
        Assert.Equal([0, 1, 3], Enumerable.Range(0, 5).Where(rules.AllowsFirst));
        Assert.All(Enumerable.Range(0, 5), tag => Assert.True(rules.AllowsLast(tag)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TagRules(0));
        Assert.Throws<ArgumentException>(() => new TagRules(2, [(0, 2)]));
        Assert.Throws<ArgumentException>(() => new TagRules(2, forbiddenFirst: [0, 1]));
        using var model = new Model<Weather>(1);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<Weather>(model, new TrainerOptions { Loss = new CrfLoss(s_free) }));
    }

    /// <summary>Tags alternate after a first one that alone is told: only the transitions can know the rest.</summary>
    [Fact]
    public void A_network_learns_transitions()
    {
        const int Batch = 4;
        using var model = new Model<Tagger>(1);
        var loss = new CrfLoss(new TagRules(2));
        using var trainer = new Trainer<Tagger>(model, new TrainerOptions { Batch = Batch, Window = Steps, Loss = loss, Schedule = new ConstantRate(0.05f) });
        using var runner = new SequenceRunner<Tagger>(model, Batch, Steps);
        float[] inputs = new float[Batch * Steps * 2], outputs = new float[runner.OutputLength];
        int[] tags = new int[Batch * Steps], read = new int[Steps];
        for (int row = 0; row < Batch; row++)
        {
            inputs[row * Steps * 2] = row % 2 == 0 ? 1 : -1;
            for (int t = 0; t < Steps; t++)
            {
                tags[(row * Steps) + t] = (row + t) % 2;
            }
        }

        double last = 0;
        for (int step = 0; step < 150; step++)
        {
            trainer.ResetState();
            last = trainer.Step(inputs, tags).Loss;
        }

        Assert.True(last < 0.05, $"{last}");
        runner.Run(new SequenceInput { Vectors = inputs }, outputs);
        var decoder = new CrfDecoder(loss.Rules, Steps);
        for (int row = 0; row < Batch; row++)
        {
            decoder.Decode(outputs.AsSpan(row * Steps * 6, Steps * 6), read);
            Assert.Equal(tags[(row * Steps)..((row + 1) * Steps)], read);
        }

        Allocated.AssertNothing(() => trainer.Step(inputs, tags));
        Allocated.AssertNothing(() => decoder.Decode(outputs.AsSpan(0, Steps * 6), read));
    }

    private static double Evaluate(TagRules rules, float[] outputs, int[] tags, float[] gradient)
    {
        var loss = new CrfLoss(rules);
        double[] scratch = new double[loss.ScratchSize(Tagger.Shape, Steps)];
        scratch.AsSpan().Fill(double.NaN);
        return loss.Evaluate(new LossRow { Steps = Steps, Size = Scores, Outputs = outputs, Classes = tags, Gradients = gradient, Scratch = scratch });
    }

    private static float[] Outputs(float scale)
    {
        var random = new RandomGenerator(11);
        return [.. Enumerable.Range(0, Steps * Scores).Select(_ => scale * (float)random.NextNormal())];
    }

    private static double Score(double[] x, int[] row)
    {
        double sum = x[row[0]];
        for (int t = 1; t < Steps; t++)
        {
            sum += x[(t * Scores) + row[t]] + x[(t * Scores) + Tags + (row[t - 1] * Tags) + row[t]];
        }

        return sum;
    }

    private static bool IsAllowed(TagRules rules, int[] row) =>
        rules.AllowsFirst(row[0]) && rules.AllowsLast(row[^1]) && row.Zip(row.Skip(1)).All(pair => rules.Allows(pair.First, pair.Second));

    private static IEnumerable<int[]> Rows() => Enumerable.Range(0, 81).Select(i => new[] { i / 27, i / 9 % 3, i / 3 % 3, i % 3 });
}
