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

    public override byte[] Damage(byte[] file, Mutator mutator) => mutator.Random.NextInt32(2) == 0 ? mutator.Mutate(file) : Flip(file, mutator.Random);

    protected override void Free() => _model.Dispose();

    /// <summary>Other bytes in the same places, so that lengths around them stay true.</summary>
    private static byte[] Flip(byte[] file, RandomGenerator random)
    {
        byte[] damaged = [.. file];
        for (int changes = 1 + random.NextInt32(3); changes > 0; changes--)
        {
            damaged[random.NextInt32(damaged.Length)] = (byte)random.NextInt32(256);
        }

        return damaged;
    }
}
