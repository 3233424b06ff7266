using EdgeSeq.Evaluations.Data;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Text;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>What dropout, averaged weights and tied weights are worth on a small text: one option at a time.</summary>
internal sealed partial class RegularisationEvaluation : IEvaluation
{
    private const int Batch = 16, Window = 32, Words = 1024, Epochs = 5, Seeds = 3;

    public string Name => "regularisation";

    public string Description => "words of Tiny Shakespeare, 1,024 of them: dropout, EMA, SWA and tied weights, one at a time";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        string[]? files = context.Data.Find(out string reason, "tinyshakespeare/input.txt");
        if (files is null)
        {
            EvaluationContext.Note($"{Name} is skipped: {reason}");
            yield break;
        }

        var text = new WordText(files[0], Words, heldOut: 0.1);
        long steps = new RowWindows(text.Training, Batch, Window).Count * Epochs;
        steps = context.Quick ? 20 : steps;
        var plain = new TrainerOptions { Schedule = Schedules.Cosine(0.004f, (int)steps) };
        TrainerOptions dropping = plain with { EmbeddingDropout = 0.2f, OutputDropout = 0.2f };
        var constant = new ConstantRate(0.002f);
        (string Name, TrainerOptions Options)[] rows =
        [
            ("plain, rate down a cosine", plain),
            ("dropout 0.2 on vectors and before the head", dropping),
            ("the same numbers dropped at all steps", dropping with { SameDropoutOverTime = true }),
            ("tied weights", plain with { TiesOutput = true }),
            ("dropout and tied weights", dropping with { TiesOutput = true }),
            ("constant rate 0.002", plain with { Schedule = constant }),
            ("constant rate and EMA 0.998", plain with { Schedule = constant, Average = new ExponentialAverage(0.998f) }),
            ("constant rate and SWA of the second half", plain with { Schedule = constant, Average = new StochasticAverage(Math.Max(1, steps / 2), 10) }),
        ];
        foreach ((string name, TrainerOptions options) in rows)
        {
            yield return Measurement.Timed(() =>
            {
                double[] losses = [.. Enumerable.Range(1, context.Quick ? 1 : Seeds).Select(seed => Learn(text, options, steps, (ulong)seed))];
                return new Measurement($"GruResetAfter, E = H = 64, V = {Words}, {name}", "held-out nats a word", losses.Average())
                {
                    Settings = $"{Spread.Of(losses)}; best of {Epochs} passes, B = {Batch}, T = {Window}",
                };
            });
        }
    }

    private static double Learn(WordText text, TrainerOptions options, long steps, ulong seed)
    {
        // Vectors that are also the output layer begin small, so all do.
        using var model = new Model<Reader>(seed, Initialization.PyTorch);
        foreach (Shapes.ParameterInfo parameter in Reader.Shape.Parameters.Where(parameter => parameter.Kind == Shapes.ParameterKind.Embedding))
        {
            for (int k = 0; k < parameter.Rows; k++)
            {
                for (int j = 0; j < parameter.Columns; j++)
                {
                    model.Parameters[parameter.Layout.IndexOf(k, j)] *= 0.1f;
                }
            }
        }

        var training = new RowWindows(text.Training, Batch, Window) { ResetSeed = seed };
        FitResult result = model.Fit(training, new RowWindows(text.HeldOut, Batch, Window, RowTail.Pad), new FitOptions
        {
            Trainer = options with { DropoutSeed = seed }, Steps = steps, Validations = Epochs,
        });
        EvaluationContext.Note($"regularisation: seed {seed}, {result.ValidationLoss:F4} at step {result.BestStep} of {steps}");
        return result.ValidationLoss;
    }

    [SequenceModel(Cell.GruResetAfter, Vocabulary = Words, Embedding = 64, Hidden = 64, OutputDropout = true)]
    internal readonly partial struct Reader;
}
