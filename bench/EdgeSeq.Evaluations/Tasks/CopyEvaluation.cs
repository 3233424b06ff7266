using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>Symbols come out again after a pause, in their order.</summary>
internal sealed partial class CopyEvaluation : IEvaluation
{
    private const int Symbols = 6, Copied = 3;

    public string Name => "copy";

    public string Description => "three symbols of six, to be said again after a pause";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        foreach (int window in (int[])[20, 50])
        {
            yield return Measure<Elman>(context, "ElmanTanh", window, goal: null);
            yield return Measure<Gru>(context, "GruResetAfter", window, Goal.AtLeast(0.95));
            yield return Measure<Lstm>(context, "Lstm", window, Goal.AtLeast(0.95));
        }
    }

    private static Measurement Measure<TShape>(EvaluationContext context, string cell, int window, Goal? goal)
        where TShape : struct, ITrainableModel => Measurement.Timed(() =>
        {
            int steps = context.Steps(window == 20 ? 3000 : 10000);
            var task = new CopyMemory(Symbols, Copied, window - 2 * Copied);
            var options = new TrainerOptions
            {
                Batch = 32, Window = window, Schedule = Schedules.Cosine(0.005f, steps),
            };
            var random = new RandomGenerator(1);
            using var model = new Model<TShape>(1);
            SequenceLearning.Train(model, options, steps, batch => task.Fill(batch, random));
            double accuracy = SequenceLearning.Accuracy(model, 32, window, context.Steps(30, 2), batch => task.Fill(batch, random));
            return new Measurement($"{cell}, H = 48, tokens in, Softmax, Every, T = {window}", $"share of symbols right ({1.0 / Symbols:F3} by chance)", accuracy, goal)
            {
                Settings = $"{steps} updates of 32 sequences, Adam 0.005 cosine",
            };
        });

    [SequenceModel(Cell.ElmanTanh, Vocabulary = 8, Hidden = 48)]
    internal readonly partial struct Elman;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 8, Hidden = 48)]
    internal readonly partial struct Gru;

    [SequenceModel(Cell.Lstm, Vocabulary = 8, Hidden = 48)]
    internal readonly partial struct Lstm;
}
