using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Networks.Tests;

/// <summary>A small network a word as docs/networks.md writes it: letters are the steps, one layer forgets at the beginning of a word, the next one goes on at its end.</summary>
public sealed class SpelledWordsTests
{
    private const int Letters = 4, Window = 16, Tags = 3, Batch = 32;

    [Fact]
    public void A_word_is_its_own_letters_and_a_sentence_its_words()
    {
        using var model = new Model<Shapes.SpelledNet>(1);
        (float[] one, _) = Encode([[0, 1, 2], [3, 3], [1]]);
        (float[] other, _) = Encode([[2, 2, 1], [3, 3], [1]]);
        float[] workspace = new float[Shapes.SpelledNet.WorkspaceSize(2, Window)];
        Shapes.SpelledNet.Forward(model.Parameters, (float[])[.. one, .. other], new float[2 * Shapes.SpelledNet.StateSize], workspace, 2, Window);
        for (int t = 0; t < 6; t++)
        {
            // Letters of another word say nothing, whatever word that was.
            Assert.Equal(t >= 3, State(layer: "s", 0, t).SequenceEqual(State("s", 1, t)));
            Assert.False(t >= 2 && State("w", 0, t).SequenceEqual(State("w", 1, t)));
            bool isEnd = t is 2 or 4 or 5;
            Assert.Equal(!isEnd, t == 0 ? State("w", 0, 0).IndexOfAnyExcept(0) < 0 : State("w", 0, t).SequenceEqual(State("w", 0, t - 1)));
        }

        ReadOnlySpan<float> State(string layer, int row, int step)
        {
            int number = Shapes.SpelledNet.Shape.Gates.Where(gate => gate.Name == "n").Select(gate => gate.Layer).Order().ElementAt(layer == "s" ? 0 : 1);
            return workspace.AsSpan(Shapes.SpelledNet.GateOffset(2, Window, Shapes.SpelledNet.Shape.FindGate("h'", number), row, step), layer == "s" ? 16 : 24);
        }
    }

    [Fact]
    public void It_learns_tags_that_need_the_letters_of_a_word_and_the_word_before()
    {
        const int Steps = 500;
        using var model = new Model<Shapes.SpelledNet>(1);
        using var trainer = new Trainer<Shapes.SpelledNet>(model, new TrainerOptions { Batch = Batch, Window = Window, Schedule = new CosineRate(0.01f, Steps) });
        var random = new RandomGenerator(2);
        for (int step = 0; step < Steps; step++)
        {
            (float[] inputs, int[] tags) = Draw(random);
            trainer.ResetState();
            trainer.Step(inputs, tags);
        }

        using var runner = new SequenceRunner<Shapes.SpelledNet>(model, Batch, Window);
        float[] outputs = new float[runner.OutputLength];
        (float[] unseen, int[] truth) = Draw(random);
        runner.Run(unseen, outputs);
        int[] said = [.. truth.Select((_, i) => Enumerable.Range(0, Tags).MaxBy(tag => outputs[(i * Tags) + tag]))];
        double right = truth.Zip(said).Count(pair => pair.First == pair.Second), all = truth.Count(tag => tag >= 0);
        Assert.True(right / all > 0.95, $"{right} of {all} tags");
    }

    private static (float[] Inputs, int[] Tags) Draw(RandomGenerator random)
    {
        (float[] Inputs, int[] Tags)[] rows = [.. Enumerable.Range(0, Batch).Select(_ => Encode(
            [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, 1 + random.NextInt32(4)).Select(_ => random.NextInt32(Letters)).ToArray())]))];
        return ([.. rows.SelectMany(row => row.Inputs)], [.. rows.SelectMany(row => row.Tags)]);
    }

    /// <summary>Letter, whether the word goes on with it, whether it ends; the tag of a word is that of its first letter and the last one of the word before.</summary>
    private static (float[] Inputs, int[] Tags) Encode(int[][] words)
    {
        (float[] inputs, int[] tags) = (new float[Window * 3], new int[Window]);
        tags.AsSpan().Fill(-1);
        (int t, int before) = (0, 0);
        foreach (int[] word in words)
        {
            for (int i = 0; i < word.Length; i++, t++)
            {
                inputs[t * 3] = word[i];
                inputs[(t * 3) + 1] = i > 0 ? 1 : 0;
                inputs[(t * 3) + 2] = i == word.Length - 1 ? 1 : 0;
            }

            tags[t - 1] = (word[0] + before) % Tags;
            before = word[^1];
        }

        for (; t < Window; t++)
        {
            inputs[t * 3] = -1;
        }

        return (inputs, tags);
    }
}

internal static partial class Shapes
{
    /// <summary>A GRU that forgets where k is 0.</summary>
    [RecurrentCell("""
        input k
        m  = k * h
        r  = sigmoid(W_r x + U_r m + b_r)
        z  = sigmoid(W_z x + U_z m + b_z)
        n  = tanh(W_n x + b_n + r * (U_n m + b_hn))
        h' = m + z * (n - m)
        """)]
    internal static class SpellingGru;

    /// <summary>A GRU that stays as it is where e is 0.</summary>
    [RecurrentCell("""
        input e
        r  = sigmoid(W_r x + U_r h + b_r)
        z  = sigmoid(W_z x + U_z h + b_z)
        n  = tanh(W_n x + b_n + r * (U_n h + b_hn))
        h' = h + e * z * (n - h)
        """)]
    internal static class WordGru;

    [SequenceModel("""
        v    = embed(slice(x, 0, 1), 4, 16)
        goes = 0 * v + slice(x, 1, 1)
        s    = SpellingGru(v, 16, goes)
        ends = 0 * dense(s, 24) + slice(x, 2, 1)
        w    = WordGru(s, 24, ends)
        y    = softmax(dense(w, 3))
        """, Inputs = 3)]
    internal readonly partial struct SpelledNet;
}
