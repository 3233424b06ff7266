using System.Globalization;
using EdgeSeq.Training;

namespace EdgeSeq.Conformance;

/// <summary>The same training on 1, 2, 3 and 7 threads, rows of different lengths: one digest for all.</summary>
/// <param name="Batch">B.</param>
internal sealed record ThreadsCase<TShape>(int Batch) : Case(InSubset: true)
    where TShape : struct, ITrainableModel
{
    private const int Steps = 3, Window = 6;
    private const ulong Seed = 21;

    /// <inheritdoc/>
    public override void Run(TextWriter output)
    {
        var digests = new List<string>();
        foreach (int threads in (int[])[1, 2, 3, 7])
        {
            digests.Add(Train(threads));
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{TShape.Shape.Name} B={Batch} on 1, 2, 3, 7 threads: {digests[0]} {(digests.TrueForAll(digest => digest == digests[0]) ? "equal" : "differs")}"));
    }

    /// <summary>The digest of weights, losses, norms and held-out loss.</summary>
    private string Train(int threads)
    {
        using var model = new Model<TShape>(Seed);
        using var trainer = new Trainer<TShape>(model, new TrainerOptions
        {
            Batch = Batch, Window = Window, Threads = threads, ClipValue = 0.1f, Dropout = TShape.Shape is { Layers: > 1, Network: "" } ? 0.25f : 0,
        });
        using var evaluator = new Evaluator<TShape>(model, Batch, Window, threads);
        var random = new RandomGenerator(Seed);
        var digest = new Digest();
        for (int step = 0; step < Steps; step++)
        {
            var batch = new RandomBatch(TShape.Shape, random, Batch, Window);
            TrainingStep result = trainer.Step(batch.Input, batch.Target);
            digest.Add(result.Loss);
            digest.Add(result.GradientNorm);
            evaluator.Add(batch.Input, batch.Target);
            digest.Add(evaluator.Sum);
        }

        digest.Add(model.Parameters);
        return Digest.Text(digest.Finish());
    }
}
