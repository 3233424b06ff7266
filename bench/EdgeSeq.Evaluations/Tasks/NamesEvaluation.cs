using EdgeSeq.Evaluations.Data;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>A character model of first names, which then makes up new ones.</summary>
internal sealed partial class NamesEvaluation : IEvaluation
{
    private const int Window = 16, Batch = 32, Sampled = 1000;

    public string Name => "names";

    public string Description => "32,032 first names, letter by letter, a tenth held out";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        string[]? files = context.Data.Find(out string reason, "names/names.txt");
        if (files is null)
        {
            EvaluationContext.Note($"{Name} is skipped: {reason}");
            yield break;
        }

        string[] names = NameList.Read(files[0]);
        new RandomGenerator(1).Shuffle(names.AsSpan());
        int tenth = names.Length / 10;
        string[] training = context.Quick ? names[tenth..(tenth + 640)] : names[tenth..];
        using var model = new Model<Namer>(1);
        yield return Measurement.Timed(() => Learn(context, model, training, names[..tenth]));
        yield return Measurement.Timed(() => Invent(model, [.. names]));
    }

    private static Measurement Learn(EvaluationContext context, Model<Namer> model, string[] training, string[] heldOut)
    {
        int epochs = context.Quick ? 1 : 8;
        var options = new TrainerOptions
        {
            Batch = Batch, Window = Window,
            Schedule = Schedules.Cosine(0.005f, epochs * training.Length / Batch),
        };
        DataSetLearning.Train(model, options, [.. training.Select(NameList.Encode)], epochs, new RandomGenerator(1));
        double loss = DataSetLearning.Loss(model, Batch, Window, [.. heldOut.Select(NameList.Encode)]);
        return new Measurement("GruResetAfter, H = 96, tokens in, Softmax, Every, lengths", $"held-out nats a letter ({Math.Log(27):F3} for who knows nothing)", loss)
        {
            Settings = $"{epochs} epochs of {training.Length} names, Adam 0.005 cosine",
        };
    }

    private static Measurement Invent(Model<Namer> model, HashSet<string> known)
    {
        using var sampler = new Sampler<Namer>(model, new SamplerOptions { StopToken = 0, Seed = 1 });
        int[] tokens = new int[Window];
        var invented = new List<string>();
        for (int i = 0; i < Sampled; i++)
        {
            invented.Add(NameList.Decode(tokens.AsSpan(0, sampler.Generate([], tokens))));
        }

        double novel = (double)invented.Count(name => !known.Contains(name)) / Sampled;
        return new Measurement("the same, sampled at temperature 1", "share of sampled names that are in no list", novel)
        {
            Settings = "the first: " + string.Join(", ", invented.Take(6)),
        };
    }

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 27, Hidden = 96)]
    internal readonly partial struct Namer;
}
