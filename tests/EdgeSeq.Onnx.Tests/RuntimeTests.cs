using EdgeSeq.Shapes;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Xunit;

namespace EdgeSeq.Onnx.Tests;

/// <summary>ONNX Runtime runs what is written, and comes to the same outputs and states.</summary>
public sealed class RuntimeTests
{
    private const int Batch = 3, Window = 12;
    private const double Tolerance = 1e-5;

    [Fact]
    public void Tokens_into_a_gru() => AssertAgrees<Shapes.Characters>();

    [Fact]
    public void Tokens_into_stacked_grus_with_the_reset_before() => AssertAgrees<Shapes.Deep>();

    [Fact]
    public void Learned_vectors_into_stacked_lstms() => AssertAgrees<Shapes.Words>();

    [Fact]
    public void Vectors_into_an_rnn() => AssertAgrees<Shapes.Forecast>();

    [Fact]
    public void Whole_sequences_in_both_directions() => AssertAgrees<Shapes.Classifier>();

    [Fact]
    public void Tokens_in_both_directions_into_an_rnn() => AssertAgrees<Shapes.Labels>();

    [Fact]
    public void Tokens_in_both_directions_into_stacked_lstms() => AssertAgrees<Shapes.Tagger>();

    [Fact]
    public void Whole_sequences_into_an_lstm() => AssertAgrees<Shapes.Alarm>();

    [Fact]
    public void An_encoder_without_an_output_layer() => AssertAgrees<Shapes.Encoder>();

    private static void AssertAgrees<TShape>()
        where TShape : struct, ITrainableModel
    {
        using Model<TShape> model = Models.Create<TShape>();
        foreach (bool activation in new[] { false, true })
        {
            using var session = new InferenceSession(OnnxModel.Export(model, new OnnxExportOptions { Activation = activation }));
            if (TShape.Shape.Outputs > 0)
            {
                AssertOutputs(model, session, activation);
            }
        }

        if (TShape.Shape.Direction == Direction.Forward)
        {
            AssertStreams(model);
        }
    }

    private static void AssertOutputs<TShape>(Model<TShape> model, InferenceSession session, bool activation)
        where TShape : struct, ITrainableModel
    {
        using var runner = new SequenceRunner<TShape>(model, Batch, Window);
        var sample = new Sample(TShape.Shape, Batch, Window);
        float[] expected = new float[runner.OutputLength];
        if (activation)
        {
            runner.Run(sample.Input, expected);
        }
        else
        {
            runner.Logits(sample.Input, expected);
        }

        using var results = session.Run([sample.Feed(0, Window), .. ZeroStates(session)]);
        AssertClose(expected, ByRow(Values(results, "output"), TShape.Shape));
    }

    /// <summary>In two parts, the states of the first handed to the second; at the end they are those of EdgeSeq.</summary>
    private static void AssertStreams<TShape>(Model<TShape> model)
        where TShape : struct, ITrainableModel
    {
        var sample = new Sample(TShape.Shape, Batch, Window);
        float[] states = new float[Batch * TShape.StateSize], workspace = new float[TShape.WorkspaceSize(Batch, Window)];
        TShape.Forward(model.Parameters, sample.Input, states, workspace, Batch, Window);

        using var session = new InferenceSession(OnnxModel.Export(model));
        using var first = session.Run([sample.Feed(0, 5), .. ZeroStates(session)]);
        NamedOnnxValue[] carried =
            [.. first.Where(value => value.Name != "output").Select(value => NamedOnnxValue.CreateFromTensor(value.Name.Replace("next", "state", StringComparison.Ordinal), value.AsTensor<float>()))];
        Assert.Equal(TShape.Shape.States.Length, carried.Length);
        using var second = session.Run([sample.Feed(5, Window), .. carried]);
        foreach (StateInfo state in TShape.Shape.States)
        {
            float[] found = Values(second, $"next_{state.Name}_l{state.Layer}");
            for (int row = 0; row < Batch; row++)
            {
                AssertClose(states.AsSpan((row * TShape.StateSize) + state.Offset, state.Hidden), found.AsSpan(row * state.Hidden, state.Hidden));
            }
        }
    }

    private static IEnumerable<NamedOnnxValue> ZeroStates(InferenceSession session) =>
        session.InputMetadata.Where(input => input.Key.StartsWith("state", StringComparison.Ordinal))
            .Select(input => NamedOnnxValue.CreateFromTensor(input.Key, new DenseTensor<float>(new[] { 1, Batch, input.Value.Dimensions[2] })));

    private static float[] Values(IEnumerable<DisposableNamedOnnxValue> results, string name) => [.. results.Single(value => value.Name == name).AsTensor<float>()];

    /// <summary>Rows of the batch first, as EdgeSeq has them.</summary>
    private static float[] ByRow(float[] outputs, ModelShape shape) => shape.Readout == Readout.Last
        ? outputs
        : [.. Enumerable.Range(0, Batch * Window).SelectMany(i => outputs.Skip((((i % Window) * Batch) + (i / Window)) * shape.Outputs).Take(shape.Outputs))];

    private static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        Assert.Equal(expected.Length, found.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], Tolerance);
        }
    }
}
