using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Learning.Tests.Course;

/// <summary>Music: many keys at a time, each output fed back. The long version, of 160 pieces, is the evaluation `music`.</summary>
public sealed partial class MusicTests
{
    private const int Batch = 12, Pieces = 12, Window = ChordMusic.Steps, Played = Window - 1, Steps = 1200;

    [Fact]
    public void An_LSTM_plays_pieces_to_their_end_from_their_first_step()
    {
        using var model = new Model<Player>(1);
        var options = new TrainerOptions { Batch = Batch, Window = Window, Schedule = Schedules.Cosine(0.01f, Steps) };
        SequenceLearning.Train(model, options, Steps, Fill);

        using var sampler = new VectorSampler<Player>(model, new VectorSamplerOptions { Threshold = 0.5f });
        float[] played = new float[Played * ChordMusic.Keys];
        int right = 0;
        for (int piece = 0; piece < Pieces; piece++)
        {
            float[] roll = Roll(piece);
            sampler.Generate(roll.AsSpan(0, ChordMusic.Keys), played);
            right += played.Chunk(ChordMusic.Keys).Zip(roll.Chunk(ChordMusic.Keys).Skip(1)).Count(step => step.First.SequenceEqual(step.Second));
        }

        Assert.True(right >= 0.95 * Pieces * Played, $"{right} of {Pieces * Played} steps have every key right");
    }

    /// <summary>One of twelve keynotes, and by it one of the sixteen pairs of a progression and a melody.</summary>
    private static float[] Roll(int piece) => ChordMusic.Roll(piece + (12 * ((5 * piece) % 16)));

    private static void Fill(SequenceBatch batch)
    {
        for (int row = 0; row < Batch; row++)
        {
            float[] roll = Roll(row % Pieces);
            int first = row * Window * ChordMusic.Keys;

            // A sampler begins with the zero vector, and what a piece begins with nobody can know.
            roll.AsSpan(0, Played * ChordMusic.Keys).CopyTo(batch.Vectors.AsSpan(first + ChordMusic.Keys));
            roll.CopyTo(batch.Values, first);
            batch.Values.AsSpan(first, ChordMusic.Keys).Fill(float.NaN);
        }
    }

    [SequenceModel(Cell.Lstm, Inputs = ChordMusic.Keys, Hidden = 32, Outputs = ChordMusic.Keys, Head = Head.Sigmoid)]
    internal readonly partial struct Player;
}
