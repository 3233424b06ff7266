using EdgeSeq.Hosting;
using EdgeSeq.Training;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Hosting;

[Trait("Isa", "none")]
public sealed class ConfigurationTests
{
    [Fact]
    public void What_is_not_said_keeps_its_default()
    {
        Assert.Equal(new TrainerOptions(), Section().GetTrainerOptions());
        Assert.Equal(new FitOptions(), Section().GetFitOptions());
    }

    [Fact]
    public void Options_are_read_by_name_in_any_case()
    {
        FitOptions options = Section(
            ("epochs", "3"), ("Steps", "900"), ("Patience", "4"), ("KeepBest", "false"), ("SetOutputBias", "false"), ("Plateau:Factor", "0.25"), ("Checkpoints", "here"), ("Resume", "True"),
            ("Trainer:Batch", "8"), ("Trainer:Window", "32"), ("Trainer:Threads", "2"), ("Trainer:ClipNorm", ""), ("Trainer:ClipValue", "0.5"),
            ("Trainer:Optimizer:Name", "AdamW"), ("Trainer:Optimizer:Decay", "0.1"),
            ("Trainer:Schedule:Name", "Cosine"), ("Trainer:Schedule:Peak", "0.01"), ("Trainer:Schedule:Steps", "900"), ("Trainer:Schedule:WarmUpSteps", "10")).GetFitOptions();
        Assert.Equal(
            new FitOptions
            {
                Epochs = 3, Steps = 900, Patience = 4, KeepBest = false, SetOutputBias = false, Plateau = new PlateauOptions { Factor = 0.25f }, Checkpoints = "here", Resume = true,
                Trainer = new TrainerOptions
                {
                    Batch = 8, Window = 32, Threads = 2, ClipNorm = null, ClipValue = 0.5f, Optimizer = new AdamW { Decay = 0.1f },
                    Schedule = new CosineRate(0.01f, 900) { WarmUpSteps = 10 },
                },
            },
            options);
        Assert.Equal(new Sgd(), Section(("Optimizer", "Sgd")).GetTrainerOptions().Optimizer);
        Assert.Equal(new RmsProp { Smoothing = 0.9f }, Section(("Optimizer:Name", "RmsProp"), ("Optimizer:Smoothing", "0.9")).GetTrainerOptions().Optimizer);
        Assert.Equal(new Adam { AmsGrad = true, L2 = 0.5f }, Section(("Optimizer:Name", "Adam"), ("Optimizer:AmsGrad", "true"), ("Optimizer:L2", "0.5")).GetTrainerOptions().Optimizer);
        Assert.Equal(new Sgd { Momentum = 0.5f, Nesterov = true }, Section(("Optimizer:Name", "Sgd"), ("Optimizer:Momentum", "0.5"), ("Optimizer:Nesterov", "true")).GetTrainerOptions().Optimizer);
        Assert.Equal(new ExponentialAverage(), Section(("Average", "Exponential")).GetTrainerOptions().Average);
        Assert.Equal(
            new TrainerOptions { AccumulatedBatches = 2, Average = new StochasticAverage(100, 10) },
            Section(("AccumulatedBatches", "2"), ("Average:Name", "Stochastic"), ("Average:Start", "100"), ("Average:Every", "10")).GetTrainerOptions());
        Assert.Equal(new ConstantRate(0.1f), Section(("Schedule:Name", "Constant"), ("Schedule:Rate", "0.1")).GetTrainerOptions().Schedule);
    }

    [Theory]
    [InlineData("Trainer:Batch", "many", "Fit:Trainer:Batch is 'many'; expected a whole number")]
    [InlineData("Trainer:Optimizer", "Adagrad", "Fit:Trainer:Optimizer is 'Adagrad'; expected Adam, AdamW, RmsProp, Sgd")]
    [InlineData("Trainer:Optimizer:Decay", "0.1", "Fit:Trainer:Optimizer says no Name")]
    [InlineData("Trainer:Schedule", "Constant", "Fit:Trainer:Schedule:Rate is missing")]
    [InlineData("Trainer:LearningRate", "0.1", "Fit:Trainer:LearningRate is not known; there are AccumulatedBatches,")]
    [InlineData("Epoch", "3", "Fit:Epoch is not known; there are Checkpoints, Epochs,")]
    [InlineData("Resume", "maybe", "Fit:Resume is 'maybe'; expected true or false")]
    public void What_is_wrong_is_named_by_its_key(string key, string value, string message) => Assert.StartsWith(
        message, Assert.Throws<FormatException>(() => Section((key, value)).GetFitOptions()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_property_that_the_optimiser_does_not_have_is_refused() => Assert.Contains(
        "Fit:Optimizer:Decay is not known; there are AmsGrad, Beta1, Beta2, Epsilon, L2, Name",
        Assert.Throws<FormatException>(() => Section(("Optimizer:Name", "Adam"), ("Optimizer:Decay", "1")).GetTrainerOptions()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_host_is_configured_from_a_section()
    {
        var services = new ServiceCollection();
        services.AddLogging().AddEdgeSeq<Weather>(Section(("Path", "weather.safetensors"), ("ReloadInterval", "00:01:00"), ("MaxPooledSessions", "3")));
        using ServiceProvider provider = services.BuildServiceProvider();
        ModelHostOptions options = provider.GetRequiredService<IOptionsMonitor<ModelHostOptions>>().Get(typeof(Weather).FullName);
        Assert.Equal(("weather.safetensors", TimeSpan.FromMinutes(1), 3), (options.Path, options.ReloadInterval, options.MaxPooledSessions));
    }

    private static IConfigurationSection Section(params (string Key, string Value)[] values) => new ConfigurationBuilder()
        .AddInMemoryCollection(values.Select(value => KeyValuePair.Create($"Fit:{value.Key}", (string?)value.Value))).Build().GetSection("Fit");
}
