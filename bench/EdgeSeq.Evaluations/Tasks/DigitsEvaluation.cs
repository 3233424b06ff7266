using EdgeSeq.Evaluations.Data;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>Handwritten digits, a pixel a step, in a fixed permutation (Le, Jaitly and Hinton 2015, with 8 x 8 pixels).</summary>
internal sealed partial class DigitsEvaluation : IEvaluation
{
    private const int Batch = 32, Epochs = 30, Seeds = 3;

    public string Name => "permuted-digits";

    public string Description => "ten digits by 64 pixels, one a step, permuted; --file digits.csv.gz of scikit-learn";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        string[]? files = context.File is { } path ? [path] : context.Data.Find(out string reason, "digits/digits.csv.gz");
        if (files is null || !File.Exists(files[0]))
        {
            EvaluationContext.Note($"{Name} is skipped: give it digits.csv.gz of scikit-learn with --file FILE.");
            yield break;
        }

        Example[] digits = DigitImages.Read(files[0]);
        yield return Measurement.Timed(() => Compare<Gru>(context, digits, "GruResetAfter"));
        yield return Measurement.Timed(() => Compare<Lstm>(context, digits, "Lstm"));
    }

    private static Measurement Compare<TShape>(EvaluationContext context, Example[] digits, string cell)
        where TShape : struct, ITrainableModel
    {
        double[] accuracies = [.. Enumerable.Range(1, context.Quick ? 1 : Seeds).Select(seed => Learn<TShape>(context, digits, (ulong)seed))];
        return new Measurement($"{cell}, H = 64, vectors in, Softmax, Last, T = {DigitImages.Pixels}", "test accuracy", accuracies.Average())
        {
            Settings = $"{Spread.Of(accuracies)}; {Epochs} epochs, B = {Batch}, Adam 0.005 cosine",
        };
    }

    private static double Learn<TShape>(EvaluationContext context, Example[] digits, ulong seed)
        where TShape : struct, ITrainableModel
    {
        int epochs = context.Quick ? 1 : Epochs;
        Example[] training = digits[..^DigitImages.Test];
        using var model = new Model<TShape>(seed);
        var options = new TrainerOptions { Batch = Batch, Window = DigitImages.Pixels, Schedule = Schedules.Cosine(0.005f, epochs * ((training.Length + Batch - 1) / Batch)) };
        DataSetLearning.Train(model, options, training, epochs, new RandomGenerator(seed));
        double accuracy = DataSetLearning.Accuracy(model, Batch, DigitImages.Pixels, digits[^DigitImages.Test..]);
        EvaluationContext.Note($"permuted-digits: {TShape.Shape.Name}, seed {seed}, {accuracy:F4}");
        return accuracy;
    }

    [SequenceModel(Cell.GruResetAfter, Inputs = 1, Hidden = 64, Outputs = 10, Readout = Readout.Last)]
    internal readonly partial struct Gru;

    [SequenceModel(Cell.Lstm, Inputs = 1, Hidden = 64, Outputs = 10, Readout = Readout.Last)]
    internal readonly partial struct Lstm;
}
