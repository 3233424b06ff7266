using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>Gated cells remember two numbers over many steps, the vanilla network does not.</summary>
internal sealed partial class AddingEvaluation : IEvaluation
{
    public string Name => "adding";

    public string Description => "the sum of two marked numbers among T";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        foreach (int window in (int[])[50, 200])
        {
            yield return Measure<Elman>(context, "ElmanTanh", window, goal: null);
            yield return Measure<Gru>(context, "GruResetAfter", window, Goal.Below(0.01));
            yield return Measure<Lstm>(context, "Lstm", window, Goal.Below(0.01));
        }
    }

    private static Measurement Measure<TShape>(EvaluationContext context, string cell, int window, Goal? goal)
        where TShape : struct, ITrainableModel => Measurement.Timed(() =>
        {
            int steps = context.Steps(window == 50 ? 3000 : 5000);
            var options = new TrainerOptions
            {
                Batch = 32, Window = window, Schedule = Schedules.Cosine(0.005f, steps),
            };
            var random = new RandomGenerator(1);
            using var model = new Model<TShape>(1);
            SequenceLearning.Train(model, options, steps, batch => AddingProblem.Fill(batch, random));
            double loss = SequenceLearning.Loss(model, 32, window, context.Steps(30, 2), batch => AddingProblem.Fill(batch, random));
            return new Measurement($"{cell}, H = 32, vectors in, Linear, Last, T = {window}", $"squared error ({AddingProblem.Baseline:F3} without memory)", loss, goal)
            {
                Settings = $"{steps} updates of 32 sequences, Adam 0.005 cosine",
            };
        });

    [SequenceModel(Cell.ElmanTanh, Inputs = 2, Hidden = 32, Outputs = 1, Head = Head.Linear, Readout = Readout.Last)]
    internal readonly partial struct Elman;

    [SequenceModel(Cell.GruResetAfter, Inputs = 2, Hidden = 32, Outputs = 1, Head = Head.Linear, Readout = Readout.Last)]
    internal readonly partial struct Gru;

    [SequenceModel(Cell.Lstm, Inputs = 2, Hidden = 32, Outputs = 1, Head = Head.Linear, Readout = Readout.Last)]
    internal readonly partial struct Lstm;
}
