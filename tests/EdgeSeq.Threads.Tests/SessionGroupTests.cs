using Xunit;

namespace EdgeSeq.Threads.Tests;

/// <summary>Streams that step together have the bits of sessions of their own.</summary>
public sealed class SessionGroupTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Tokens_give_the_bits_of_single_sessions(int threads)
    {
        using var model = new Model<Stack>(1);
        using var group = new SessionGroup<Stack>(model, capacity: 9, threads);
        var sessions = new Dictionary<int, Session<Stack>>();
        var random = new RandomGenerator(3);
        int v = Stack.Vocabulary;
        for (int step = 0; step < 60; step++)
        {
            ComeAndGo(group, sessions, model, random);
            int[] streams = [.. Shuffled(sessions.Keys, random).Take((int)(random.NextDouble() * (sessions.Count + 1)))];
            streams = step % 3 == 0 ? group.Streams.ToArray() : streams;
            int[] tokens = [.. streams.Select(_ => (int)(random.NextDouble() * (v + 1)) - 1)];
            float[] logits = new float[streams.Length * v], expected = new float[v];
            if (step % 4 == 1)
            {
                group.Step(streams, tokens);
            }
            else
            {
                group.Step(streams, tokens, logits);
            }

            for (int i = 0; i < streams.Length; i++)
            {
                sessions[streams[i]].Step(tokens[i], expected);
                if (step % 4 != 1)
                {
                    Assert.Equal(Bits(expected), Bits(logits.AsSpan(i * v, v)));
                }

                float[] own = new float[v], whole = new float[v];
                group.Output(streams[i], own);
                sessions[streams[i]].Output(whole);
                Assert.Equal(Bits(whole), Bits(own));
            }
        }

        foreach (Session<Stack> session in sessions.Values)
        {
            session.Dispose();
        }
    }

    [Fact]
    public void Vectors_give_the_bits_of_single_sessions_and_states_go_from_one_to_the_other()
    {
        using var model = new Model<Readings>(1);
        using var group = new SessionGroup<Readings>(model, capacity: 4, threads: 2);
        using var session = new Session<Readings>(model);
        int[] streams = [group.Add(), group.Add(), group.Add()];
        float[] state = new float[Session<Readings>.StateSize], logits = new float[3 * 2], expected = new float[2];
        for (int step = 0; step < 10; step++)
        {
            float[] x = [.. Enumerable.Range(0, 9).Select(i => ((i * 7) + step) % 5 / 5f)];
            group.Step(streams, x, logits);
            session.Step(x.AsSpan(3, 3), expected);
            Assert.Equal(Bits(expected), Bits(logits.AsSpan(2, 2)));
        }

        group.CopyStateTo(streams[1], state);
        session.LoadState(state);
        group.LoadState(streams[2], state);
        float[] next = [0.1f, 0.2f, 0.3f];
        session.Step(next, expected);
        group.Step([streams[2]], next, logits.AsSpan(0, 2));
        Assert.Equal(Bits(expected), Bits(logits.AsSpan(0, 2)));
        group.Reset(streams[2]);
        group.CopyStateTo(streams[2], state);
        Assert.All(state, x => Assert.Equal(0, x));
    }

    [Fact]
    public void Vectors_and_outputs_are_in_the_units_of_the_data_as_those_of_single_sessions()
    {
        using var model = new Model<Readings>(1) { Normalizer = new Normalizer([1, 2, 3], [4, 5, 6], [7, 8], [9, 10]) { Missing = MissingInputs.Mean } };
        using var group = new SessionGroup<Readings>(model, capacity: 4, threads: 2);
        using var session = new Session<Readings>(model);
        int[] streams = [group.Add(), group.Add(), group.Add()];
        float[] outputs = new float[3 * 2], expected = new float[2], own = new float[2];
        for (int step = 0; step < 4; step++)
        {
            float[] x = [.. Enumerable.Range(0, 9).Select(i => i == 4 ? float.NaN : ((i * 7) + step) % 5 / 5f)];
            group.Step(streams, x, outputs);
            session.Step(x.AsSpan(3, 3), expected);
            Assert.Equal(Bits(expected), Bits(outputs.AsSpan(2, 2)));
            group.Output(streams[1], own);
            Assert.Equal(Bits(expected), Bits(own));
        }
    }

    [Fact]
    public void What_cannot_be_is_refused_and_changes_nothing()
    {
        using var model = new Model<Stack>(1);
        using var group = new SessionGroup<Stack>(model, capacity: 2);
        int first = group.Add(), second = group.Add();
        Assert.Throws<InvalidOperationException>(() => group.Add());
        float[] before = new float[Session<Stack>.StateSize], after = new float[Session<Stack>.StateSize];
        group.Step([first, second], [1, 2]);
        group.CopyStateTo(first, before);
        Assert.Contains("twice", Assert.Throws<ArgumentException>(() => group.Step([first, first], [1, 1])).Message, StringComparison.Ordinal);
        Assert.Contains("no stream 7", Assert.Throws<ArgumentException>(() => group.Step([first, 7], [1, 1])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => group.Step([first], [Stack.Vocabulary]));
        Assert.Throws<ArgumentException>(() => group.Step([first], [1, 1]));
        Assert.Throws<ArgumentException>(() => group.Step([first], [1], new float[Stack.Vocabulary - 1]));
        Assert.Throws<ArgumentException>(() => group.Step([first, second, first], [1, 1, 1]));
        group.CopyStateTo(first, after);
        Assert.Equal(Bits(before), Bits(after));
        group.Step([], []);
        group.Remove(first);
        Assert.Throws<ArgumentException>(() => group.Remove(first));
        Assert.Throws<ArgumentException>(() => group.Reset(first));
        Assert.Equal([second], group.Streams.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => new SessionGroup<Stack>(model, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SessionGroup<Stack>(model, 1, threads: -1));
        model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => group.Step([second], [1]));
    }

    private static void ComeAndGo(SessionGroup<Stack> group, Dictionary<int, Session<Stack>> sessions, Model<Stack> model, RandomGenerator random)
    {
        if (group.Count < group.Capacity && random.NextDouble() < 0.6)
        {
            sessions.Add(group.Add(), new Session<Stack>(model));
        }
        else if (group.Count > 0 && random.NextDouble() < 0.3)
        {
            int stream = group.Streams[(int)(random.NextDouble() * group.Count)];
            sessions[stream].Dispose();
            sessions.Remove(stream);
            group.Remove(stream);
            Assert.False(group.Contains(stream));
        }

        Assert.Equal(sessions.Keys.Order(), group.Streams.ToArray());
    }

    private static int[] Shuffled(IEnumerable<int> streams, RandomGenerator random) => [.. streams.OrderBy(_ => random.NextDouble())];

    private static int[] Bits(ReadOnlySpan<float> values) => System.Runtime.InteropServices.MemoryMarshal.Cast<float, int>(values).ToArray();
}
