using System.Globalization;
using EdgeSeq.Training;

namespace EdgeSeq.Conformance;

/// <summary>Rounds a model to fewer bits and runs it over whole sequences; one that streams must give the same row by row.</summary>
/// <param name="Batch">B.</param>
/// <param name="InSubset">Whether it belongs to the short run.</param>
internal sealed record ByteCase<TFloat, TBytes>(int Batch, bool InSubset) : Case(InSubset)
    where TFloat : struct, ITrainableModel
    where TBytes : struct, ISequenceModel
{
    private const int Window = 12;
    private const ulong Seed = 21;

    /// <inheritdoc/>
    public override void Run(TextWriter output)
    {
        using var wide = new Model<TFloat>(Seed);
        using Model<TBytes> model = wide.Quantize<TBytes>();
        var batch = new RandomBatch(TBytes.Shape, new RandomGenerator(Seed), Batch, Window);
        var digest = new Digest();
        using var file = new MemoryStream();
        model.Save(file);
        digest.Add(file.ToArray());
        using var runner = new SequenceRunner<TBytes>(model, Batch, Window);
        float[] outputs = new float[runner.OutputLength];
        runner.Run(batch.Input, outputs);
        digest.Add(outputs);
        using var evaluator = new Evaluator<TBytes>(model, Batch, Window);
        evaluator.Add(batch.Input, batch.Target);
        digest.Add(evaluator.Loss);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{TBytes.Shape.Name} B={Batch} {TBytes.Shape.Weights}: {Digest.Text(digest.Finish())}"));
    }
}
