using EdgeSeq.Evaluations.Data;
using EdgeSeq.Evaluations.Generated;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Learning.Tests;

/// <summary>Models learn tasks whose answers are known, in a second or two each; the long versions are in bench/EdgeSeq.Evaluations.</summary>
public sealed class LearningTests
{
    [Fact]
    public void A_GRU_adds_two_numbers_that_it_saw_at_different_times()
    {
        using var model = new Model<Adder>(1);
        var random = new RandomGenerator(1);
        var options = new TrainerOptions { Batch = 32, Window = 20, Schedule = Schedules.Cosine(0.01f, 1000) };
        SequenceLearning.Train(model, options, 1000, batch => AddingProblem.Fill(batch, random));
        double error = SequenceLearning.Loss(model, 32, 20, 20, batch => AddingProblem.Fill(batch, random));
        Assert.True(error < AddingProblem.Baseline / 10, $"squared error {error}");
    }

    [Fact]
    public void An_LSTM_makes_the_verb_agree_with_a_noun_far_back()
    {
        using var model = new Model<Agreement>(1);
        var random = new RandomGenerator(1);
        var options = new TrainerOptions { Batch = 32, Window = 31, Schedule = Schedules.Cosine(0.01f, 600) };
        SequenceLearning.Train(model, options, 600, batch => Fill(batch, () => 5 + random.NextInt32(26)));
        double accuracy = SequenceLearning.Accuracy(model, 32, 31, 10, batch => Fill(batch, () => 30));
        Assert.InRange(accuracy, 0.95, 1);

        void Fill(SequenceBatch batch, Func<int> distance)
        {
            for (int row = 0; row < batch.Rows; row++)
            {
                CatSentences.Fill(batch, row, distance(), random);
            }
        }
    }

    [SkippableFact]
    public void A_reservoir_tells_nine_speakers_apart_from_one_pass_over_their_vowels()
    {
        string[]? files = new DataFolder(null).Find(out string reason, "japanese-vowels/JapaneseVowels_TRAIN.ts", "japanese-vowels/JapaneseVowels_TEST.ts");
        Skip.If(files is null, reason);
        Example[] training = VowelSeries.Read(files[0]);
        using var model = new Model<Speakers>(1);
        using var readout = new RidgeReadout<Speakers>(model, new() { Batch = 30, Window = 29 });
        var batch = new SequenceBatch(Speakers.Shape, 30, 29);
        for (int first = 0; first < training.Length; first += 30)
        {
            DataSetLearning.Fill(batch, training, first);
            readout.ResetState();
            readout.Add(batch.Input, batch.Target);
        }

        Assert.Equal(270, readout.Count);
        readout.Solve(ridge: 1);
        Assert.InRange(DataSetLearning.Accuracy(model, 30, 29, VowelSeries.Read(files[1])), 0.95, 1);
    }
}
