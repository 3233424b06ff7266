using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Evaluations.Running;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>A reservoir learns to say the next value of a chaotic series, in one pass over it.</summary>
internal sealed partial class MackeyGlassEvaluation : IEvaluation
{
    private const int WashOut = 100;
    private const double Ridge = 1e-9;

    public string Name => "mackey-glass";

    public string Description => "one-step forecast of the series of Mackey and Glass, by ridge regression";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        yield return Measurement.Timed(() =>
        {
            int training = context.Quick ? 1000 : 5000;
            float[] series = MackeyGlass.Series(training + 2001);
            using var model = new Model<Reservoir>(1);
            Forecast.FitRidge(model, series.AsSpan(0, training + 1), WashOut, Ridge);
            double error = Forecast.NormalisedError(model, series.AsSpan(training), WashOut);
            return new Measurement("echo state network, H = 300, vectors in, Linear, Every", "normalised error", error, Goal.Below(0.01))
            {
                Settings = $"ridge {Ridge}, one pass over {training} values, default reservoir, 2,000 unseen values",
            };
        });
    }

    [SequenceModel(Cell.EchoState, Inputs = 1, Hidden = 300, Outputs = 1, Head = Head.Linear)]
    internal readonly partial struct Reservoir;
}
