using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>
/// What 8 bits cost in regression without noise, where a step of 1/127 is more than the error, and what takes it back: inputs that use the range of the states, an output layer that is
/// fitted to the rounded states, further steps that know of the rounding; beside steps that do not.
/// </summary>
internal sealed partial class RoundedForecastEvaluation : IEvaluation
{
    private const int Batch = 16, Window = 64, WashOut = 100, Unseen = 2001, Channels = 8;
    private const double Ridge = 1e-4;

    public string Name => "forecast-int8";

    public string Description => "one-step forecasts of the series of Mackey and Glass, and of eight channels, in floats, 8 bits with states of 8 and 15, and bfloat16";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        int training = context.Quick ? 1000 : 5000, steps = context.Quick ? 200 : 4000;
        float[] series = MackeyGlass.Series(training + Unseen);
        double squares = 0;
        foreach (float value in series.AsSpan(0, training))
        {
            squares += value * value;
        }

        float deviation = (float)Math.Sqrt(squares / training);
        foreach (float wanted in new[] { deviation, 2, 1 })
        {
            float[] scaled = Array.ConvertAll(series, value => value * (wanted / deviation));
            var study = new Study<Forecaster, ForecasterBytes, ForecasterDigits, ForecasterHalves>($"deviation {wanted:0.##}", scaled, training, steps);
            foreach (Measurement measurement in study.Run(tunes: wanted == 1))
            {
                yield return measurement;
            }
        }

        float[] channels = MixedWaves.Series(Channels, training + Unseen, new RandomGenerator(5));
        foreach (Measurement measurement in new Study<ChannelForecaster, ChannelForecasterBytes, ChannelForecasterDigits, ChannelForecasterHalves>("eight channels of deviation 1", channels, training, steps).Run(tunes: true))
        {
            yield return measurement;
        }
    }

    /// <summary>One series, and a model of it in all types.</summary>
    private sealed class Study<TFloat, TBytes, TDigits, THalves>(string name, float[] series, int training, int steps)
        where TFloat : struct, IVectorModel, ITrainableModel
        where TBytes : struct, IQuantizedModel
        where TDigits : struct, IQuantizedModel
        where THalves : struct, IQuantizedModel
    {
        private static int Width => TFloat.Shape.Inputs;

        private ReadOnlySpan<float> Known => series.AsSpan(0, training * Width);

        private ReadOnlySpan<float> Future => series.AsSpan(training * Width);

        public IEnumerable<Measurement> Run(bool tunes)
        {
            using var model = new Model<TFloat>(1);
            Measurement floats = Measurement.Timed(() =>
            {
                Train(model, steps, rate: 0.005f, forward: null);
                return Error(model, "floats", $"{steps} steps of Adam, B = {Batch}, T = {Window}");
            });
            yield return floats;

            using (Model<THalves> halves = model.Quantize<THalves>())
            {
                yield return Error(halves, "bfloat16", "rounded");
            }

            foreach (Measurement measurement in Rounded(model, "rounded", goal: null))
            {
                yield return measurement;
            }

            yield return Fine(model, "rounded", Goal.Below(1.3 * floats.Value));
            if (!tunes)
            {
                yield break;
            }

            yield return Measurement.Timed(() =>
            {
                using Model<TFloat> tuned = model.Clone();
                Train(tuned, steps / 20, rate: 0.0001f, QuantizedForward.Of<TDigits>());   // there is little to take back
                return Fine(tuned, $"rounded after {steps / 20} more steps that know of it", Goal.Below(1.1 * floats.Value));
            });

            foreach ((int more, bool isAware, float rate, double? goal) in new (int, bool, float, double?)[]
                { (steps / 20, false, 0.001f, null), (steps / 20, true, 0.001f, null), (steps / 5, true, 0.003f, null), (steps, true, 0.003f, 1.3) })
            {
                Measurement[] both = [];
                yield return Measurement.Timed(() =>
                {
                    using Model<TFloat> tuned = model.Clone();
                    Train(tuned, more, rate, isAware ? QuantizedForward.Of<TBytes>() : null);
                    both = Rounded(tuned, $"rounded after {more} more steps {(isAware ? "that know of it" : "in floats")}", goal * floats.Value);
                    return both[0];
                });
                yield return both[1];
            }
        }

        /// <summary>As it is, and with the output layer, which stays in floats, fitted to the states that the rounded model has.</summary>
        private Measurement[] Rounded(Model<TFloat> model, string settings, double? goal)
        {
            using Model<TBytes> bytes = model.Quantize<TBytes>();
            Measurement rounded = Error(bytes, "8 bits", settings) with { Goal = goal is { } bound ? Goal.Below(bound) : null };
            Forecast.FitRidge(bytes, Known, WashOut, Ridge);
            return [rounded, Error(bytes, "8 bits", $"{settings}, output layer fitted by ridge regression")];
        }

        private Measurement Fine(Model<TFloat> model, string settings, Goal goal)
        {
            using Model<TDigits> rounded = model.Quantize<TDigits>();
            return Error(rounded, "8 bits, states of 15", settings) with { Goal = goal };
        }

        private Measurement Error<TShape>(Model<TShape> model, string weights, string settings)
            where TShape : struct, ISequenceModel =>
            new($"GRU, H = {TShape.Shape.Hidden}, vectors in, Linear, {weights}, {name}", "normalised error", Forecast.NormalisedError(model, Future, WashOut)) { Settings = settings };

        private void Train(Model<TFloat> model, int count, float rate, QuantizedForward? forward)
        {
            using var trainer = new Trainer<TFloat>(
                model, new TrainerOptions { Batch = Batch, Window = Window, Schedule = new CosineRate(rate, count) { Floor = 1e-5f }, QuantizationAware = forward });
            var random = new RandomGenerator(7);
            int width = Width, row = Window * width;
            float[] input = new float[Batch * row], target = new float[Batch * row];
            for (int step = 0; step < count; step++)
            {
                for (int at = 0; at < input.Length; at += row)
                {
                    int start = (int)(random.NextDouble() * (training - Window - 1)) * width;
                    Known.Slice(start, row).CopyTo(input.AsSpan(at));
                    Known.Slice(start + width, row).CopyTo(target.AsSpan(at));
                    target.AsSpan(at, row / 4).Fill(float.NaN);   // too little is known of the past
                }

                trainer.ResetState();
                trainer.Step((ReadOnlySpan<float>)input, (ReadOnlySpan<float>)target);
            }
        }
    }

    [SequenceModel(Cell.GruResetAfter, Inputs = 1, Hidden = 32, Outputs = 1, Head = Head.Linear)]
    internal readonly partial struct Forecaster;

    [SequenceModel(Cell.GruResetAfter, Inputs = 1, Hidden = 32, Outputs = 1, Head = Head.Linear, Weights = WeightType.Int8)]
    internal readonly partial struct ForecasterBytes;

    [SequenceModel(Cell.GruResetAfter, Inputs = 1, Hidden = 32, Outputs = 1, Head = Head.Linear, Weights = WeightType.Int8, StateBits = 15)]
    internal readonly partial struct ForecasterDigits;

    [SequenceModel(Cell.GruResetAfter, Inputs = 1, Hidden = 32, Outputs = 1, Head = Head.Linear, Weights = WeightType.BFloat16)]
    internal readonly partial struct ForecasterHalves;

    [SequenceModel(Cell.GruResetAfter, Inputs = Channels, Hidden = 64, Outputs = Channels, Head = Head.Linear)]
    internal readonly partial struct ChannelForecaster;

    [SequenceModel(Cell.GruResetAfter, Inputs = Channels, Hidden = 64, Outputs = Channels, Head = Head.Linear, Weights = WeightType.Int8)]
    internal readonly partial struct ChannelForecasterBytes;

    [SequenceModel(Cell.GruResetAfter, Inputs = Channels, Hidden = 64, Outputs = Channels, Head = Head.Linear, Weights = WeightType.Int8, StateBits = 15)]
    internal readonly partial struct ChannelForecasterDigits;

    [SequenceModel(Cell.GruResetAfter, Inputs = Channels, Hidden = 64, Outputs = Channels, Head = Head.Linear, Weights = WeightType.BFloat16)]
    internal readonly partial struct ChannelForecasterHalves;
}
