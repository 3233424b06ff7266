using EdgeSeq.Training;

namespace EdgeSeq.Conformance;

/// <summary>A run that is saved half-way and goes on from the file with a trainer that knows nothing else.</summary>
internal static class ResumedRun<TShape>
    where TShape : struct, ILanguageModel, ITrainableModel
{
    private const int Batch = 3, Window = 5, Steps = 4;
    private const ulong Seed = 11;

    /// <summary>Whether it ends with the weights and losses of a run that was never interrupted.</summary>
    public static bool EqualsUninterrupted()
    {
        string folder = Directory.CreateTempSubdirectory("edgeseq-conformance-").FullName;
        try
        {
            List<long> whole = [.. Run(folder, 0, Steps, save: false)];
            Run(folder, 0, Steps / 2, save: true);
            List<long> second = Run(folder, Steps / 2, Steps, save: false);
            return second.Count > 0 && whole.TakeLast(second.Count).SequenceEqual(second);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Losses, norms and at last the weights, as bits. A run that does not begin at step 0 begins with the saved file.</summary>
    private static List<long> Run(string folder, int first, int end, bool save)
    {
        using var model = new Model<TShape>(first == 0 ? Seed : Seed + 1);
        using var trainer = new Trainer<TShape>(model, new TrainerOptions { Batch = Batch, Window = Window, Schedule = new CosineRate(0.01f, Steps) });
        var store = new CheckpointStore<TShape>(trainer, folder);
        var random = new RandomGenerator(Seed);
        if (first > 0)
        {
            random.Reseed(0);
            store.LoadLatest(random);
        }

        var bits = new List<long>();
        for (int step = first; step < end; step++)
        {
            int[] text = Tokens.Draw(random, Batch * Window + 1, Model<TShape>.Shape.Vocabulary);
            TrainingStep result = trainer.Step(text.AsSpan(..^1), text.AsSpan(1));
            bits.Add(BitConverter.DoubleToInt64Bits(result.Loss));
            bits.Add(BitConverter.DoubleToInt64Bits(result.GradientNorm));
        }

        if (save)
        {
            store.Save(random);
        }

        foreach (float weight in model.Parameters)
        {
            bits.Add(BitConverter.SingleToInt32Bits(weight));
        }

        return bits;
    }
}
