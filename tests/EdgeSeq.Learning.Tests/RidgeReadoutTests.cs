using CommunityToolkit.HighPerformance;
using EdgeSeq.Evaluations.Running;
using EdgeSeq.Shapes;
using EdgeSeq.Training;
using Xunit;

namespace EdgeSeq.Learning.Tests;

public sealed class RidgeReadoutTests
{
    private static readonly RidgeReadoutOptions Options = new() { Batch = 3, Window = 40 };

    [Fact]
    public void An_output_layer_is_recovered_from_its_own_outputs() => AssertRecovered<Forecaster>(Options, 4);

    [Fact]
    public void So_is_one_that_reads_both_directions() => AssertRecovered<BothWays>(Options, 4);

    [Fact]
    public void The_last_states_of_a_stack_tell_classes_apart()
    {
        // Which of the two inputs is larger on average, or whether both are negative.
        using var model = new Model<LastOfStack>(1);
        using var readout = new RidgeReadout<LastOfStack>(model, new RidgeReadoutOptions { Batch = 50, Window = 6 });
        var batch = new SequenceBatch(LastOfStack.Shape, 50, 6);
        var random = new RandomGenerator(7);
        for (int i = 0; i < 20; i++)
        {
            FillClasses(batch, random);
            readout.ResetState();
            readout.Add(batch.Input, batch.Target);
        }

        Assert.Equal(1000, readout.Count);
        readout.Solve(1e-3);
        Assert.InRange(SequenceLearning.Accuracy(model, 50, 6, 10, b => FillClasses(b, random)), 0.95, 1);
    }

    [Fact]
    public void The_last_states_of_both_directions_say_yes_or_no()
    {
        // Is the first vector's first number positive? The direction from the end sees it last.
        using var model = new Model<LastOfBothWays>(1);
        using var readout = new RidgeReadout<LastOfBothWays>(model, new RidgeReadoutOptions { Batch = 50, Window = 8 });
        using var runner = new SequenceRunner<LastOfBothWays>(model, 50, 8);
        var batch = new SequenceBatch(LastOfBothWays.Shape, 50, 8);
        var random = new RandomGenerator(3);
        for (int i = 0; i < 20; i++)
        {
            Fill(batch);
            readout.Add(batch.Input, batch.Target);
        }

        readout.Solve(1e-3);
        float[] outputs = new float[runner.OutputLength];
        int right = 0;
        for (int i = 0; i < 10; i++)
        {
            Fill(batch);
            runner.Run(batch.Input, outputs);
            right += outputs.Zip(batch.Values).Count(pair => (pair.First > 0.5f) == (pair.Second > 0.5f));
        }

        Assert.InRange(right, 425, 500);

        void Fill(SequenceBatch to)
        {
            foreach (ref float x in to.Vectors.AsSpan())
            {
                x = 2 * random.NextSingle() - 1;
            }

            for (int row = 0; row < to.Rows; row++)
            {
                to.Lengths[row] = 3 + random.NextInt32(6);
                to.Values[row] = to.Vectors[row * 8 * 2] > 0 ? 1 : 0;
            }
        }
    }

    [Fact]
    public void The_ridge_is_the_one_of_the_formula()
    {
        // One feature of known value 1 and no way to use the bias: w = sum x y / (sum x^2 + ridge) needs centred data, so compare
        // the gradient of the penalised error with zero instead: X^T (X W - Y) + ridge W = 0, and for the bias without the ridge.
        const double Ridge = 0.3;
        using var model = new Model<BothWays>(2);
        using var readout = new RidgeReadout<BothWays>(model, Options);
        SequenceBatch batch = Random<BothWays>(Options, 5);
        readout.Add(batch.Input, batch.Target);
        readout.Solve(Ridge);
        double[] gradient = OutputGradient(model, batch);
        double[] weights = ReservoirTests.Read(model, "W_y", 12, 2);
        Assert.All(Enumerable.Range(0, 24), i => Assert.Equal(0, gradient[i] + Ridge * weights[i], 2e-4));
        Assert.All(gradient[24..], g => Assert.Equal(0, g, 2e-4));
        Assert.Contains(weights, w => Math.Abs(Ridge * w) > 0.01);
    }

    [Fact]
    public void Washed_out_steps_missing_targets_and_padding_do_not_count()
    {
        using var model = new Model<Forecaster>(1);
        using var readout = new RidgeReadout<Forecaster>(model, new RidgeReadoutOptions { Batch = 2, Window = 10, WashOut = 7 });
        SequenceBatch batch = Random<Forecaster>(new() { Batch = 2, Window = 10 }, 1);
        batch.Lengths[1] = 4;
        batch.Values[8] = float.NaN;
        readout.Add(batch.Input, batch.Target);
        Assert.Equal(2, readout.Count);     // steps 7 and 9 of row 0
        readout.Add(batch.Input, batch.Target);
        Assert.Equal(2 + 9 + 1, readout.Count);   // all of row 0 but one, and step 7 of row 1's sequence
        readout.ResetState();
        readout.Add(batch.Input, batch.Target);
        Assert.Equal(14, readout.Count);
        readout.Reset();
        Assert.Equal(0, readout.Count);
    }

    [Fact]
    public void What_is_missing_leaves_no_trace()
    {
        static float[] Fit(float hidden)
        {
            using var model = new Model<Forecaster>(1);
            using var readout = new RidgeReadout<Forecaster>(model, Options);
            SequenceBatch batch = Random<Forecaster>(Options, 1);
            batch.Lengths[1] = 30;
            for (int t = 30; t < 40; t++)
            {
                batch.Vectors[40 + t] = batch.Values[40 + t] = hidden;
            }

            readout.Add(batch.Input, batch.Target);
            readout.Solve(0.1);
            return model.Parameters.ToArray();
        }

        Assert.Equal(Fit(0), Fit(5));
    }

    [Fact]
    public void Windows_add_up_to_the_bits_of_one_long_run()
    {
        SequenceBatch batch = Random<Forecaster>(new() { Window = 60 }, 2);
        float[] whole = Fit(60), parts = Fit(20);
        Assert.Equal(whole, parts);

        float[] Fit(int window)
        {
            using var model = new Model<Forecaster>(1);
            using var readout = new RidgeReadout<Forecaster>(model, new() { Window = window, WashOut = 5 });
            for (int t = 0; t < 60; t += window)
            {
                readout.Add(batch.Vectors.AsSpan(t, window), batch.Values.AsSpan(t, window));
            }

            readout.Solve(1e-4);
            return model.Parameters.ToArray();
        }
    }

    [Fact]
    public void Too_few_data_without_a_ridge_are_refused_and_the_model_stays()
    {
        using var model = new Model<Forecaster>(1);
        using var readout = new RidgeReadout<Forecaster>(model, new() { Window = 10 });
        SequenceBatch batch = Random<Forecaster>(new() { Window = 10 }, 2);
        readout.Add(batch.Input, batch.Target);
        string before = model.ComputeSha256();
        Assert.Contains("raise the ridge", Assert.Throws<InvalidOperationException>(() => readout.Solve(0)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => readout.Solve(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => readout.Solve(double.NaN));
        Assert.Equal(before, model.ComputeSha256());
        readout.Solve(1e-3);
        Assert.NotEqual(before, model.ComputeSha256());
    }

    [Fact]
    public void Bad_input_is_refused_before_anything_changes()
    {
        using var model = new Model<BothWays>(1);
        using var readout = new RidgeReadout<BothWays>(model, Options);
        SequenceBatch batch = Random<BothWays>(Options, 2);
        batch.Values[7] = float.NaN;   // one of the two numbers of output 3
        Assert.Contains("all or none", Assert.Throws<ArgumentException>(() => readout.Add(batch.Input, batch.Target)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => readout.Add(batch.Vectors.AsSpan(1), batch.Values));
        Assert.Equal(0, readout.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RidgeReadout<BothWays>(model, Options with { WashOut = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new RidgeReadout<BothWays>(model, Options with { Batch = 0 }));
        using var mute = new Model<NoOutputs>();
        Assert.Contains("Head.None", Assert.Throws<ArgumentException>(() => new RidgeReadout<NoOutputs>(mute, Options)).Message, StringComparison.Ordinal);
    }

    private static void AssertRecovered<TShape>(RidgeReadoutOptions options, ulong seed)
        where TShape : struct, ITrainableModel
    {
        // The teacher has the same layers and an output layer of its own; with its outputs as targets there is one right answer.
        using var teacher = new Model<TShape>(seed, TShape.Shape.DefaultInitialization with { HeadBias = WeightInitializer.Uniform });
        using var runner = new SequenceRunner<TShape>(teacher, options.Batch, options.Window);
        using var pupil = new Model<TShape>();
        teacher.Parameters.CopyTo(pupil.Parameters);
        foreach (ParameterInfo head in TShape.Shape.Parameters.Where(p => p.Kind is ParameterKind.Head or ParameterKind.HeadBias))
        {
            pupil.SetParameter(head.Name, new float[head.Rows, head.Columns].AsSpan2D());
        }

        using var readout = new RidgeReadout<TShape>(pupil, options);
        for (int i = 0; i < 10; i++)
        {
            SequenceBatch batch = Random<TShape>(options, (ulong)i);
            batch.Lengths[0] = 25;
            runner.Run(batch.Input, batch.Values);
            readout.ResetState();
            readout.Add(batch.Input, batch.Target);
        }

        readout.Solve(1e-9);
        SequenceBatch test = Random<TShape>(options, 99);
        float[] expected = new float[runner.OutputLength], found = new float[runner.OutputLength];
        using var other = new SequenceRunner<TShape>(pupil, options.Batch, options.Window);
        runner.Run(test.Input, expected);
        other.Run(test.Input, found);
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        Assert.Contains(expected, y => Math.Abs(y) > 0.1f);
    }

    /// <summary>dL/dW_y and dL/db_y of half the summed squared error, from the kernels' own backward pass.</summary>
    private static double[] OutputGradient(Model<BothWays> model, SequenceBatch batch)
    {
        float[] states = new float[batch.Rows * BothWays.StateSize], transpose = new float[BothWays.TransposeSize];
        float[] gradients = new float[BothWays.ParameterSize], workspace = new float[BothWays.WorkspaceSize(batch.Rows, batch.Window)];
        BothWays.Transpose(model.Parameters, transpose);
        BothWays.Forward(model.Parameters, batch.Input, states, workspace, batch.Rows, batch.Window);
        BothWays.Backward(model.Parameters, transpose, batch.Input, batch.Target, 0.5f, gradients, default, workspace, batch.Rows, batch.Window, 0);
        return
        [
            .. from parameter in BothWays.Shape.Parameters
               where parameter.Kind is ParameterKind.Head or ParameterKind.HeadBias
               from k in Enumerable.Range(0, parameter.Rows)
               from j in Enumerable.Range(0, parameter.Columns)
               select (double)gradients[parameter.Layout.IndexOf(k, j)],
        ];
    }

    private static void FillClasses(SequenceBatch batch, RandomGenerator random)
    {
        for (int row = 0; row < batch.Rows; row++)
        {
            batch.Lengths[row] = 3 + random.NextInt32(4);
            batch.Classes[row] = random.NextInt32(3);
            (float x, float y) = batch.Classes[row] switch { 0 => (0.5f, -0.5f), 1 => (-0.5f, 0.5f), _ => (-0.5f, -0.5f) };
            for (int t = 0; t < batch.Window; t++)
            {
                batch.Vectors[(row * batch.Window + t) * 2] = x + 0.8f * random.NextSingle() - 0.4f;
                batch.Vectors[(row * batch.Window + t) * 2 + 1] = y + 0.8f * random.NextSingle() - 0.4f;
            }
        }
    }

    private static SequenceBatch Random<TShape>(RidgeReadoutOptions options, ulong seed)
        where TShape : struct, ITrainableModel
    {
        var random = new RandomGenerator(seed);
        var batch = new SequenceBatch(TShape.Shape, options.Batch, options.Window);
        foreach (float[] numbers in (float[][])[batch.Vectors, batch.Values])
        {
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = 2 * random.NextSingle() - 1;
            }
        }

        return batch;
    }
}
