using EdgeSeq.Data;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Models;

[Collection(Alone.Name)]
public sealed class ModelChoicesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static ModelChoices Choices => new ModelChoices().AddVectors<Weather>().AddTokens<Counter>().Add<Topic>();

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_shape_is_chosen_by_what_it_is()
    {
        using AnyModel model = Choices.Create(shape => shape.Inputs == 2, seed: 3);
        Assert.Equal("Weather", model.Shape.Name);
        Assert.True(model.TryGet(out Model<Weather>? weather));
        Assert.False(model.TryGet(out Model<Topic>? _));
        using var expected = new Model<Weather>(3);
        Assert.Equal(expected.ComputeSha256(), weather.ComputeSha256());
        string message = Assert.Throws<ArgumentException>(() => Choices.Create(shape => shape.Hidden == 77)).Message;
        Assert.Contains("Weather: GruResetAfter, D = 2, H = 16, O = 2", message, StringComparison.Ordinal);
        Assert.Contains("Topic: ElmanTanh, V = 256, H = 16, O = 3", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_says_which_shape_it_is_of()
    {
        string path = Path.Combine(_folder, "model.safetensors");
        using (var saved = new Model<Counter>(5))
        {
            saved.Save(path);
        }

        using AnyModel loaded = Choices.Load(path);
        Assert.Equal("Counter", loaded.Shape.Name);
        string message = Assert.Throws<ModelFormatException>(() => new ModelChoices().AddVectors<Weather>().Add<Topic>().Load(path)).Message;
        Assert.Contains("Weather: ", message, StringComparison.Ordinal);
        Assert.Contains("Topic: ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_give_the_bits_of_those_of_the_shape_and_allocate_nothing()
    {
        using AnyModel model = Choices.Create(shape => shape.Name == "Weather", seed: 3);
        model.TryGet(out Model<Weather>? weather);
        using AnySession session = model.NewSession();
        using var expected = new Session<Weather>(weather!);
        float[] x = [1, -2], found = new float[2], wanted = new float[2];
        for (int t = 0; t < 3; t++)
        {
            session.Step(x, found);
            expected.Step(x, wanted);
            Assert.Equal(wanted, found);
        }

        session.Reset();
        session.Step(x, found);
        Assert.NotEqual(wanted, found);
        Allocated.AssertNothing(() => session.Step(x, found));
        Assert.Contains("reads vectors, not tokens", Assert.Throws<InvalidOperationException>(() => session.Step(1, found)).Message, StringComparison.Ordinal);

        using AnyModel counter = Choices.Create(shape => shape.Name == "Counter");
        using AnySession tokens = counter.NewSession();
        float[] logits = new float[counter.Shape.Outputs];
        tokens.Step(1, logits);
        Assert.Contains("reads tokens, not vectors", Assert.Throws<InvalidOperationException>(() => tokens.Step(x, logits)).Message, StringComparison.Ordinal);
        using AnyModel topic = Choices.Create(shape => shape.Name == "Topic");
        Assert.Throws<InvalidOperationException>(() => topic.NewSession());
    }

    [Fact]
    public void It_is_fitted_measured_and_saved_like_a_model_of_its_type()
    {
        float[] numbers = [.. Enumerable.Range(0, 200).Select(i => MathF.Sin(i / 4f))];
        SeriesWindows data = new(new Series(numbers, 2, ["a", "b"]), new SeriesOptions { Batch = 2, Window = 8 });
        using AnyModel model = Choices.Create(shape => shape.Name == "Weather", seed: 3);
        using var expected = new Model<Weather>(3);
        FitResult result = model.Fit(data, options: new FitOptions { Epochs = 2 });
        data.Position = default;
        Assert.Equal(expected.Fit(data, options: new FitOptions { Epochs = 2 }).Loss, result.Loss);
        Assert.True(model.Evaluate(data).Loss < 10);
        string path = Path.Combine(_folder, "model.safetensors");
        model.Save(path);
        using Model<Weather> loaded = Model<Weather>.Load(path);
        Assert.Equal(expected.ComputeSha256(), loaded.ComputeSha256());
    }
}
