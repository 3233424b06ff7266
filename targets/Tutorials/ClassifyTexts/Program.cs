using EdgeSeq;
using EdgeSeq.Data;
using EdgeSeq.Metrics;
using EdgeSeq.Text;
using EdgeSeq.Training;

(LabeledTexts training, LabeledTexts heldOut) = LabeledTexts.Read(args[0]).Split(heldOut: 0.2, seed: 1);
Vocabulary words = Vocabulary.Build(training.Texts, new VocabularyOptions { Level = TextLevel.Word, LowerCase = true, HasUnknown = true, MaxSize = 2000 });
var options = new LabeledOptions { Window = 32 };
LabeledSequences learned = training.ToSequences(words, options), measured = heldOut.ToSequences(words, options with { Shuffle = false });

using var model = new Model<Classifier>(seed: 1) { Vocabulary = words, Labels = training.Labels };
FitResult result = model.Fit(learned, measured, new FitOptions { Epochs = 20, Patience = 3 });
Console.WriteLine($"{result.End} after {result.Steps} steps, best at {result.BestStep}\n{model.Evaluate(measured)}");
model.Save("classifier.safetensors");                                                       // weights, words, names of the classes

using Model<Classifier> loaded = Model<Classifier>.Load("classifier.safetensors");
using var runner = new SequenceRunner<Classifier>(loaded, batch: 1, window: options.Window);
float[] probabilities = new float[runner.OutputLength];
foreach (string text in args[1..])
{
    int[] tokens = loaded.Vocabulary!.Encode(text);
    Array.Resize(ref tokens, options.Window);
    runner.Run(new SequenceInput { Tokens = tokens, Lengths = (int[])[Math.Min(loaded.Vocabulary.Encode(text).Length, options.Window)] }, probabilities);
    Console.WriteLine($"{text}: {loaded.Labels![Array.IndexOf(probabilities, probabilities.Max())]}, {probabilities.Max():P0}");
}

[SequenceModel(Cell.GruResetAfter, Vocabulary = 2000, Embedding = 16, Hidden = 32, Outputs = 3, Readout = Readout.Last)]
internal readonly partial struct Classifier;
