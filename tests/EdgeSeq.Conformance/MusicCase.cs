namespace EdgeSeq.Conformance;

/// <summary>Many sigmoids, drawn and fed back.</summary>
internal sealed record MusicCase<TShape>() : Case(InSubset: true)
    where TShape : struct, IVectorModel, ITrainableModel
{
    /// <inheritdoc/>
    public override void Run(TextWriter output)
    {
        using var model = new Model<TShape>(seed: 3);
        using var sampler = new VectorSampler<TShape>(model, new VectorSamplerOptions { Seed = 5 });
        float[] notes = new float[20 * TShape.Shape.Outputs];
        sampler.Generate([], notes);
        var digest = new Digest();
        digest.Add(notes);
        output.WriteLine($"{TShape.Shape.Name} fed back: {Digest.Text(digest.Finish())}");
    }
}
