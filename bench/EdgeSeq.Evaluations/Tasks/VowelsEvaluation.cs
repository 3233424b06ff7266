using EdgeSeq.Evaluations.Data;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>Who said it: series of 12 numbers of different lengths, nine speakers.</summary>
internal sealed partial class VowelsEvaluation : IEvaluation
{
    private const int Window = 29, Batch = 30, Epochs = 60, Seeds = 5;

    public string Name => "japanese-vowels";

    public string Description => "nine speakers by 7 to 29 vectors of an utterance; 270 to learn, 370 to test";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        string[]? files = context.Data.Find(out string reason, "japanese-vowels/JapaneseVowels_TRAIN.ts", "japanese-vowels/JapaneseVowels_TEST.ts");
        if (files is null)
        {
            EvaluationContext.Note($"{Name} is skipped: {reason}");
            yield break;
        }

        (Example[] training, Example[] test) = (VowelSeries.Read(files[0]), VowelSeries.Read(files[1]));
        using var model = new Model<Gru>(1);
        yield return Measurement.Timed(() =>
        {
            double first = Learn(context, model, training, test, 1);
            double[] accuracies = [first, .. Enumerable.Range(2, context.Quick ? 0 : Seeds - 1).Select(seed =>
            {
                using var other = new Model<Gru>((ulong)seed);
                return Learn(context, other, training, test, (ulong)seed);
            })];
            return new Measurement("GruResetAfter, H = 32, both directions, vectors in, Softmax, Last", "test accuracy", accuracies.Average(), Goal.AtLeast(0.95))
            {
                Settings = $"{Spread.Of(accuracies)}; {Epochs} epochs, AdamW 0.01 cosine, decay 0.1",
            };
        });
        using (Model<GruBytes> rounded = model.Quantize<GruBytes>())
        {
            yield return Result(rounded, test, "the first of them with weights of 8 bits", "rounded");
        }

        yield return Measurement.Timed(() => Ridge(training, test));
    }

    private static double Learn(EvaluationContext context, Model<Gru> model, Example[] training, Example[] test, ulong seed)
    {
        int epochs = context.Quick ? 2 : Epochs, steps = epochs * (training.Length / Batch);
        var options = new TrainerOptions
        {
            Batch = Batch, Window = Window, Optimizer = new AdamW { Decay = 0.1f },
            Schedule = Schedules.Cosine(0.01f, steps),
        };
        DataSetLearning.Train(model, options, training, epochs, new RandomGenerator(seed));
        return DataSetLearning.Accuracy(model, Batch, Window, test);
    }

    private static Measurement Ridge(Example[] training, Example[] test)
    {
        const double Strength = 1;
        using var model = new Model<Reservoir>(1, Initialization.Reservoir with { SpectralRadius = 0.9, InputScale = 0.5 });
        using var readout = new RidgeReadout<Reservoir>(model, new() { Batch = Batch, Window = Window });
        var batch = new SequenceBatch(Reservoir.Shape, Batch, Window);
        for (int first = 0; first < training.Length; first += Batch)
        {
            DataSetLearning.Fill(batch, training, first);
            readout.ResetState();
            readout.Add(batch.Input, batch.Target);
        }

        readout.Solve(Strength);
        return Result(model, test, "echo state network, H = 300, leak 0.2, vectors in, Softmax, Last", $"ridge {Strength}, one pass");
    }

    private static Measurement Result<TShape>(Model<TShape> model, Example[] test, string form, string settings)
        where TShape : struct, ISequenceModel =>
        new(form, "test accuracy", DataSetLearning.Accuracy(model, Batch, Window, test), Goal.AtLeast(0.95)) { Settings = settings };

    [SequenceModel(Cell.GruResetAfter, Inputs = 12, Hidden = 32, Direction = Direction.Both, Outputs = 9, Readout = Readout.Last)]
    internal readonly partial struct Gru;

    [SequenceModel(Cell.GruResetAfter, Inputs = 12, Hidden = 32, Direction = Direction.Both, Outputs = 9, Readout = Readout.Last, Weights = WeightType.Int8)]
    internal readonly partial struct GruBytes;

    [SequenceModel(Cell.EchoState, Inputs = 12, Hidden = 300, Outputs = 9, Readout = Readout.Last, LeakRate = 0.2f)]
    internal readonly partial struct Reservoir;
}
