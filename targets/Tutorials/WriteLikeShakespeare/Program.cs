using EdgeSeq;
using EdgeSeq.Text;
using EdgeSeq.Training;

(TokenSequence training, TokenSequence heldOut) = TokenSequence.OfBytes(File.ReadAllBytes(args[0])).Split(heldOut: 0.1);
RowWindows learned = new(training, batch: 16, window: 32), measured = new(heldOut, batch: 1, window: 32, RowTail.Pad);

using var model = new Model<Poet>(seed: 1) { Vocabulary = Vocabulary.Bytes };
var options = new FitOptions { Epochs = int.Parse(args[1]), Patience = 5, Trainer = new() { Schedule = new ConstantRate(0.004f) } };
FitResult result = model.Fit(learned, measured, options);
Console.WriteLine($"{result.End} after {result.Steps} steps: {result.ValidationLoss:F2} nats a character of the last tenth");
model.Save("poet.safetensors");

using Model<Poet> loaded = Model<Poet>.Load("poet.safetensors");
using var sampler = new Sampler<Poet>(loaded, new SamplerOptions { Temperature = 0.5f, Seed = 1 });
int[] verse = new int[300];
int length = sampler.Generate(loaded.Vocabulary!.Encode(args[2]), verse);                   // spans in, spans out
Console.WriteLine(args[2] + loaded.Vocabulary.Decode(verse.AsSpan(0, length)));

[SequenceModel(Cell.GruResetAfter, Vocabulary = 256, Hidden = 128)]
internal readonly partial struct Poet;
