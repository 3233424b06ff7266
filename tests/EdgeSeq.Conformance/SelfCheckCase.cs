using EdgeSeq.Numerics;

namespace EdgeSeq.Conformance;

/// <summary>Equalities within one process: a split batch, and steps against a window.</summary>
internal sealed record SelfCheckCase<TShape>() : Case(InSubset: true)
    where TShape : struct, ILanguageModel
{
    private const int Batch = 16, Window = 6, Steps = 2;
    private const ulong Seed = 9;

    /// <inheritdoc/>
    public override void Run(TextWriter output)
    {
        Cell cell = Model<TShape>.Shape.Cell;
        output.WriteLine($"{cell} batch 16 = 4 x 4: {Word(Trained(null).SequenceEqual(Trained(4)))}");
        output.WriteLine($"{cell} batch 16 = 5 + 5 + 5 + 1: {Word(Trained(null).SequenceEqual(Trained(5)))}");
        output.WriteLine($"{cell} {Window} steps = one window of {Window}: {Word(StepsEqualWindow())}");
    }

    private static string Word(bool equal) => equal ? "equal" : "differs";

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

        TShape.Output(model.Parameters, state, stepped);
        Array.Clear(state);
        TShape.Forward(model.Parameters, text, state, new float[TShape.WorkspaceSize(1, Window)], 1, Window);
        TShape.Output(model.Parameters, state, run);
        return stepped.SequenceEqual(run) && VectorMath.SumOfSquares(run) > 0;
    }
}
