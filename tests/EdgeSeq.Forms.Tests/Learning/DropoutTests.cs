using CommunityToolkit.HighPerformance;
using EdgeSeq.Diagnostics;
using EdgeSeq.Shapes;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using Xunit;

namespace EdgeSeq.Forms.Tests.Learning;

/// <summary>Dropout between layers: in training only, the same however a batch is split, the same on the way back.</summary>
public sealed class DropoutTests
{
    private const int Rows = 5, Window = 6;
    private static readonly TrainerOptions Options = new() { Batch = Rows, Window = Window, Dropout = 0.4f, DropoutSeed = 11, Schedule = new ConstantRate(0.01f) };

    [Fact]
    public void Nothing_is_dropped_outside_training()
    {
        using var model = new Model<Shapes.Stack>(1);
        var sample = new Sample(Shapes.Stack.Shape, Rows, Window);
        TrainerOptions frozen = Options with { Schedule = new ConstantRate(0) };
        using Trainer<Shapes.Stack> dropping = new(model, frozen), whole = new(model, frozen with { Dropout = 0 });
        using var evaluator = new Evaluator<Shapes.Stack>(model, Rows, Window);
        evaluator.Add(sample.Input, sample.Target);
        double first = dropping.Step(sample.Input, sample.Target).Loss;
        Assert.Equal(evaluator.Loss, whole.Step(sample.Input, sample.Target).Loss);
        Assert.NotEqual(evaluator.Loss, first);

        // Another mask at every step.
        dropping.ResetState();
        Assert.NotEqual(first, dropping.Step(sample.Input, sample.Target).Loss);

        float[] outputs = new float[Rows * Window], output = new float[1];
        using var runner = new SequenceRunner<Shapes.Stack>(model, Rows, Window);
        runner.Run(sample.Input, outputs);
        using var session = new Session<Shapes.Stack>(model);
        for (int t = 0; t < Window; t++)
        {
            session.Step(sample.Vectors.AsSpan(t * 8, 8), output);
            Assert.Equal(outputs[t], output[0]);
        }
    }

    [Fact]
    public void Micro_batches_drop_the_same()
    {
        string whole = Train(Options);
        Assert.NotEqual(whole, Train(Options with { DropoutSeed = 12 }));
        Assert.NotEqual(whole, Train(Options with { Dropout = 0 }));
        Assert.All([1, 2, 3], rows => Assert.Equal(whole, Train(Options with { MicroBatch = rows })));
    }

    [Theory]
    [InlineData(0.1f)]
    [InlineData(0.5f)]
    [InlineData(0.9f)]
    public void The_expected_share_is_dropped_and_the_rest_scaled_up(float rate)
    {
        const int ManyRows = 50, ManySteps = 40, Hidden = 8, Numbers = ManyRows * ManySteps * Hidden;
        float[] kept = Second(0, 1), dropped = Second(rate, 1);
        Assert.DoesNotContain(0, kept);
        int zeros = dropped.Count(x => x == 0);
        Assert.Equal(rate, (double)zeros / Numbers, 4 * Math.Sqrt(rate * (1 - rate) / Numbers));
        for (int i = 0; i < Numbers; i++)
        {
            Assert.True(dropped[i] == 0 || Math.Abs(Math.Atanh(dropped[i]) - (Math.Atanh(kept[i]) / (1 - rate))) < 1e-5, $"{dropped[i]}, {kept[i]}");
        }

        // Neither rows, steps nor seeds drop alike.
        Assert.NotEqual(Mask(dropped, 0), Mask(dropped, 1));
        Assert.NotEqual(Mask(dropped, 0), Mask(dropped, ManySteps));
        Assert.NotEqual(dropped, Second(rate, 2));

        // Unless all steps of a row drop the same.
        float[] same = Second(rate, 1, isSameOverTime: true);
        Assert.Equal(Mask(same, 0), Mask(same, 1));
        Assert.Equal(Mask(same, 0), Mask(same, (ManySteps / 4) - 1));
        Assert.NotEqual(Mask(same, 0), Mask(same, ManySteps));

        static bool[] Mask(float[] all, int step) => [.. all.AsSpan(step * 4 * Hidden, 4 * Hidden).ToArray().Select(x => x == 0)];

        // The second layer copies what it is handed: W = 1, U = 0, so h' = tanh of the input.
        float[] Second(float share, ulong seed, bool isSameOverTime = false)
        {
            using var model = new Model<Shapes.Stack>(1);
            float[,] one = new float[Hidden, Hidden];
            for (int i = 0; i < Hidden; i++)
            {
                one[i, i] = 0.05f;
            }

            model.SetParameter("W_h_l1", one.AsSpan2D());
            model.SetParameter("U_h_l1", new float[Hidden, Hidden].AsSpan2D());
            var sample = new Sample(Shapes.Stack.Shape, ManyRows, ManySteps);
            float[] workspace = new float[Shapes.Stack.WorkspaceSize(ManyRows, ManySteps)];
            Shapes.Stack.Forward(
                model.Parameters, sample.Input with { Dropout = new Dropout(share, seed) { IsSameOverTime = isSameOverTime } }, new float[ManyRows * Shapes.Stack.StateSize], workspace, ManyRows, ManySteps);
            int gate = Shapes.Stack.Shape.FindGate("h'", layer: 1);
            return [.. Enumerable.Range(0, ManyRows * ManySteps).SelectMany(
                i => workspace.AsSpan(Shapes.Stack.GateOffset(ManyRows, ManySteps, gate, i / ManySteps, i % ManySteps), Hidden).ToArray())];
        }
    }

    [Fact]
    public void Backpropagation_drops_the_same_units()
    {
        using var model = new Model<Shapes.Stack>(2);
        var sample = new Sample(Shapes.Stack.Shape, Rows, Window);
        var mask = new Dropout(0.4f, 7);
        float[] transpose = new float[Shapes.Stack.TransposeSize], gradients = new float[Shapes.Stack.ParameterSize];
        float[] workspace = new float[Shapes.Stack.WorkspaceSize(Rows, Window)];
        float scale = 1f / (Rows * Window);
        Shapes.Stack.Transpose(model.Parameters, transpose);
        Shapes.Stack.Forward(model.Parameters, sample.Input with { Dropout = mask }, new float[Rows * Shapes.Stack.StateSize], workspace, Rows, Window);
        Shapes.Stack.Backward(
            model.Parameters, transpose, sample.Input with { Dropout = mask }, sample.Target, scale, gradients, default, workspace, Rows, Window, 0);

        foreach (ParameterInfo parameter in Shapes.Stack.Shape.Parameters)
        {
            Assert.All(Slope.Places(parameter), i => Assert.Equal(Slope.Of(() => Loss(mask), model.Parameters, i), gradients[i], Slope.Tolerance));
        }

        // The test would notice: the slopes of another mask are others.
        int[] first = [.. Slope.Places(Shapes.Stack.Shape.Parameters[0])];
        Assert.Contains(first, i => Math.Abs(Slope.Of(() => Loss(mask with { Seed = 8 }), model.Parameters, i) - gradients[i]) > 10 * Slope.Tolerance);

        double Loss(Dropout dropout)
        {
            SequenceInput input = sample.Input with { Dropout = dropout };
            Shapes.Stack.Forward(model.Parameters, input, new float[Rows * Shapes.Stack.StateSize], workspace, Rows, Window);
            return scale * Shapes.Stack.Loss(model.Parameters, input, sample.Target, workspace, Rows, Window, 0);
        }
    }

    /// <summary>On learned vectors and in front of the output layer, of models of one layer.</summary>
    [Fact]
    public void Backpropagation_drops_the_same_around_a_single_layer()
    {
        AssertSlopes<Shapes.Dropping>(new Dropout(0, 7) { EmbeddingRate = 0.4f });
        AssertSlopes<Shapes.Dropping>(new Dropout(0, 7) { OutputRate = 0.4f, IsSameOverTime = true });
        AssertSlopes<Shapes.DroppingLast>(new Dropout(0, 7) { OutputRate = 0.4f });
    }

    [Fact]
    public void Each_place_drops_by_itself_the_same_for_threads_and_parts_of_a_batch()
    {
        TrainerOptions none = Options with { Dropout = 0 }, everywhere = none with { EmbeddingDropout = 0.3f, OutputDropout = 0.4f };
        string[] tokens =
        [
            Train<Shapes.Dropping>(none), Train<Shapes.Dropping>(everywhere), Train<Shapes.Dropping>(none with { EmbeddingDropout = 0.3f }), Train<Shapes.Dropping>(none with { OutputDropout = 0.4f }),
            Train<Shapes.Dropping>(everywhere with { SameDropoutOverTime = true }),
        ];
        Assert.Distinct(tokens);
        Assert.Equal(tokens[1], Train<Shapes.Dropping>(everywhere with { MicroBatch = 2 }));
        Assert.Equal(tokens[1], Train<Shapes.Dropping>(everywhere with { Threads = 2 }));

        TrainerOptions inputs = none with { InputDropout = 0.3f, OutputDropout = 0.4f };
        string[] vectors = [Train<Shapes.DroppingLast>(none), Train<Shapes.DroppingLast>(inputs), Train<Shapes.DroppingLast>(none with { InputDropout = 0.3f }), Train<Shapes.DroppingLast>(none with { OutputDropout = 0.4f })];
        Assert.Distinct(vectors);
        Assert.Equal(vectors[1], Train<Shapes.DroppingLast>(inputs with { MicroBatch = 2 }));
        Assert.Equal(vectors[1], Train<Shapes.DroppingLast>(inputs with { Threads = 2 }));
    }

    /// <summary>The copy in front of the output layer changes nothing else.</summary>
    [Fact]
    public void A_step_has_the_outputs_of_a_window()
    {
        using var model = new Model<Shapes.Dropping>(1);
        var sample = new Sample(Shapes.Dropping.Shape, 1, Window);
        using var runner = new SequenceRunner<Shapes.Dropping>(model, 1, Window);
        using var session = new Session<Shapes.Dropping>(model);
        float[] outputs = new float[runner.OutputLength], output = new float[12];
        runner.Run(sample.Input with { Dropout = new Dropout(0.5f, 1) { OutputRate = 0.5f, EmbeddingRate = 0.5f } }, outputs);
        for (int t = 0; t < Window; t++)
        {
            session.Step(sample.Tokens[t]);
            session.Output(output);
            Assert.Equal(outputs[(t * 12)..((t + 1) * 12)], output);
        }
    }

    [Fact]
    public void A_place_that_a_shape_does_not_have_is_named()
    {
        using var stack = new Model<Shapes.Stack>();
        using var tokens = new Model<Shapes.Dropping>();
        AssertRefused(() => _ = new Trainer<Shapes.Dropping>(tokens, Options with { Dropout = 0, InputDropout = 0.1f }), "Dropping reads tokens");
        AssertRefused(() => _ = new Trainer<Shapes.Stack>(stack, Options with { EmbeddingDropout = 0.1f }), "declare Embedding");
        AssertRefused(() => _ = new Trainer<Shapes.Stack>(stack, Options with { OutputDropout = 0.1f }), "declare OutputDropout = true");
        AssertRefused(() => _ = new Trainer<Shapes.Dropping>(tokens, Options with { Dropout = 0, OutputDropout = 1 }), "[0, 1)");
        AssertRefused(() => _ = new Dropout(0, 1) { OutputRate = -1 }, "[0, 1)");

        static void AssertRefused(Action make, string message) => Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(make).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1f)]
    [InlineData(float.NaN)]
    public void Rates_outside_0_to_below_1_are_refused(float rate)
    {
        using var model = new Model<Shapes.Stack>();
        Action[] all = [() => _ = new Trainer<Shapes.Stack>(model, Options with { Dropout = rate }), () => _ = new Dropout(rate, 1), () => _ = new Dropout(0, 1) with { Rate = rate }];
        Assert.All(all, make => Assert.Contains("[0, 1)", Assert.Throws<ArgumentOutOfRangeException>(make).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Whatever_runs_or_evaluates_a_model_drops_nothing()
    {
        using var model = new Model<Shapes.Stack>(2);
        var sample = new Sample(Shapes.Stack.Shape, Rows, Window);
        Assert.Equal(Outputs(default), Outputs(new Dropout(0.4f, 7)));

        using var deepEncoder = new Model<Shapes.DeepEncoder>(1);
        using var deepDecoder = new Model<Shapes.DeepDecoder>(2);
        var source = new Sample(Shapes.DeepEncoder.Shape, 1, Window);
        Assert.Equal(Translation(default), Translation(new Dropout(0.4f, 7)));

        float[] Outputs(Dropout dropout)
        {
            SequenceInput input = sample.Input with { Dropout = dropout };
            using var runner = new SequenceRunner<Shapes.Stack>(model, Rows, Window);
            float[] outputs = new float[runner.OutputLength], logits = new float[runner.OutputLength];
            runner.Run(input, outputs);
            runner.Logits(input, logits);
            using var evaluator = new Evaluator<Shapes.Stack>(model, Rows, Window);
            evaluator.Add(input, sample.Target);
            using var flow = new GradientFlow<Shapes.Stack>(model, Window);
            SequenceInput first = input.Vectors[..(Window * Shapes.Stack.InputSize)];
            flow.Add(first with { Dropout = dropout }, sample.Target.Values[..(Window * Shapes.Stack.OutputSize)]);
            using var copy = new Model<Shapes.Stack>(2);
            using var readout = new RidgeReadout<Shapes.Stack>(copy, new RidgeReadoutOptions { Batch = Rows, Window = Window });
            readout.Add(input, sample.Target);
            readout.Solve(0.1);
            return [.. outputs, .. logits, (float)evaluator.Sum, (float)flow.Norm(0, 2), .. copy.Parameters];
        }

        double[] Translation(Dropout dropout)
        {
            SequenceInput input = source.Input with { Dropout = dropout };
            using var evaluator = new EncoderDecoderEvaluator<Shapes.DeepEncoder, Shapes.DeepDecoder>(deepEncoder, deepDecoder, 1, Window, 3);
            evaluator.Add(input, [1, 2, 3]);
            using var translator = new EncoderDecoder<Shapes.DeepEncoder, Shapes.DeepDecoder>(deepEncoder, deepDecoder, Window);
            int[] output = new int[4];
            BeamResult result = translator.Decode(input, output);
            return [evaluator.Sum, result.LogProbability, .. output];
        }
    }

    [Fact]
    public void Dropout_in_a_model_of_one_layer_is_refused()
    {
        using var model = new Model<Shapes.Decoder>();
        Exception exception = Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer<Shapes.Decoder>(model, Options));
        Assert.All(["between layers", "Decoder", "0.4"], word => Assert.Contains(word, exception.Message, StringComparison.Ordinal));
    }

    private static void AssertSlopes<TShape>(Dropout mask)
        where TShape : struct, ITrainableModel
    {
        using var model = new Model<TShape>(2);
        var sample = new Sample(TShape.Shape, Rows, Window);
        float[] transpose = new float[TShape.TransposeSize], gradients = new float[TShape.ParameterSize], workspace = new float[TShape.WorkspaceSize(Rows, Window)];
        SequenceInput input = sample.Input with { Dropout = mask };
        float scale = 1f / (Rows * Window);
        TShape.Transpose(model.Parameters, transpose);
        TShape.Forward(model.Parameters, input, new float[Rows * TShape.StateSize], workspace, Rows, Window);
        TShape.Backward(model.Parameters, transpose, input, sample.Target, scale, gradients, default, workspace, Rows, Window, 0);
        foreach (ParameterInfo parameter in TShape.Shape.Parameters)
        {
            Assert.All(Slope.Places(parameter), i => Assert.Equal(Slope.Of(() => Loss(mask), model.Parameters, i), gradients[i], Slope.Tolerance));
        }

        Assert.NotEqual(Loss(default), Loss(mask));

        double Loss(Dropout dropout)
        {
            SequenceInput dropped = sample.Input with { Dropout = dropout };
            TShape.Forward(model.Parameters, dropped, new float[Rows * TShape.StateSize], workspace, Rows, Window);
            return scale * TShape.Loss(model.Parameters, dropped, sample.Target, workspace, Rows, Window, 0);
        }
    }

    private static string Train(TrainerOptions options) => Train<Shapes.Stack>(options);

    private static string Train<TShape>(TrainerOptions options)
        where TShape : struct, ITrainableModel
    {
        using var model = new Model<TShape>(1);
        using var trainer = new Trainer<TShape>(model, options);
        var sample = new Sample(TShape.Shape, Rows, Window);
        for (int i = 0; i < 5; i++)
        {
            trainer.Step(sample.Input, sample.Target);
        }

        return model.ComputeSha256();
    }
}
