using EdgeSeq.Training;

namespace EdgeSeq.Conformance;

/// <summary>An output layer fitted by ridge regression.</summary>
internal sealed record RidgeCase<TShape>() : Case(InSubset: true)
    where TShape : struct, ITrainableModel
{
    private const int Batch = 2, Window = 100;

    /// <inheritdoc/>
    public override void Run(TextWriter output)
    {
        using var model = new Model<TShape>(seed: 8);
        using var readout = new RidgeReadout<TShape>(model, new RidgeReadoutOptions { Batch = Batch, Window = Window });
        var batch = new RandomBatch(TShape.Shape, new RandomGenerator(9), Batch, Window);
        readout.Add(batch.Input, batch.Target);
        readout.Solve(ridge: 0.01);
        var digest = new Digest();
        digest.Add(model.Parameters);
        output.WriteLine($"{TShape.Shape.Name} by ridge regression: {Digest.Text(digest.Finish())}");
    }
}
