using System.Text;
using EdgeSeq.Data;
using EdgeSeq.Metrics;
using EdgeSeq.Networks.Tests.Reference;
using EdgeSeq.Networks.Tests.Support;
using EdgeSeq.Shapes;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Networks.Tests;

/// <summary>A network through the classes that users have: training, files, checkpoints, sessions, groups, evaluation.</summary>
public sealed partial class LifeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-networks-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_has_PyTorchs_names_and_comes_back_bit_for_bit()
    {
        string path = Path.Combine(_folder, "noise.safetensors");
        using var model = new Model<Shapes.NoiseSuppressor>(1);
        model.Save(path);
        using Model<Shapes.NoiseSuppressor> loaded = Model<Shapes.NoiseSuppressor>.Load(path);
        Assert.Equal(model.ComputeSha256(), loaded.ComputeSha256());
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        Assert.All(
            new[] { "d.weight", "d.bias", "v.weight_ih_l0", "n.weight_hh_l0", "g.bias_ih_l0", "vad.weight", "gain.bias" },
            name => Assert.Contains($"\"{name}\"", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_network_comes_back_from_its_file()
    {
        foreach (string name in Dialects.Names)
        {
            Dialects.Accept(name, new RoundTrip(Path.Combine(_folder, $"{name}.safetensors")));
        }
    }

    [Fact]
    public void The_file_of_another_network_is_refused()
    {
        string path = Path.Combine(_folder, "amplifier.safetensors");
        using var model = new Model<Shapes.Amplifier>(1);
        model.Save(path);
        using var other = new Model<Louder>(1);
        string before = other.ComputeSha256();
        Exception e = Assert.Throws<ModelFormatException>(() => other.LoadWeights(path));
        Assert.Contains("y = x + dense(h, 1)", e.Message, StringComparison.Ordinal);
        Assert.Equal(before, other.ComputeSha256());
    }

    [Fact]
    public void Tokens_among_numbers_that_are_none_are_refused_by_their_place_and_nothing_changes()
    {
        var batch = new Batch(Shapes.Mixed.Shape, [Row.Random(Shapes.Mixed.Shape, 3, new Random(1)), Row.Random(Shapes.Mixed.Shape, 2, new Random(2))]);
        using var model = new Model<Shapes.Mixed>(1);
        using var trainer = new Trainer<Shapes.Mixed>(model, new TrainerOptions { Batch = 2, Window = 3, MicroBatch = 1 });
        using var session = new Session<Shapes.Mixed>(model);
        string before = model.ComputeSha256();
        foreach ((int row, int step, int column, float token, string message) in new[]
        {
            (0, 1, 1, 5f, "input[8] is 5; it is a token, a whole number from 0 to 4, or -1 for none"), (1, 0, 6, 0.5f, "input[27] is 0.5"), (1, 1, 3, -2, "input[31] is -2"), (0, 0, 0, 3e9f, "input[0] is 3E+09"),
        })
        {
            float[] vectors = batch.Input.Vectors.ToArray();
            int at = (((row * 3) + step) * 7) + column;
            vectors[at] = token;
            Assert.Contains(
                message, Assert.Throws<ArgumentException>(() => trainer.Step(new SequenceInput { Vectors = vectors, Lengths = batch.Input.Lengths }, batch.Target)).Message, StringComparison.Ordinal);
            Assert.Equal(before, model.ComputeSha256());
            Assert.Contains("x[", Assert.Throws<ArgumentException>(() => session.Step(vectors.AsSpan(at - column, 7))).Message, StringComparison.Ordinal);
        }

        // What lies behind a row's last step is not looked at.
        float[] padded = batch.Input.Vectors.ToArray();
        padded[^1] = 1000;
        trainer.Step(new SequenceInput { Vectors = padded, Lengths = batch.Input.Lengths }, batch.Target);
        Assert.NotEqual(before, model.ComputeSha256());
        Assert.Contains("\"b\"", Assert.Throws<ArgumentException>(() => model.Normalizer = new Normalizer([0, 0, 5, 0, 0, 0, 1], [1, 1, 3, 1, 1, 1, 1])).Message, StringComparison.Ordinal);
        model.Normalizer = new Normalizer([0, 0, 5, 0, 0, 0, 0], [1, 1, 3, 1, 1, 1, 1]);
    }

    [Fact]
    public void Training_steps_sessions_and_groups_allocate_nothing()
    {
        Row row = Row.Random(Shapes.Everything.Shape, 16, new Random(1));
        float[] x = row.Vectors[..7];
        var batch = new Batch(Shapes.Everything.Shape, [row, row]);
        using var model = new Model<Shapes.Everything>(1);
        using var trainer = new Trainer<Shapes.Everything>(model, new TrainerOptions { Batch = 2, Window = 16 });
        using var session = new Session<Shapes.Everything>(model);
        float[] outputs = new float[Shapes.Everything.OutputSize];
        Allocated.AssertNothing(() =>
        {
            trainer.Step(batch.Input, batch.Target);
            session.Step(x);
            session.Output(outputs);
        });
    }

    [Fact]
    public void A_run_that_is_resumed_has_the_bits_of_one_that_was_not()
    {
        var batch = new Batch(Shapes.Tagger.Shape, [.. new[] { 8, 3, 8 }.Select(steps => Row.Random(Shapes.Tagger.Shape, steps, new Random(steps)))]);
        var options = new TrainerOptions { Batch = 3, Window = 8, Dropout = 0.2f };
        using var straight = new Model<Shapes.Tagger>(2);
        using var first = new Model<Shapes.Tagger>(2);
        using var second = new Model<Shapes.Tagger>(9);
        string path = Path.Combine(_folder, "checkpoint");
        using (var trainer = new Trainer<Shapes.Tagger>(straight, options))
        {
            Steps(trainer, 6);
        }

        using (var trainer = new Trainer<Shapes.Tagger>(first, options))
        {
            Steps(trainer, 3);
            Assert.True(new CheckpointStore<Shapes.Tagger>(trainer, path).TrySave(out _));
        }

        using (var trainer = new Trainer<Shapes.Tagger>(second, options))
        {
            Assert.NotNull(new CheckpointStore<Shapes.Tagger>(trainer, path).LoadLatest());
            Steps(trainer, 3);
        }

        Assert.Equal(straight.ComputeSha256(), second.ComputeSha256());

        void Steps(Trainer<Shapes.Tagger> trainer, int count)
        {
            for (int i = 0; i < count; i++)
            {
                trainer.Step(batch.Input, batch.Target);
            }
        }
    }

    [Fact]
    public void A_rate_of_dropout_needs_a_row_that_drops()
    {
        using var amplifier = new Model<Shapes.Amplifier>(1);
        Assert.Contains("write dropout(a) in a row", Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<Shapes.Amplifier>(amplifier, new TrainerOptions { Dropout = 0.1f })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Outputs_are_found_by_name_and_each_has_its_own_activation()
    {
        ModelShape shape = Shapes.Everything.Shape;
        Assert.Equal(Head.Mixed, shape.Head);
        Assert.Equal<OutputInfo[]>(
            [new("voice", 0, 2, Head.Sigmoid, 2), new("kind", 2, 4, Head.Softmax), new("level", 6, 21, Head.Linear)], [.. shape.OutputParts]);
        Assert.Equal(shape.OutputParts[1], shape.FindOutput("kind"));
        Assert.Contains("voice, kind, level", Assert.Throws<ArgumentException>(() => shape.FindOutput("nothing")).Message, StringComparison.Ordinal);

        using var model = new Model<Shapes.Everything>(1);
        using var session = new Session<Shapes.Everything>(model);
        session.Step([0.1f, -0.2f, 0.3f, 0.5f, 0, 1, -1]);
        float[] outputs = new float[shape.Outputs];
        session.Output(outputs);
        Assert.All(outputs[..2], p => Assert.InRange(p, 0, 1));
        Assert.Equal(1, outputs[2..6].Sum(), 1e-5);
    }

    [Fact]
    public void Targets_of_several_outputs_are_checked_one_by_one()
    {
        using var model = new Model<Shapes.Everything>(1);
        using var trainer = new Trainer<Shapes.Everything>(model, new TrainerOptions { Batch = 1, Window = 1 });
        float[] x = new float[7], y = new float[Shapes.Everything.OutputSize];
        y[2] = 1;
        trainer.Step(new SequenceInput { Vectors = x }, new SequenceTarget { Values = y });
        foreach ((int place, float value, string message) in new[] { (1, 1.5f, "targets of a sigmoid are 0 to 1"), (2, 0f, "the classes of \"kind\""), (3, float.NaN, "the classes of \"kind\""), (9, float.PositiveInfinity, "targets are finite") })
        {
            float before = y[place];
            y[place] = value;
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => trainer.Step(new SequenceInput { Vectors = x }, new SequenceTarget { Values = y })).Message, StringComparison.Ordinal);
            y[place] = before;
        }
    }

    [Fact]
    public void Groups_of_streams_give_the_bits_of_single_ones()
    {
        using var model = new Model<Shapes.NoiseSuppressor>(1);
        using var group = new SessionGroup<Shapes.NoiseSuppressor>(model, 3);
        int[] streams = [group.Add(), group.Add(), group.Add()];
        using var session = new Session<Shapes.NoiseSuppressor>(model);
        float[] alone = new float[23], together = new float[3 * 23], x = new float[42], all = new float[3 * 42];
        var random = new Random(1);
        for (int t = 0; t < 5; t++)
        {
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = random.NextSingle() - 0.5f;
            }

            for (int i = 0; i < 3; i++)
            {
                x.CopyTo(all, i * 42);
            }

            session.Step(x);
            session.Output(alone);
            group.Step(streams, all);
            for (int i = 0; i < 3; i++)
            {
                group.Output(streams[i], together.AsSpan(i * 23, 23));
                Assert.Equal(alone, together[(i * 23)..((i + 1) * 23)]);
            }
        }
    }

    [Fact]
    public void It_is_fitted_and_measured()
    {
        float[] signal = [.. Enumerable.Range(0, 600).Select(i => MathF.Sin(i / 5f))];
        var options = new SeriesOptions { Batch = 4, Window = 20 };
        using var model = new Model<Shapes.Amplifier>(1);
        double before = model.Evaluate(new SeriesWindows(new Series(signal, 1), options)).Loss;
        FitResult fit = model.Fit(new SeriesWindows(new Series(signal, 1), options), options: new FitOptions { Epochs = 30, Trainer = new TrainerOptions { Schedule = new ConstantRate(0.01f) } });
        double after = model.Evaluate(new SeriesWindows(new Series(signal, 1), options)).Loss;
        Assert.True(after < before / 20, $"{before} became {after}; {fit}");
    }

    [Fact]
    public void A_solution_of_the_ridge_is_refused_by_name()
    {
        using var model = new Model<Shapes.Amplifier>(1);
        Assert.Contains("no output layer", Assert.Throws<ArgumentException>(() => new RidgeReadout<Shapes.Amplifier>(model, new RidgeReadoutOptions())).Message, StringComparison.Ordinal);
    }

    [SequenceModel("""
        h = Lstm(x, 20)
        y = x + 2 * dense(h, 1)
        """, Inputs = 1)]
    internal readonly partial struct Louder;

    private sealed class RoundTrip(string path) : IShapeVisitor
    {
        public void Visit<TShape>()
            where TShape : struct, ITrainableModel
        {
            using var model = new Model<TShape>(1);
            for (int i = 0; i < TShape.Shape.Parameters.Length; i++)
            {
                ParameterInfo parameter = TShape.Shape.Parameters[i];
                if (parameter.TiedTo is not null)
                {
                    continue;
                }

                model.Parameters[parameter.Layout.IndexOf(parameter.Rows - 1, parameter.Columns - 1)] = i + 1;
            }

            foreach (ParameterInfo tied in TShape.Shape.Parameters.Where(parameter => parameter.TiedTo is not null))
            {
                float[,] vectors = new float[tied.Columns, tied.Rows];
                model.CopyParameterTo(tied.TiedTo!, vectors);
                model.SetParameter(tied.TiedTo!, vectors);
            }

            model.Save(path);
            using Model<TShape> loaded = Model<TShape>.Load(path);
            Assert.Equal(model.Parameters.ToArray(), loaded.Parameters.ToArray());
        }
    }
}
