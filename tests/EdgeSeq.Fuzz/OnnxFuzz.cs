using EdgeSeq.Onnx;

namespace EdgeSeq.Fuzz;

/// <summary>ONNX files. What most damage does is a wrong length somewhere; damage of few bits gets past it.</summary>
internal sealed class OnnxFuzz : FuzzFormat
{
    private readonly Model<FuzzShape> _model = new(seed: 1);

    public OnnxFuzz() => GoodFiles = [OnnxModel.Export(_model), OnnxModel.Export(_model, new OnnxExportOptions { Activation = true })];

    public override string Name => "onnx";

    public override IReadOnlyList<byte[]> GoodFiles { get; }

    public override int BytesPerByte => 8;

    public override void Read(byte[] file)
    {
        OnnxModel.ImportWeights(_model, file);
        foreach (float weight in _model.Parameters)
        {
            if (!float.IsFinite(weight))
            {
                throw new InvalidOperationException($"A weight is {weight}.");
            }
        }
    }

    public override byte[] Damage(byte[] file, Mutator mutator) => mutator.Random.NextInt32(2) == 0 ? mutator.Mutate(file) : mutator.Overwrite(file);

    protected override void Free() => _model.Dispose();
}
