using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Evaluations.Report;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>"the cat(s), which already ate ..., was/were full": how far back a cell looks for the noun.</summary>
internal sealed partial class AgreementEvaluation : IEvaluation
{
    private const int Batch = 32, Seeds = 3;
    private static readonly int[] Distances = [5, 10, 15, 20, 30, 40, 50];

    public string Name => "agreement";

    public string Description => "was or were, 5 to 50 words after the noun";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        var lines = new List<PlotLine>();
        foreach ((string cell, Func<EvaluationContext, IEnumerable<Measurement>> run) in Cells())
        {
            Measurement[] measured = [.. run(context)];
            lines.Add(new PlotLine(cell, [.. Distances.Zip(measured, (distance, m) => ((double)distance, m.Value))]));
            foreach (Measurement measurement in measured)
            {
                yield return measurement;
            }
        }

        if (context.Plots is not null)
        {
            LinePlot.Write(
                Path.Combine(context.Plots, "agreement.svg"), "\"the cat(s), which already ate ..., was / were full\"",
                "share of verbs right, by words from the noun to the verb", lines, low: 0.4, high: 1);
        }
    }

    private static (string Cell, Func<EvaluationContext, IEnumerable<Measurement>> Run)[] Cells() =>
    [
        ("ElmanTanh", context => Measure<Elman>(context, "ElmanTanh")),
        ("GruSimplified", context => Measure<Simplified>(context, "GruSimplified")),
        ("GruResetBefore", context => Measure<ResetBefore>(context, "GruResetBefore")),
        ("Lstm", context => Measure<Lstm>(context, "Lstm")),
    ];

    private static IEnumerable<Measurement> Measure<TShape>(EvaluationContext context, string cell)
        where TShape : struct, ITrainableModel
    {
        int steps = context.Steps(2500), seeds = context.Quick ? 1 : Seeds;
        foreach (int distance in Distances)
        {
            yield return Measurement.Timed(() =>
            {
                double accuracy = Enumerable.Range(1, seeds).Average(seed => Learn<TShape>(distance, steps, (ulong)seed));
                return new Measurement($"{cell}, H = 16, tokens in, Softmax, Every", $"share right at distance {distance}", accuracy)
                {
                    Settings = $"mean of {seeds} models, each {steps} updates of {Batch} sentences of this distance, Adam 0.005 cosine",
                };
            });
        }
    }

    /// <summary>A model for one distance alone, so that nothing is learned from easier sentences.</summary>
    private static double Learn<TShape>(int distance, int steps, ulong seed)
        where TShape : struct, ITrainableModel
    {
        var random = new RandomGenerator(seed);
        using var model = new Model<TShape>(seed);
        var options = new TrainerOptions { Batch = Batch, Window = distance + 1, Schedule = Schedules.Cosine(0.005f, steps) };
        SequenceLearning.Train(model, options, steps, Fill);
        return SequenceLearning.Accuracy(model, Batch, distance + 1, 20, Fill);

        void Fill(SequenceBatch batch)
        {
            for (int row = 0; row < batch.Rows; row++)
            {
                CatSentences.Fill(batch, row, distance, random);
            }
        }
    }

    [SequenceModel(Cell.ElmanTanh, Vocabulary = 25, Hidden = 16)]
    internal readonly partial struct Elman;

    [SequenceModel(Cell.GruSimplified, Vocabulary = 25, Hidden = 16)]
    internal readonly partial struct Simplified;

    [SequenceModel(Cell.GruResetBefore, Vocabulary = 25, Hidden = 16)]
    internal readonly partial struct ResetBefore;

    [SequenceModel(Cell.Lstm, Vocabulary = 25, Hidden = 16)]
    internal readonly partial struct Lstm;
}
