using EdgeSeq;
using EdgeSeq.Data;
using EdgeSeq.Metrics;
using EdgeSeq.Text;
using EdgeSeq.Training;

namespace EdgeSeqClassifier;

/// <summary>Learns classes of texts, and saves the model with its words and the names of the classes.</summary>
internal static class Training
{
    /// <summary>Words of a text that count; later ones are not read.</summary>
    public const int Window = 64;

    public static void Run(string file, string modelFile)
    {
        // A fifth is held out: the run measures with it, and keeps the weights that do best.
        LabeledTexts texts = LabeledTexts.Read(file);
        if (texts.Labels.Count != Classifier.Shape.Outputs)
        {
            throw new FormatException($"{file} has {texts.Labels.Count} classes; Classifier.cs has {Classifier.Shape.Outputs}: change its Outputs.");
        }

        (LabeledTexts training, LabeledTexts heldOut) = texts.Split(heldOut: 0.2, seed: 1);
        Vocabulary words = Vocabulary.Build(
            training.Texts, new VocabularyOptions { Level = TextLevel.Word, LowerCase = true, HasUnknown = true, MaxSize = Classifier.Shape.Vocabulary });
        var options = new LabeledOptions { Window = Window };
        LabeledSequences learned = training.ToSequences(words, options), measured = heldOut.ToSequences(words, options with { Shuffle = false });
        using var model = new Model<Classifier>(seed: 1) { Vocabulary = words, Labels = texts.Labels };
        FitResult result = model.Fit(learned, measured, new FitOptions { Epochs = 30, Patience = 3 });
        Console.WriteLine($"{result.End} after {result.Steps} steps, best at {result.BestStep}\n{model.Evaluate(measured)}");
        model.Save(modelFile);
        Console.WriteLine($"saved {modelFile}");
    }
}
