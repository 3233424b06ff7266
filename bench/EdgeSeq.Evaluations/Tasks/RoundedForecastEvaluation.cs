using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>
/// What 8 bits cost in regression without noise, where a step of 1/127 is more than the error, and what further steps take back that know of the rounding; beside steps that
/// do not.
/// </summary>
internal sealed partial class RoundedForecastEvaluation : IEvaluation
{
    private const int Batch = 16, Window = 64, WashOut = 100, Unseen = 2001;

    public string Name => "forecast-int8";

    public string Description => "one-step forecast of the series of Mackey and Glass in floats, 8 bits and bfloat16";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        int training = context.Quick ? 1000 : 5000, steps = context.Quick ? 200 : 4000;
        float[] series = MackeyGlass.Series(training + Unseen);
        using var model = new Model<Forecaster>(1);
        Measurement floats = Measurement.Timed(() =>
        {
            Train(model, series.AsSpan(0, training), steps, new CosineRate(0.005f, steps) { Floor = 1e-5f }, forward: null);
            return Error(model, series.AsSpan(training), "floats", $"{steps} steps of Adam, B = {Batch}, T = {Window}");
        });
        yield return floats;

        using (Model<ForecasterHalves> halves = model.Quantize<ForecasterHalves>())
        {
            yield return Error(halves, series.AsSpan(training), "bfloat16", "rounded");
        }

        Measurement rounded = Rounded(model, series.AsSpan(training), "rounded");
        yield return rounded;
        yield return Tuned(steps / 20, forward: null, goal: null);
        yield return Tuned(steps / 20, QuantizedForward.Of<ForecasterBytes>(), Goal.Below(0.6 * rounded.Value));
        yield return Tuned(steps, QuantizedForward.Of<ForecasterBytes>(), Goal.Below(1.5 * floats.Value));

        Measurement Tuned(int more, QuantizedForward? forward, Goal? goal) => Measurement.Timed(() =>
        {
            using Model<Forecaster> tuned = model.Clone();
            Train(tuned, series.AsSpan(0, training), more, new CosineRate(0.003f, more) { Floor = 1e-5f }, forward);
            return Rounded(tuned, series.AsSpan(training), $"rounded after {more} more steps {(forward is null ? "in floats" : "that know of it")}") with { Goal = goal };
        });
    }

    private static void Train(Model<Forecaster> model, ReadOnlySpan<float> series, int steps, LearningRateSchedule schedule, QuantizedForward? forward)
    {
        using var trainer = new Trainer<Forecaster>(model, new TrainerOptions { Batch = Batch, Window = Window, Schedule = schedule, QuantizationAware = forward });
        var random = new RandomGenerator(7);
        float[] input = new float[Batch * Window], target = new float[Batch * Window];
        for (int step = 0; step < steps; step++)
        {
            for (int row = 0; row < Batch; row++)
            {
                int start = (int)(random.NextDouble() * (series.Length - Window - 1));
                series.Slice(start, Window).CopyTo(input.AsSpan(row * Window));
                series.Slice(start + 1, Window).CopyTo(target.AsSpan(row * Window));
                target.AsSpan(row * Window, Window / 4).Fill(float.NaN);   // too little is known of the past
            }

            trainer.ResetState();
            trainer.Step((ReadOnlySpan<float>)input, (ReadOnlySpan<float>)target);
        }
    }

    private static Measurement Rounded(Model<Forecaster> model, ReadOnlySpan<float> series, string settings)
    {
        using Model<ForecasterBytes> bytes = model.Quantize<ForecasterBytes>();
        return Error(bytes, series, "8 bits", settings);
    }

    private static Measurement Error<TShape>(Model<TShape> model, ReadOnlySpan<float> series, string weights, string settings)
        where TShape : struct, ISequenceModel =>
        new($"GRU, H = 32, vectors in, Linear, {weights}", "normalised error", Forecast.NormalisedError(model, series, WashOut)) { Settings = settings };

    [SequenceModel(Cell.GruResetAfter, Inputs = 1, Hidden = 32, Outputs = 1, Head = Head.Linear)]
    internal readonly partial struct Forecaster;

    [SequenceModel(Cell.GruResetAfter, Inputs = 1, Hidden = 32, Outputs = 1, Head = Head.Linear, Weights = WeightType.Int8)]
    internal readonly partial struct ForecasterBytes;

    [SequenceModel(Cell.GruResetAfter, Inputs = 1, Hidden = 32, Outputs = 1, Head = Head.Linear, Weights = WeightType.BFloat16)]
    internal readonly partial struct ForecasterHalves;
}
