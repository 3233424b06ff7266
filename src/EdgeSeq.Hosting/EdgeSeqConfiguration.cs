using EdgeSeq.Hosting;
using EdgeSeq.Training;

namespace Microsoft.Extensions.Configuration;

/// <summary>Options from configuration: optimisers and schedules by their names, and every key that is not known refused by its own.</summary>
public static class EdgeSeqConfiguration
{
    /// <summary>
    /// How a model is trained: the properties of <see cref="TrainerOptions"/> by name. <c>Optimizer</c> and <c>Schedule</c> are a name
    /// (<c>"Adam"</c>), or a section with <c>Name</c> and the properties of the record: Adam, AdamW, RmsProp, Sgd; Constant (<c>Rate</c>), Cosine
    /// (<c>Peak</c>, <c>Steps</c>, <c>WarmUpSteps</c>, <c>Floor</c>). So is <c>Average</c>: Exponential (<c>Decay</c>), Stochastic (<c>Start</c>, <c>Every</c>). Losses and groups are for code.
    /// </summary>
    /// <param name="section">The section; what it lacks keeps its default.</param>
    /// <exception cref="FormatException">A key is not known, or its value is of another kind; the message names the key. Ranges are checked by the trainer.</exception>
    public static TrainerOptions GetTrainerOptions(this IConfiguration section)
    {
        var values = new SectionValues(section);
        var none = new TrainerOptions();
        var options = new TrainerOptions
        {
            Batch = values.Get(nameof(none.Batch), none.Batch),
            Window = values.Get(nameof(none.Window), none.Window),
            MicroBatch = values.GetOrNull<int>(nameof(none.MicroBatch)),
            Threads = values.Get(nameof(none.Threads), none.Threads),
            AccumulatedBatches = values.Get(nameof(none.AccumulatedBatches), none.AccumulatedBatches),
            Average = values.Named(nameof(none.Average), AverageOf),
            Optimizer = values.Named(nameof(none.Optimizer), OptimizerOf) ?? none.Optimizer,
            Schedule = values.Named(nameof(none.Schedule), ScheduleOf) ?? none.Schedule,
            ClipValue = values.GetOrNull<float>(nameof(none.ClipValue)),
            ClipNorm = values.Has(nameof(none.ClipNorm)) ? values.GetOrNull<float>(nameof(none.ClipNorm)) : none.ClipNorm,
            Dropout = values.Get(nameof(none.Dropout), none.Dropout),
            TiesOutput = values.Get(nameof(none.TiesOutput), none.TiesOutput),
            InputDropout = values.Get(nameof(none.InputDropout), none.InputDropout),
            EmbeddingDropout = values.Get(nameof(none.EmbeddingDropout), none.EmbeddingDropout),
            OutputDropout = values.Get(nameof(none.OutputDropout), none.OutputDropout),
            SameDropoutOverTime = values.Get(nameof(none.SameDropoutOverTime), none.SameDropoutOverTime),
            DropoutSeed = values.Get(nameof(none.DropoutSeed), none.DropoutSeed),
        };
        values.RequireNoOthers();
        return options;
    }

    /// <summary>How a model is fitted: the properties of <see cref="FitOptions"/> by name, <c>Trainer</c> and <c>Plateau</c> as sections.</summary>
    /// <param name="section">The section; what it lacks keeps its default.</param>
    /// <exception cref="FormatException">A key is not known, or its value is of another kind; the message names the key.</exception>
    public static FitOptions GetFitOptions(this IConfiguration section)
    {
        var values = new SectionValues(section);
        var none = new FitOptions();
        var options = new FitOptions
        {
            Trainer = values.Section(nameof(none.Trainer))?.GetTrainerOptions() ?? none.Trainer,
            Epochs = values.Get(nameof(none.Epochs), none.Epochs),
            Steps = values.GetOrNull<long>(nameof(none.Steps)),
            Validations = values.GetOrNull<int>(nameof(none.Validations)),
            Patience = values.GetOrNull<int>(nameof(none.Patience)),
            KeepBest = values.Get(nameof(none.KeepBest), none.KeepBest),
            SetOutputBias = values.Get(nameof(none.SetOutputBias), none.SetOutputBias),
            Plateau = values.Section(nameof(none.Plateau)) is { } plateau ? PlateauOf(new(plateau)) : null,
            Checkpoints = values.Text(nameof(none.Checkpoints)),
            Resume = values.Get(nameof(none.Resume), none.Resume),
            MostRejected = values.Get(nameof(none.MostRejected), none.MostRejected),
        };
        values.RequireNoOthers();
        return options;
    }

    /// <summary>Fills options of a host: <c>Path</c>, <c>ReloadInterval</c>, <c>MaxPooledSessions</c>.</summary>
    internal static void Fill(ModelHostOptions options, IConfiguration section)
    {
        var values = new SectionValues(section);
        options.Path = values.Text(nameof(options.Path)) ?? options.Path;
        options.ReloadInterval = values.Has(nameof(options.ReloadInterval)) ? values.GetOrNull<TimeSpan>(nameof(options.ReloadInterval)) : options.ReloadInterval;
        options.MaxPooledSessions = values.Get(nameof(options.MaxPooledSessions), options.MaxPooledSessions);
        values.RequireNoOthers();
    }

    private static PlateauOptions PlateauOf(SectionValues values)
    {
        var none = new PlateauOptions();
        var options = new PlateauOptions
        {
            Patience = values.Get(nameof(none.Patience), none.Patience),
            Factor = values.Get(nameof(none.Factor), none.Factor),
            Floor = values.Get(nameof(none.Floor), none.Floor),
        };
        values.RequireNoOthers();
        return options;
    }

    private static Optimizer? OptimizerOf(string name, SectionValues values)
    {
        (Adam adam, AdamW adamW, RmsProp rmsProp, Sgd sgd) = (new(), new(), new(), new());
        return name switch
        {
            nameof(Adam) => new Adam
            {
                Beta1 = values.Get(nameof(adam.Beta1), adam.Beta1), Beta2 = values.Get(nameof(adam.Beta2), adam.Beta2), Epsilon = values.Get(nameof(adam.Epsilon), adam.Epsilon),
                L2 = values.Get(nameof(adam.L2), adam.L2), AmsGrad = values.Get(nameof(adam.AmsGrad), adam.AmsGrad),
            },
            nameof(AdamW) => new AdamW
            {
                Beta1 = values.Get(nameof(adamW.Beta1), adamW.Beta1), Beta2 = values.Get(nameof(adamW.Beta2), adamW.Beta2),
                Epsilon = values.Get(nameof(adamW.Epsilon), adamW.Epsilon), Decay = values.Get(nameof(adamW.Decay), adamW.Decay),
                AmsGrad = values.Get(nameof(adamW.AmsGrad), adamW.AmsGrad),
            },
            nameof(RmsProp) => new RmsProp
            {
                Smoothing = values.Get(nameof(rmsProp.Smoothing), rmsProp.Smoothing), Epsilon = values.Get(nameof(rmsProp.Epsilon), rmsProp.Epsilon), L2 = values.Get(nameof(rmsProp.L2), rmsProp.L2),
            },
            nameof(Sgd) => new Sgd
            {
                Momentum = values.Get(nameof(sgd.Momentum), sgd.Momentum), Nesterov = values.Get(nameof(sgd.Nesterov), sgd.Nesterov), L2 = values.Get(nameof(sgd.L2), sgd.L2),
            },
            _ => throw values.Unknown(name, nameof(Adam), nameof(AdamW), nameof(RmsProp), nameof(Sgd)),
        };
    }

    private static WeightAverage? AverageOf(string name, SectionValues values) => name switch
    {
        "Exponential" => new ExponentialAverage(values.Get(nameof(ExponentialAverage.Decay), new ExponentialAverage().Decay)),
        "Stochastic" => new StochasticAverage(values.Required<long>(nameof(StochasticAverage.Start)), values.Get(nameof(StochasticAverage.Every), 1L)),
        _ => throw values.Unknown(name, "Exponential", "Stochastic"),
    };

    private static LearningRateSchedule? ScheduleOf(string name, SectionValues values) => name switch
    {
        "Constant" => new ConstantRate(values.Required<float>(nameof(ConstantRate.Rate))),
        "Cosine" => new CosineRate(values.Required<float>(nameof(CosineRate.Peak)), values.Required<long>(nameof(CosineRate.Steps)))
        {
            WarmUpSteps = values.Get(nameof(CosineRate.WarmUpSteps), 0L), Floor = values.Get(nameof(CosineRate.Floor), 0f),
        },
        _ => throw values.Unknown(name, "Constant", "Cosine"),
    };
}
