using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;

namespace EdgeSeq.Evaluations.Tasks;

/// <summary>One to many: from its first step a piece is played to its end, every output fed back, many keys at a time.</summary>
internal sealed partial class MusicEvaluation : IEvaluation
{
    private const int Batch = 16, Window = ChordMusic.Steps, Played = Window - 1, HeldOut = 32;

    public string Name => "music";

    public string Description => "chords and melodies played on from one step; 160 pieces to learn, 32 never heard";

    public IEnumerable<Measurement> Run(EvaluationContext context)
    {
        int[] pieces = [.. Enumerable.Range(0, ChordMusic.Pieces)];
        new RandomGenerator(1).Shuffle(pieces.AsSpan());
        using var model = new Model<Player>(1);
        yield return Measurement.Timed(() => Learn(context, model, pieces[HeldOut..]));
        yield return Measurement.Timed(() => Play(model, pieces[HeldOut..], "steps with every key right, pieces learned", Goal.AtLeast(0.95)));
        yield return Measurement.Timed(() => Play(model, pieces[..HeldOut], "steps with every key right, pieces never heard", goal: null));
    }

    private static Measurement Learn(EvaluationContext context, Model<Player> model, int[] pieces)
    {
        int steps = context.Steps(6000);
        var options = new TrainerOptions
        {
            Batch = Batch, Window = Window, Schedule = Schedules.Cosine(0.005f, steps),
        };
        var random = new RandomGenerator(2);
        SequenceLearning.Train(model, options, steps, Fill);
        double loss = SequenceLearning.Loss(model, Batch, Window, 10, Fill);
        return new Measurement("Lstm, H = 96, vectors in, 36 sigmoids, Every", "training loss a key, nats", loss)
        {
            Settings = $"{steps} updates of {Batch} pieces, Adam 0.005 cosine, teacher forcing",
        };

        void Fill(SequenceBatch batch)
        {
            for (int row = 0; row < batch.Rows; row++)
            {
                float[] roll = ChordMusic.Roll(pieces[random.NextInt32(pieces.Length)]);
                int first = row * Window * ChordMusic.Keys;

                // A sampler begins with the zero vector. What a piece begins with nobody can know, so it does not count.
                roll.AsSpan(0, Played * ChordMusic.Keys).CopyTo(batch.Vectors.AsSpan(first + ChordMusic.Keys));
                roll.CopyTo(batch.Values, first);
                batch.Values.AsSpan(first, ChordMusic.Keys).Fill(float.NaN);
            }
        }
    }

    private static Measurement Play(Model<Player> model, int[] pieces, string figure, Goal? goal)
    {
        using var sampler = new VectorSampler<Player>(model, new VectorSamplerOptions { Threshold = 0.5f });
        float[] played = new float[Played * ChordMusic.Keys];
        int right = 0;
        foreach (int piece in pieces)
        {
            ReadOnlySpan<float> roll = ChordMusic.Roll(piece);
            sampler.Generate(roll[..ChordMusic.Keys], played);
            for (int at = 0; at < played.Length; at += ChordMusic.Keys)
            {
                right += played.AsSpan(at, ChordMusic.Keys).SequenceEqual(roll.Slice(at + ChordMusic.Keys, ChordMusic.Keys)) ? 1 : 0;
            }
        }

        return new Measurement("the same, one step in, outputs fed back", figure, (double)right / (pieces.Length * Played), goal)
        {
            Settings = $"{pieces.Length} pieces, {Played} steps each",
        };
    }

    [SequenceModel(Cell.Lstm, Inputs = ChordMusic.Keys, Hidden = 96, Outputs = ChordMusic.Keys, Head = Head.Sigmoid)]
    internal readonly partial struct Player;
}
