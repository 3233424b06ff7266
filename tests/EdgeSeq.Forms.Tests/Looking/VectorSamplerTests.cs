using EdgeSeq.Shapes;
using Xunit;

namespace EdgeSeq.Forms.Tests.Looking;

/// <summary>Music: many sigmoids whose outputs are the next inputs.</summary>
[Collection(Alone.Name)]
public sealed class VectorSamplerTests
{
    private const int Size = Shapes.Music.InputSize, Steps = 12;

    [Theory]
    [InlineData(null)]
    [InlineData(0.5f)]
    public void Outputs_are_drawn_and_fed_back_as_the_next_inputs(float? threshold)
    {
        using var model = Lively();
        using var sampler = new VectorSampler<Shapes.Music>(model, new VectorSamplerOptions { Threshold = threshold, Seed = 3 });
        float[] prompt = [1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0], output = new float[Steps * Size];
        sampler.Generate(prompt, output);

        var random = new RandomGenerator(3);
        using var session = new Session<Shapes.Music>(model);
        session.Step(new float[Size]);
        session.Step(prompt.AsSpan(0, Size));
        float[] read = prompt[Size..], probabilities = new float[Size];
        for (int t = 0; t < Steps; t++)
        {
            session.Step(read);
            session.Output(probabilities);
            read = [.. probabilities.Select(p => threshold is float limit ? (p >= limit ? 1f : 0) : random.NextSingle() < p ? 1 : 0)];
            Assert.Equal(read, output[(t * Size)..((t + 1) * Size)]);
        }

        Assert.InRange(output.Sum(), 1, output.Length - 1);
    }

    [Fact]
    public void Numbers_are_one_as_often_as_their_probability_says()
    {
        using var model = new Model<Shapes.Music>();
        model.Parameters.Clear();
        ParameterInfo bias = Shapes.Music.Shape.Parameters.Single(parameter => parameter.Kind == ParameterKind.HeadBias);
        for (int i = 0; i < Size; i++)
        {
            model.Parameters[bias.Layout.IndexOf(0, i)] = i - 2.5f;
        }

        const int Draws = 20_000;
        using var sampler = new VectorSampler<Shapes.Music>(model);
        float[] output = new float[Draws * Size];
        sampler.Generate([], output);
        for (int i = 0; i < Size; i++)
        {
            double p = 1 / (1 + Math.Exp(2.5 - i)), mean = Enumerable.Range(0, Draws).Average(t => output[(t * Size) + i]);
            Assert.Equal(p, mean, 5 * Math.Sqrt(p * (1 - p) / Draws));
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_music_in_every_dialect()
    {
        var music = new Music();
        Catalogue.AcceptDialects(typeof(Shapes.Music), music);
        Assert.Single(music.Pieces.Distinct());
    }

    [Fact]
    public void The_random_numbers_go_on_after_a_reset_and_can_be_restarted()
    {
        using var model = Lively();
        using var sampler = new VectorSampler<Shapes.Music>(model, new VectorSamplerOptions { Seed = 3 });
        float[] first = new float[Steps * Size], second = new float[Steps * Size], again = new float[Steps * Size];
        sampler.Generate([], first);
        sampler.Generate([], second);
        Assert.NotEqual(first, second);
        sampler.Random.Reseed(3);
        sampler.Generate([], again);
        Assert.Equal(first, again);
    }

    [Fact]
    public void A_generated_vector_allocates_nothing()
    {
        using var model = Lively();
        using var sampler = new VectorSampler<Shapes.Music>(model);
        float[] output = new float[2 * Size], prompt = new float[Size];
        Allocated.AssertNothing(() => sampler.Generate(prompt, output));
    }

    [Fact]
    public void Bad_input_is_refused()
    {
        using var numbers = new Model<Shapes.Rectified>();
        Exception exception = Assert.Throws<ArgumentException>(() => new VectorSampler<Shapes.Rectified>(numbers));
        Assert.All(["Rectified", "2", "1", "Linear"], word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
        using var model = new Model<Shapes.Music>();
        float[] wrong = [0, 1, -0.1f, float.NaN];
        Assert.All(wrong, threshold => Assert.Throws<ArgumentOutOfRangeException>(
            () => new VectorSampler<Shapes.Music>(model, new VectorSamplerOptions { Threshold = threshold })));
        using var sampler = new VectorSampler<Shapes.Music>(model);
        float[] output = [7, 7, 7, 7, 7, 7, 7];
        Assert.Throws<ArgumentException>(() => sampler.Generate(new float[5], output.AsSpan(0, 6)));
        Assert.Throws<ArgumentException>(() => sampler.Generate([], output));
        Assert.Throws<ArgumentException>(() => sampler.Next(output));
        Assert.Throws<ArgumentException>(() => sampler.Read(output));
        Assert.All(output, x => Assert.Equal(7, x));
        model.Parameters.Fill(float.NaN);
        Assert.Throws<InvalidOperationException>(() => sampler.Next(output.AsSpan(0, 6)));
    }

    private static Model<Shapes.Music> Lively()
    {
        var model = new Model<Shapes.Music>(1);
        foreach (ref float weight in model.Parameters)
        {
            weight *= 3;
        }

        return model;
    }

    private sealed class Music : IShapeVisitor
    {
        public List<string> Pieces { get; } = [];

        public void Visit<TShape>()
            where TShape : struct, ITrainableModel => GetType().GetMethod(nameof(Play))!.MakeGenericMethod(typeof(TShape)).Invoke(this, null);

        public void Play<TShape>()
            where TShape : struct, IVectorModel, ITrainableModel
        {
            using var model = new Model<TShape>(1);
            using var sampler = new VectorSampler<TShape>(model);
            float[] output = new float[50 * Size];
            sampler.Generate([], output);
            Pieces.Add(string.Concat(output));
        }
    }
}
