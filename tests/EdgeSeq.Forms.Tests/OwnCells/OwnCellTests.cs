using System.Text;
using EdgeSeq.Shapes;
using EdgeSeq.Training;
using EdgeSeq.Translation;
using EdgeSeq.Zoo;
using Xunit;

namespace EdgeSeq.Forms.Tests.OwnCells;

/// <summary>What a cell of the catalogue has, a cell of the user's own has: training, streaming, files, checkpoints, pairs, tables.</summary>
[Collection(Alone.Name)]
public sealed class OwnCellTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("edgeseq-own-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_GRU_of_the_users_has_the_bits_of_ours()
    {
        using Model<Pairs.Gru> own = Trained<Pairs.Gru>(20);
        using Model<Pairs.Ours> ours = Trained<Pairs.Ours>(20);
        Bits.AssertEqual(ours.Parameters, own.Parameters);
    }

    [Fact]
    public void Training_lowers_the_loss_and_steps_equal_windows()
    {
        using Model<Shapes.Projected> untrained = new(3), trained = Trained<Shapes.Projected>(60);
        Assert.True(LossOf(trained) < 0.8 * LossOf(untrained), $"{LossOf(untrained)} to {LossOf(trained)}");

        int[] tokens = [1, 6, 0, 2, 5];
        float[] states = new float[Shapes.Projected.StateSize], streamed = new float[Shapes.Projected.StateSize];
        float[] workspace = new float[Shapes.Projected.WorkspaceSize(1, tokens.Length)];
        Shapes.Projected.Forward(trained.Parameters, tokens, states, workspace, 1, tokens.Length);
        foreach (int token in tokens)
        {
            Shapes.Projected.Step(trained.Parameters, streamed, token);
        }

        Assert.Equal([5, 18, 5, 18], Shapes.Projected.Shape.States.Select(state => state.Hidden));
        foreach (StateInfo state in Shapes.Projected.Shape.States)
        {
            Bits.AssertEqual(states.AsSpan(state.Offset, state.Hidden), streamed.AsSpan(state.Offset, state.Hidden));
        }
    }

    [Fact]
    public void A_file_holds_every_parameter_by_its_name_and_the_equations()
    {
        using Model<Shapes.Fast> model = new(3), other = new(4);
        string path = Path.Combine(_folder, "fast.safetensors");
        model.Save(path);
        other.LoadWeights(path);
        Bits.AssertEqual(model.Parameters, other.Parameters);

        string text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        Assert.All(new[] { "rnn.W_h_l0", "rnn.U_h_l1", "rnn.b_z_l0", "rnn.zeta_l1", "head.weight" }, name => Assert.Contains($"\"{name}\"", text, StringComparison.Ordinal));
        Assert.Contains("\"cell\":\"FastGrnn\"", text, StringComparison.Ordinal);
        Assert.Contains("scalar zeta = 1\\nscalar nu = -4\\nz = sigmoid(", text, StringComparison.Ordinal);
    }

    [Fact]
    public void First_values_are_those_of_the_equations()
    {
        using Model<Shapes.Fast> model = new(3);
        ParameterInfo nu = Shapes.Fast.Shape.Parameters.Single(p => p.Name == "nu_l1");
        Assert.Equal((ParameterKind.Scalar, 1, 1, -4f), (nu.Kind, nu.Rows, nu.Columns, model.Parameters[nu.Layout.IndexOf(0, 0)]));
        using Model<Shapes.Projected> projected = new(3);
        ParameterInfo forget = Shapes.Projected.Shape.Parameters.Single(p => p.Name == "b_f");
        Assert.Equal(1, projected.Parameters[forget.Layout.IndexOf(0, 17)]);
    }

    [Fact]
    public void A_file_of_another_cell_is_refused_by_name_and_one_of_other_equations_by_these()
    {
        AssertRefused<Pairs.Gru, Pairs.Gated>("The file has cell \"OwnGru\"; Gated expects UpdateGateRnn");
        AssertRefused<Pairs.Gru, Pairs.Ours>("a cell of its author's own, \"OwnGru\"; Ours expects GruResetAfter");
        AssertRefused<Pairs.Ours, Pairs.Gru>("The file has cell \"GruResetAfter\"; Gru expects OwnGru");
        AssertRefused<Pairs.Slow, Pairs.Quick>("cell_equations");
    }

    [Fact]
    public void Encoder_and_decoder_hand_over_states_of_every_size()
    {
        using var encoder = new Model<Pairs.Encoder>(1);
        using var decoder = new Model<Pairs.Decoder>(2);
        using var trainer = new EncoderDecoderTrainer<Pairs.Encoder, Pairs.Decoder>(encoder, decoder, sourceWindow: 4, new TrainerOptions { Batch = 2, Window = 3, Optimizer = new Adam(), Schedule = new ConstantRate(0.02f) });
        int[] sources = [1, 2, 3, 4, 4, 3, 2, 1], targets = [1, 2, 3, 2, 1, 3];
        double first = trainer.Step(sources, targets).Loss, last = 0;
        for (int i = 0; i < 60; i++)
        {
            last = trainer.Step(sources, targets).Loss;
        }

        Assert.True(last < first / 2, $"{first} to {last}");
    }

    [Fact]
    public void Steps_and_training_allocate_nothing()
    {
        using var model = new Model<Shapes.Projected>(3);
        using var session = new Session<Shapes.Projected>(model);
        using var trainer = new Trainer<Shapes.Projected>(model, Options);
        int[] text = Text(7, 2 * 6);
        Allocated.AssertNothing(() =>
        {
            session.Step(3);
            trainer.Step(text.AsSpan(0, 12), text.AsSpan(0, 12));
        });
    }

    private static TrainerOptions Options => new() { Batch = 2, Window = 6, Optimizer = new Adam(), Schedule = new ConstantRate(0.01f) };

    private static int[] Text(int vocabulary, int length) => [.. Enumerable.Range(0, length).Select(i => i * i % vocabulary)];

    private static Model<TShape> Trained<TShape>(int steps)
        where TShape : struct, ILanguageModel, ITrainableModel
    {
        var model = new Model<TShape>(3);
        using var trainer = new Trainer<TShape>(model, Options);
        int[] text = Text(TShape.Shape.Vocabulary, 13);
        for (int i = 0; i < steps; i++)
        {
            trainer.Step(text.AsSpan(0, 12), text.AsSpan(1, 12));
        }

        return model;
    }

    private static double LossOf<TShape>(Model<TShape> model)
        where TShape : struct, ILanguageModel, ITrainableModel
    {
        using var evaluator = new Evaluator<TShape>(model, 2, 6);
        int[] text = Text(TShape.Shape.Vocabulary, 13);
        evaluator.Add(text.AsSpan(0, 12), text.AsSpan(1, 12));
        return evaluator.Loss;
    }

    private void AssertRefused<TFrom, TTo>(string message)
        where TFrom : struct, ITrainableModel
        where TTo : struct, ITrainableModel
    {
        string path = Path.Combine(_folder, "model.safetensors");
        using var from = new Model<TFrom>(1);
        using var to = new Model<TTo>(2);
        float[] before = to.Parameters.ToArray();
        from.Save(path);
        var error = Assert.Throws<ModelFormatException>(() => to.LoadWeights(path));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Bits.AssertEqual(before, to.Parameters);
    }
}

/// <summary>Shapes of these tests alone.</summary>
internal static partial class Pairs
{
    [SequenceModel(typeof(OwnGru), Vocabulary = 7, Hidden = 18)]
    internal readonly partial struct Gru;

    [SequenceModel(Cell.GruResetAfter, Vocabulary = 7, Hidden = 18)]
    internal readonly partial struct Ours;

    [SequenceModel(typeof(UpdateGateRnn), Vocabulary = 7, Hidden = 18)]
    internal readonly partial struct Gated;

    [SequenceModel(typeof(LeakyIntegrator), Vocabulary = 7, Hidden = 18)]
    internal readonly partial struct Slow;

    [SequenceModel(typeof(LeakyIntegrator), Vocabulary = 7, Hidden = 18, Constants = "alpha = 0.9")]
    internal readonly partial struct Quick;

    [SequenceModel(typeof(ProjectionLstm), Vocabulary = 5, Hidden = 12, Head = Head.None)]
    internal readonly partial struct Encoder;

    [SequenceModel(typeof(ProjectionLstm), Vocabulary = 4, Hidden = 12)]
    internal readonly partial struct Decoder;

    [RecurrentCell("""
        r = sigmoid(W_r x + U_r h + b_r)
        z = sigmoid(W_z x + U_z h + b_z)
        n = tanh(W_n x + b_n + r * (U_n h + b_hn))
        h' = n + z * (h - n)
        """)]
    internal readonly partial struct OwnGru;
}
