using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>Whether a decoder that reads tokens of its own while it learns writes better: the dates of <see cref="DatesEvaluation"/> after too few updates to have every one right.</summary>
internal sealed class ScheduledSamplingEvaluation : IEvaluation
{
    private const int Seeds = 3, Updates = 1000;

    public string Name => "scheduled-sampling";

    public string Description => "dates after a quarter of the updates of `dates`, with true tokens to read and with more and more of the decoder's own";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        yield return Measurement.Timed(() => Measure(context, "the true tokens", null));
        foreach (float rate in new[] { 0.25f, 0.5f })
        {
            yield return Measurement.Timed(() => Measure(context, FormattableString.Invariant($"up to {rate} of them its own, the likeliest"), new ScheduledSampling(rate) { Steps = Updates / 2 }));
            yield return Measurement.Timed(() => Measure(context, FormattableString.Invariant($"up to {rate} of them its own, drawn"), new ScheduledSampling(rate) { Steps = Updates / 2, Draws = true }));
        }
    }

    private static Measurement Measure(EvaluationContext context, string reads, ScheduledSampling? sampling)
    {
        int steps = context.Steps(Updates);
        double[] shares = [.. Enumerable.Range(1, context.Quick ? 1 : Seeds).Select(seed =>
        {
            using var encoder = new Model<DatesEvaluation.Reader>((ulong)seed);
            using var decoder = new Model<DatesEvaluation.Writer>((ulong)(seed + 100));
            DatesEvaluation.Learn(encoder, decoder, steps, sampling, (ulong)seed);
            return (double)DatesEvaluation.CountExact(encoder, decoder) / DatesEvaluation.Tests;
        })];
        return new Measurement($"encoder-decoder of `dates`, whose decoder reads {reads}", "unseen dates exactly right, greedy", shares.Average())
        {
            Settings = $"{Spread.Of(shares)}; {steps} updates of 64 dates, Adam 0.004 cosine; the share rises over the first half",
        };
    }
}
