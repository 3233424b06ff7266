using System.Globalization;
using EdgeSeq.Training;

namespace EdgeSeq.Conformance;

/// <summary>Trains a shape of any form on random batches, rows of different lengths, and runs whole sequences through it.</summary>
/// <param name="Batch">B.</param>
/// <param name="Optimizer">The update rule.</param>
/// <param name="InSubset">Whether it belongs to the short run.</param>
internal sealed record FormCase<TShape>(int Batch, Optimizer Optimizer, bool InSubset) : Case(InSubset)
    where TShape : struct, ITrainableModel
{
    private const int Steps = 3, Window = 6;
    private const ulong Seed = 14;

    /// <inheritdoc/>
    public override void Run(TextWriter output)
    {
        using var model = new Model<TShape>(Seed);
        string whole = Train(model, null);
        using var second = new Model<TShape>(Seed);
        string parts = Train(second, Math.Min(2, Batch));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{TShape.Shape.Name} B={Batch} {Optimizer.GetType().Name}: {whole} {Outputs(model)}; in parts: {(whole == parts ? "equal" : "differs")}"));
    }

    /// <summary>The digest of weights, losses and norms.</summary>
    private string Train(Model<TShape> model, int? rowsAtATime)
    {
        using var trainer = new Trainer<TShape>(model, new TrainerOptions
        {
            Batch = Batch, Window = Window, MicroBatch = rowsAtATime, Optimizer = Optimizer, Dropout = (TShape.Shape.Network.Length > 0 ? TShape.Shape.Network.Contains("dropout", StringComparison.Ordinal) : TShape.Shape.Layers > 1) ? 0.25f : 0,
        });
        var random = new RandomGenerator(Seed);
        var digest = new Digest();
        for (int step = 0; step < Steps; step++)
        {
            var batch = new RandomBatch(TShape.Shape, random, Batch, Window);
            TrainingStep result = trainer.Step(batch.Input, batch.Target);
            digest.Add(result.Loss);
            digest.Add(result.GradientNorm);
        }

        digest.Add(model.Parameters);
        return Digest.Text(digest.Finish());
    }

    /// <summary>The digest of what whole sequences give.</summary>
    private string Outputs(Model<TShape> model)
    {
        using var runner = new SequenceRunner<TShape>(model, Batch, Window);
        float[] outputs = new float[runner.OutputLength];
        runner.Run(new RandomBatch(TShape.Shape, new RandomGenerator(Seed + 1), Batch, Window).Input, outputs);
        var digest = new Digest();
        digest.Add(outputs);
        return Digest.Text(digest.Finish())[..8];
    }
}
