using System.Globalization;
using System.Text.Json;
using EdgeSeq.Networks.Tests.Support;
using EdgeSeq.Storage;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Workflow.Tests.Optimization;

/// <summary>Twelve updates of a model beside PyTorch, which runs them in double precision from the same weights.</summary>
public sealed class TorchTests
{
    private const int Updates = 12;
    private const float Rate = 0.02f;

    /// <summary>What is tried: our options, and PyTorch's optimiser with its arguments, groups and frozen parameters.</summary>
    private static readonly Dictionary<string, (TrainerOptions Options, string Run)> s_cases = new()
    {
        ["Nesterov"] = (new() { Optimizer = new Sgd { Momentum = 0.9f, Nesterov = true } }, Torch("SGD", "'momentum': 0.9, 'nesterov': true")),
        ["Sgd with L2"] = (new() { Optimizer = new Sgd { Momentum = 0.8f, L2 = 0.05f } }, Torch("SGD", "'momentum': 0.8, 'weight_decay': 0.05")),
        ["Adam with L2"] = (new() { Optimizer = new Adam { L2 = 0.05f } }, Torch("Adam", "'weight_decay': 0.05")),
        ["AMSGrad"] = (new() { Optimizer = new Adam { Beta2 = 0.5f, AmsGrad = true } }, Torch("Adam", "'betas': [0.9, 0.5], 'amsgrad': true")),
        ["AMSGrad with decay"] = (new() { Optimizer = new AdamW { Beta2 = 0.5f, AmsGrad = true, Decay = 0.3f } }, Torch("AdamW", "'betas': [0.9, 0.5], 'amsgrad': true, 'weight_decay': 0.3")),
        ["RmsProp with L2"] = (new() { Optimizer = new RmsProp { L2 = 0.05f } }, Torch("RMSprop", "'weight_decay': 0.05")),
        ["Groups"] = (
            new()
            {
                Optimizer = new AdamW { Decay = 0.3f },
                Groups = [ParameterGroup.BiasesAndVectors with { Decay = 0 }, new("head.*") { RateFactor = 0.25f }, new("rnn.weight_hh_l0") { IsFrozen = true }],
            },
            Torch("AdamW", "'weight_decay': 0.3", "{'pattern': '*bias*', 'weight_decay': 0}, {'pattern': 'head.*', 'lr': 0.005}", "'rnn.weight_hh_l0'")),
        ["Coupled decay of a group"] = (
            new() { Optimizer = new Sgd { Momentum = 0.5f }, Groups = [new("rnn.weight_*") { Decay = 0.2f, RateFactor = 2 }] },
            Torch("SGD", "'momentum': 0.5", "{'pattern': 'rnn.weight_*', 'weight_decay': 0.2, 'lr': 0.04}")),
        ["Accumulation"] = (new() { AccumulatedBatches = 3 }, Torch("Adam", "", accumulated: 3)),
        ["Exponential average"] = (new() { Average = new ExponentialAverage(0.7f) }, Torch("Adam", "", average: "{'decay': 0.7}")),
        ["Stochastic average"] = (new() { Average = new StochasticAverage(Start: 5, Every: 3) }, Torch("Adam", "", average: "{'start': 5, 'every': 3}")),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    /// <summary>What PyTorch found for each case, by the names of tensors: one process for all.</summary>
    private static readonly Lazy<Dictionary<string, Dictionary<string, double[]>>> s_expected = new(RunAll);

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Weights_are_those_of_PyTorch(string name)
    {
        Skip.IfNot(Python.Missing is null, Python.Missing);
        TrainerOptions options = s_cases[name].Options;
        using var model = new Model<Counter>(3);
        using Model<Counter> average = model.Clone();
        using var trainer = new Trainer<Counter>(model, options with { Batch = Batches.Rows, Window = Batches.Steps, Schedule = new ConstantRate(Rate) });
        foreach (Batches.Batch batch in BatchesOf(options))
        {
            trainer.ResetState();
            trainer.Step(batch.Inputs, batch.Targets);
        }

        Assert.Equal(Updates, trainer.StepCount);
        if (options.Average is not null)
        {
            trainer.CopyAverageTo(average);
        }

        Model<Counter> found = options.Average is null ? model : average;
        foreach (CanonicalTensor tensor in CanonicalTensors.Of(Counter.Shape))
        {
            float[] numbers = new float[tensor.Length];
            tensor.Read(found.Parameters, 0, numbers);
            Assert.All(numbers.Zip(s_expected.Value[name][tensor.Name]), pair => Assert.Equal(pair.Second, pair.First, 2e-5));
        }
    }

    private static Dictionary<string, Dictionary<string, double[]>> RunAll()
    {
        string file = Path.GetTempFileName();
        try
        {
            using (var model = new Model<Counter>(3))
            {
                model.Save(file);
            }

            string runs = string.Join(',', s_cases.Values.Select(one => one.Run.Replace("BATCHES", Json(BatchesOf(one.Options)), StringComparison.Ordinal)));
            string? output = Python.Run(Path.Combine(AppContext.BaseDirectory, "Optimization", "train_model.py"), file, $"[{runs}]");
            Assert.True(output is not null, "train_model.py failed.");
            return s_cases.Keys.Zip(JsonSerializer.Deserialize<Dictionary<string, double[]>[]>(output)!).ToDictionary();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<Batches.Batch> BatchesOf(TrainerOptions options) => Enumerable.Range(0, Updates * options.AccumulatedBatches).Select(Batches.Uneven);

    private static string Torch(string optimizer, string arguments, string groups = "", string frozen = "", int accumulated = 1, string average = "null") => string.Create(CultureInfo.InvariantCulture,
        $"{{'optimizer': '{optimizer}', 'arguments': {{'lr': {Rate}{(arguments.Length == 0 ? "" : ", ")}{arguments}}}, 'groups': [{groups}], 'frozen': [{frozen}], 'accumulated': {accumulated}, 'clip': 1, 'average': {average}, 'batches': BATCHES}}")
        .Replace('\'', '"');

    private static string Json(IEnumerable<Batches.Batch> batches) => JsonSerializer.Serialize(batches.Select(batch => new[] { Rows(batch.Inputs), Rows(batch.Targets) }));

    private static IEnumerable<int[]> Rows(int[] tokens) => tokens.Chunk(Batches.Steps);
}
