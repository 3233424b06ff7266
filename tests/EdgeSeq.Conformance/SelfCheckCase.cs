using EdgeSeq.Numerics;
using EdgeSeq.Training;

namespace EdgeSeq.Conformance;

/// <summary>Equalities within one process: a split batch, steps against a window, a resumed run against an uninterrupted one.</summary>
internal sealed record SelfCheckCase<TShape>() : Case(InSubset: true)
    where TShape : struct, ILanguageModel, ITrainableModel
{
    private const int Batch = 16, Window = 6, Steps = 2;
    private const ulong Seed = 9;

    /// <inheritdoc/>
    public override void Run(TextWriter output)
    {
        string cell = Model<TShape>.Shape.CellName;
        output.WriteLine($"{cell} forward, batch 16 = 4 x 4: {Word(Streamed(Batch).SequenceEqual(Streamed(4)))}");
        output.WriteLine($"{cell} batch 16 = 4 x 4: {Word(Trained(null).SequenceEqual(Trained(4)))}");
        output.WriteLine($"{cell} batch 16 = 5 + 5 + 5 + 1: {Word(Trained(null).SequenceEqual(Trained(5)))}");
        output.WriteLine($"{cell} {Window} steps = one window of {Window}: {Word(StepsEqualWindow())}");
        output.WriteLine($"{cell} saved half-way and resumed = never interrupted: {Word(ResumedRun<TShape>.EqualsUninterrupted())}");
    }

    private static string Word(bool equal) => equal ? "equal" : "differs";

    /// <summary>The logits of every row after a window and the loss, as bits; so many rows at a time.</summary>
    private static List<long> Streamed(int rows)
    {
        int vocabulary = Model<TShape>.Shape.Vocabulary, stateSize = TShape.StateSize;
        using var model = new Model<TShape>(Seed);
        int[] text = Tokens.Draw(new RandomGenerator(Seed), Batch * Window + 1, vocabulary);
        float[] states = new float[rows * stateSize], workspace = new float[TShape.WorkspaceSize(rows, Window)], logits = new float[vocabulary];
        var bits = new List<long>();
        double loss = 0;
        for (int row = 0; row < Batch; row += rows)
        {
            Array.Clear(states);
            SequenceInput input = text.AsSpan(row * Window, rows * Window);
            SequenceTarget target = text.AsSpan(row * Window + 1, rows * Window);
            TShape.Forward(model.Parameters, input, states, workspace, rows, Window);
            loss = TShape.Loss(model.Parameters, input, target, workspace, rows, Window, loss);
            for (int b = 0; b < rows; b++)
            {
                TShape.Logits(model.Parameters, states.AsSpan(b * stateSize, stateSize), logits);
                bits.AddRange(Array.ConvertAll(logits, logit => (long)BitConverter.SingleToInt32Bits(logit)));
            }
        }

        bits.Add(BitConverter.DoubleToInt64Bits(loss));
        return bits;
    }

    /// <summary>Weights, losses and norms of a short run, as bits.</summary>
    private static List<long> Trained(int? rows)
    {
        using var model = new Model<TShape>(Seed);
        using var trainer = new Trainer<TShape>(model, new TrainerOptions { Batch = Batch, Window = Window, MicroBatch = rows });
        var random = new RandomGenerator(Seed);
        var bits = new List<long>();
        for (int step = 0; step < Steps; step++)
        {
            int[] text = Tokens.Draw(random, Batch * Window + 1, Model<TShape>.Shape.Vocabulary);
            TrainingStep result = trainer.Step(text.AsSpan(..^1), text.AsSpan(1));
            bits.Add(BitConverter.DoubleToInt64Bits(result.Loss));
            bits.Add(BitConverter.DoubleToInt64Bits(result.GradientNorm));
        }

        foreach (float weight in model.Parameters)
        {
            bits.Add(BitConverter.SingleToInt32Bits(weight));
        }

        return bits;
    }

    /// <summary>The logits and the loss after a window, token by token and at once; the state itself holds scratch.</summary>
    private static bool StepsEqualWindow()
    {
        int vocabulary = Model<TShape>.Shape.Vocabulary;
        using var model = new Model<TShape>(Seed);
        int[] text = Tokens.Draw(new RandomGenerator(Seed), Window, vocabulary);
        float[] state = new float[TShape.StateSize], stepped = new float[vocabulary], run = new float[vocabulary];
        foreach (int token in text)
        {
            TShape.Step(model.Parameters, state, token);
        }

        TShape.Logits(model.Parameters, state, stepped);
        Array.Clear(state);
        TShape.Forward(model.Parameters, text, state, new float[TShape.WorkspaceSize(1, Window)], 1, Window);
        TShape.Logits(model.Parameters, state, run);
        return stepped.SequenceEqual(run) && VectorMath.SumOfSquares(run) > 0;
    }
}
